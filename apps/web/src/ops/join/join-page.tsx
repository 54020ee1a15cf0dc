import { Button, PasswordInput, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { nameRules, newPasswordRules, PASSWORD_HELP } from '../../hub/account-rules.ts';
import { applyHubError } from '../../hub/form-errors.ts';
import { isTransient, readHubError } from '../../hub/hub-error.ts';
import { operatorQuery, signIn } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { DeadEnd } from '../shell/dead-end.tsx';
import { PublicPage } from '../shell/public-page.tsx';

const route = getRouteApi('/join');

/** The page behind the link of an invitation. */
export function JoinPage() {
  const { token = '' } = route.useSearch();
  const invitation = trpc.team.getInvitation.useQuery(
    { token },
    { enabled: token !== '', retry: false, staleTime: Number.POSITIVE_INFINITY },
  );
  if (token === '') {
    return (
      <DeadEnd title="This link is incomplete">
        Open it again from the invitation, or ask for a new one.
      </DeadEnd>
    );
  }
  if (invitation.error !== null) {
    return (
      <DeadEnd
        title={
          isTransient(invitation.error) ? 'The hub cannot be reached' : 'This invitation no longer works'
        }
      >
        {readHubError(invitation.error).message}
      </DeadEnd>
    );
  }
  if (invitation.data === undefined) {
    return (
      <PublicPage title="Join the hub">
        <Skeleton height={120} data-testid="loading" />
      </PublicPage>
    );
  }
  const { email, role, invitedBy } = invitation.data;
  return (
    <PublicPage title="Join the hub" intro={`${invitedBy} invites you as ${role}. Choose a password.`}>
      <JoinForm token={token} email={email} />
    </PublicPage>
  );
}

function JoinForm({ token, email }: { token: string; email: string }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const accept = trpc.team.acceptInvitation.useMutation();
  const form = useForm({ defaultValues: { name: '', password: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    try {
      await accept.mutateAsync({ token, ...values });
    } catch (error) {
      applyHubError(form, error);
      return;
    }
    if ((await signIn({ email, password: values.password })) !== 'done') return navigate({ to: '/sign-in' });
    await queryClient.fetchQuery({ ...operatorQuery, staleTime: 0 });
    await navigate({ to: '/', replace: true });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        <FormRow label="Email">
          {(row) => <TextInput {...row} value={email} readOnly variant="filled" autoComplete="username" />}
        </FormRow>
        <FormRow label="Name" error={errors.name?.message}>
          {(row) => (
            <TextInput {...row} {...form.register('name', nameRules)} autoComplete="name" autoFocus />
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
          Join
        </Button>
      </Stack>
    </form>
  );
}
