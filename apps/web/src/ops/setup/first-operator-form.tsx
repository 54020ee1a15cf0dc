import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { emailRules, nameRules, newPasswordRules, PASSWORD_HELP } from '../../hub/account-rules.ts';
import { applyHubError } from '../../hub/form-errors.ts';
import { readHubError } from '../../hub/hub-error.ts';
import { operatorQuery, signIn } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';

/** Creates the first operator and signs in. Calls `onLinkRefused` with the reason when the hub refuses the link. */
export function FirstOperatorForm(props: { token: string; onLinkRefused: (reason: string) => void }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const createOperator = trpc.ops.createFirstOperator.useMutation();
  const form = useForm({
    defaultValues: { name: '', email: '', password: '' },
  });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    try {
      await createOperator.mutateAsync({ token: props.token, ...values });
    } catch (error) {
      const reason = linkRefusal(error);
      if (reason === null) applyHubError(form, error);
      else props.onLinkRefused(reason);
      return;
    }
    if ((await signIn(values)) !== 'done') {
      await navigate({ to: '/sign-in' });
      return;
    }
    await queryClient.fetchQuery({ ...operatorQuery, staleTime: 0 });
    await navigate({ to: '/', replace: true });
  });

  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        <FormRow label="Name" error={errors.name?.message}>
          {(row) => (
            <TextInput {...row} {...form.register('name', nameRules)} autoComplete="name" autoFocus />
          )}
        </FormRow>
        <FormRow label="Email" error={errors.email?.message}>
          {(row) => (
            <TextInput
              {...row}
              {...form.register('email', emailRules)}
              type="email"
              autoComplete="username"
            />
          )}
        </FormRow>
        <FormRow label="Password" help={PASSWORD_HELP} error={errors.password?.message}>
          {(row) => (
            <PasswordInput
              {...row}
              {...form.register('password', newPasswordRules)}
              autoComplete="new-password"
            />
          )}
        </FormRow>
        <Button type="submit" loading={isSubmitting} mt={4}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}

/** Returns the hub's message when the token is expired, used or unknown, and null for other errors. */
function linkRefusal(error: unknown): string | null {
  const { code, message, fields } = readHubError(error);
  const isAboutToken = code === 'bad_request' && fields.some((field) => field.path === 'token');
  const isRefusal = ['unauthorized', 'forbidden', 'not_found', 'conflict'].includes(code);
  return isAboutToken || isRefusal ? message : null;
}
