import { Button, PasswordInput, Stack } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { newPasswordRules, PASSWORD_HELP } from '../../hub/account-rules.ts';
import { postAuth } from '../../hub/session.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { DeadEnd } from '../shell/dead-end.tsx';
import { PublicPage } from '../shell/public-page.tsx';

const route = getRouteApi('/reset-password');

/** The page behind the link for a new password. */
export function ResetPasswordPage() {
  const { token = '' } = route.useSearch();
  const navigate = useNavigate();
  const form = useForm({ defaultValues: { password: '' } });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async ({ password }) => {
    const result = await postAuth('reset-password', { token, newPassword: password });
    if ('failure' in result) return form.setError('root', { message: result.failure });
    showSuccess('Your new password is set. Sign in with it.');
    await navigate({ to: '/sign-in', search: {} });
  });
  if (token === '') {
    return (
      <DeadEnd title="This link is incomplete">Open it again from the email, or ask for a new one.</DeadEnd>
    );
  }
  return (
    <PublicPage title="Choose a new password" intro="You will have to sign in again on every browser.">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <FormError message={errors.root?.message} />
          <FormRow label="New password" help={PASSWORD_HELP} error={errors.password?.message}>
            {(row) => (
              <PasswordInput
                {...row}
                {...form.register('password', newPasswordRules)}
                autoComplete="new-password"
                autoFocus
              />
            )}
          </FormRow>
          <Button type="submit" loading={isSubmitting}>
            Set the password
          </Button>
        </Stack>
      </form>
    </PublicPage>
  );
}
