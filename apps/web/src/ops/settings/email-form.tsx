import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { NumberRow } from '../../ui/number-row.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { useSettingsStore } from './settings-store.ts';
import { useDraft } from './use-draft.ts';
import { useReport } from './use-report.ts';

const trimmed = { setValueAs: (text: string) => text.trim() };

/** The hub reads them as it reads MAIL_FROM and EMAIL_TO, with names and commas. */
const addressRules = {
  ...trimmed,
  maxLength: { value: 2_000, message: 'Use at most 2,000 characters.' },
  validate: (text: string) => text.includes('@') || 'Enter an email address.',
} as const;

const portRules = {
  required: 'Enter a port.',
  min: { value: 1, message: 'A port is at least 1.' },
  max: { value: 65_535, message: 'A port is at most 65535.' },
} as const;

const atMost = (length: number) => ({
  maxLength: { value: length, message: `Use at most ${length} characters.` },
});

export function EmailForm() {
  const draft = useSettingsStore.getState().draft;
  const form = useForm({
    defaultValues: {
      smtpHost: draft.smtpHost,
      // The form reports an empty port when it is submitted.
      smtpPort: draft.smtpPort as number,
      smtpUser: draft.smtpUser,
      smtpPass: '',
      emailFrom: draft.emailFrom,
      emailTo: draft.emailTo,
    },
  });
  const { errors, isSubmitting } = form.formState;
  const test = trpc.ops.testEmail.useMutation(useReport('email'));
  useDraft(form);
  const submit = form.handleSubmit(({ smtpUser, smtpPass, ...server }) =>
    test
      .mutateAsync({
        ...server,
        ...(smtpUser === '' ? {} : { smtpUser }),
        ...(smtpPass === '' ? {} : { smtpPass }),
      })
      .then(
        () => undefined,
        (error: unknown) => applyHubError(form, error),
      ),
  );
  return (
    <SectionCard title="Email" intro="An SMTP server that accepts email from this hub.">
      <form onSubmit={(event) => void submit(event)} noValidate aria-label="Email" autoComplete="off">
        <Stack gap="lg">
          <FormRow label="SMTP host" error={errors.smtpHost?.message} isRequired>
            {(row) => (
              <TextInput
                {...row}
                {...form.register('smtpHost', {
                  ...trimmed,
                  ...atMost(255),
                  required: 'Enter the name of the server.',
                })}
                placeholder="smtp.gmail.com"
                spellCheck={false}
              />
            )}
          </FormRow>
          <NumberRow
            control={form.control}
            name="smtpPort"
            label="SMTP port"
            help="587 for STARTTLS, 465 for TLS from the start."
            isRequired
            rules={portRules}
          />
          <FormRow label="SMTP user" error={errors.smtpUser?.message}>
            {(row) => (
              <TextInput
                {...row}
                {...form.register('smtpUser', { ...trimmed, ...atMost(255) })}
                placeholder="ops@example.com"
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </FormRow>
          <FormRow
            label="SMTP password"
            help="Used for the test only, and never stored."
            error={errors.smtpPass?.message}
          >
            {(row) => (
              <PasswordInput
                {...row}
                {...form.register('smtpPass', atMost(1024))}
                autoComplete="new-password"
              />
            )}
          </FormRow>
          <FormRow label="From address" error={errors.emailFrom?.message} isRequired>
            {(row) => (
              <TextInput
                {...row}
                {...form.register('emailFrom', addressRules)}
                inputMode="email"
                placeholder="ops@example.com"
              />
            )}
          </FormRow>
          <FormRow label="To address" error={errors.emailTo?.message} isRequired>
            {(row) => (
              <TextInput
                {...row}
                {...form.register('emailTo', addressRules)}
                inputMode="email"
                placeholder="you@example.com"
              />
            )}
          </FormRow>
          <Group justify="flex-end">
            <Button type="submit" loading={isSubmitting} leftSection={<IconSend size={16} aria-hidden />}>
              Test Email
            </Button>
          </Group>
        </Stack>
      </form>
    </SectionCard>
  );
}
