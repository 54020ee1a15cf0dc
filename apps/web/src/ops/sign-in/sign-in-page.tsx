import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { emailRules } from '../../hub/account-rules.ts';
import { operatorQuery, signIn } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { PublicPage } from '../shell/public-page.tsx';
import { safeRedirect } from './safe-redirect.ts';
import { SecondFactorForm } from './second-factor-form.tsx';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { redirect } = route.useSearch();
  const router = useRouter();
  const queryClient = useQueryClient();
  const [isHalfway, setHalfway] = useState(false);
  const enter = async () => {
    await queryClient.fetchQuery({ ...operatorQuery, staleTime: 0 });
    router.history.push(safeRedirect(redirect));
  };
  return isHalfway ? (
    <PublicPage title="One more step" intro="Your account has a second factor.">
      <SecondFactorForm
        onDone={enter}
        restart="Sign in as somebody else"
        onRestart={() => setHalfway(false)}
      />
    </PublicPage>
  ) : (
    <PublicPage title="Sign in" intro="For the people who run this hub.">
      <PasswordForm onDone={enter} onSecondFactor={() => setHalfway(true)} />
    </PublicPage>
  );
}

function PasswordForm({
  onDone,
  onSecondFactor,
}: {
  onDone: () => Promise<void>;
  onSecondFactor: () => void;
}) {
  const setup = trpc.ops.getSetupState.useQuery({}, { retry: false });
  const form = useForm({ defaultValues: { email: '', password: '' } });
  const { errors, isSubmitting } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    const result = await signIn(values);
    if (result === 'done') return onDone();
    if (result === 'second-factor') return onSecondFactor();
    form.setError('root', { message: result.failure });
    form.resetField('password');
    form.setFocus('password');
  });

  return (
    <>
      {setup.data?.needsFirstOperator === true ? <FirstOperatorNotice /> : null}
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <FormError message={errors.root?.message} />
          <FormRow label="Email" error={errors.email?.message}>
            {(row) => (
              <TextInput
                {...row}
                {...form.register('email', emailRules)}
                type="email"
                autoComplete="username"
                autoFocus
              />
            )}
          </FormRow>
          <FormRow label="Password" error={errors.password?.message}>
            {(row) => (
              <PasswordInput
                {...row}
                {...form.register('password', { required: 'Enter your password.' })}
                autoComplete="current-password"
              />
            )}
          </FormRow>
          <Button type="submit" loading={isSubmitting} mt={4}>
            Sign in
          </Button>
          <AnchorLink to="/forgot-password" fz="sm" ta="center">
            Forgot your password?
          </AnchorLink>
        </Stack>
      </form>
    </>
  );
}

function FirstOperatorNotice() {
  return (
    <Alert
      icon={<IconKey size={18} aria-hidden />}
      title="This hub has no operator yet"
      mb="lg"
      data-testid="first-operator-notice"
    >
      Open the one-time link that the hub printed when it started, or that it wrote to the file{' '}
      <span className="hub-mono">setup-link</span> in its data folder (
      <span className="hub-mono">DATA_DIR</span>). The link works for 24 hours.
    </Alert>
  );
}
