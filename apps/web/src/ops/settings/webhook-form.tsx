import { Button, Group, Stack, TextInput } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { trpc } from '../../hub/trpc.ts';
import { FormRow } from '../../ui/form-row.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { useSettingsStore } from './settings-store.ts';
import { useDraft } from './use-draft.ts';
import { useReport } from './use-report.ts';

const urlRules = {
  maxLength: { value: 2048, message: 'Use at most 2048 characters.' },
  setValueAs: (text: string) => text.trim(),
  validate: (text: string) =>
    (URL.canParse(text) && /^https?:/.test(text)) || 'Enter a full address that begins with https://',
} as const;

export function WebhookForm() {
  const webhookUrl = useSettingsStore.getState().draft.webhookUrl;
  const form = useForm({ defaultValues: { webhookUrl } });
  const test = trpc.ops.testWebhook.useMutation(useReport('webhook'));
  useDraft(form);
  const submit = form.handleSubmit((values) =>
    test.mutateAsync(values).then(
      () => undefined,
      (error: unknown) => applyHubError(form, error),
    ),
  );
  return (
    <SectionCard title="Slack" intro="A Slack incoming webhook, or anything that takes the same JSON.">
      <form onSubmit={(event) => void submit(event)} noValidate aria-label="Webhook">
        <Stack gap="lg">
          <FormRow
            label="Webhook URL"
            help="Anyone who has this address can post to your channel."
            error={form.formState.errors.webhookUrl?.message}
            isRequired
          >
            {(row) => (
              <TextInput
                {...row}
                {...form.register('webhookUrl', urlRules)}
                type="url"
                inputMode="url"
                placeholder="https://hooks.slack.com/services/…"
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </FormRow>
          <Group justify="flex-end">
            <Button
              type="submit"
              loading={form.formState.isSubmitting}
              leftSection={<IconSend size={16} aria-hidden />}
            >
              Test Webhook
            </Button>
          </Group>
        </Stack>
      </form>
    </SectionCard>
  );
}
