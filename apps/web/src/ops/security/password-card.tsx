import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { newPasswordRules, PASSWORD_HELP } from '../../hub/account-rules.ts';
import { postAuth } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormError } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { showSuccess } from '../../ui/toasts.ts';

export function PasswordCard() {
  const cache = trpc.useUtils();
  const form = useForm({
    defaultValues: { currentPassword: '', newPassword: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const submit = form.handleSubmit(async (values) => {
    const result = await postAuth('change-password', values);
    if ('failure' in result) return form.setError('root', { message: result.failure });
    form.reset();
    showSuccess('Your password was changed. Your other browsers were signed out.');
    await cache.account.listSessions.invalidate();
  });
  return (
    <SectionCard title="Password" intro="Changing it signs out your other browsers.">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="md">
          <FormError message={errors.root?.message} />
          <FormRow label="Current password" error={errors.currentPassword?.message}>
            {(row) => (
              <PasswordInput
                {...row}
                {...form.register('currentPassword', { required: 'Enter your password.' })}
                autoComplete="current-password"
              />
            )}
          </FormRow>
          <FormRow label="New password" help={PASSWORD_HELP} error={errors.newPassword?.message}>
            {(row) => (
              <PasswordInput
                {...row}
                {...form.register('newPassword', newPasswordRules)}
                autoComplete="new-password"
              />
            )}
          </FormRow>
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={isSubmitting}>
              Change password
            </Button>
          </Group>
        </Stack>
      </form>
    </SectionCard>
  );
}
