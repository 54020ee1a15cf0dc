import { Modal, NativeSelect, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { NO_PROOF, ProofFields, proofRules } from '../../hub/proof-fields.tsx';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import type { SettingsDialogProps } from './dialog-props.ts';
import { environmentNames } from './settings-words.ts';
import { useSettingsChange } from './use-settings-change.ts';

/** Sets the PayPal app that a storefront pays by. */
export function PaypalDialog(props: SettingsDialogProps) {
  const { isOpen, settings, onClose } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={settings.paypal === null ? 'Connect PayPal' : 'Change PayPal'}
      size="lg"
    >
      {isOpen ? <PaypalForm {...props} /> : null}
    </Modal>
  );
}

function PaypalForm({ settings, onClose }: SettingsDialogProps) {
  const form = useForm({
    defaultValues: {
      ...NO_PROOF,
      paypal: {
        environment: settings.paypal?.environment ?? ('live' as const),
        ...{ clientId: '', clientSecret: '' },
      },
    },
  });
  const { errors, isSubmitting } = form.formState;
  const save = useSettingsChange(settings.storefront, onClose);
  const submit = form.handleSubmit((values) =>
    save(form, values, {
      paypal: {
        environment: values.paypal.environment,
        clientId: values.paypal.clientId.trim(),
        clientSecret: values.paypal.clientSecret.trim(),
      },
    }),
  );
  return (
    <form onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <Stack gap="md">
        <Text fz="sm">
          Make an app with the right to send payouts in PayPal’s developer dashboard, and copy its
          credentials. The secret is sealed and never shown again.
        </Text>
        <FormError message={errors.root?.message} />
        <FormRow label="Environment">
          {(row) => (
            <NativeSelect
              {...row}
              {...form.register('paypal.environment')}
              data={Object.entries(environmentNames).map(([value, label]) => ({ value, label }))}
            />
          )}
        </FormRow>
        <FormRow label="Client ID" error={errors.paypal?.clientId?.message} isRequired>
          {(row) => (
            <TextInput
              {...row}
              {...form.register('paypal.clientId', {
                validate: (text) => text.trim() !== '' || 'Enter the client ID of the app.',
              })}
              maxLength={255}
              autoComplete="off"
              spellCheck={false}
              dir="ltr"
              data-autofocus
            />
          )}
        </FormRow>
        <FormRow label="Secret" error={errors.paypal?.clientSecret?.message} isRequired>
          {(row) => (
            <PasswordInput
              {...row}
              {...form.register('paypal.clientSecret', {
                validate: (text) => text.trim() !== '' || 'Enter the secret of the app.',
              })}
              maxLength={255}
              autoComplete="new-password"
            />
          )}
        </FormRow>
        <ProofFields
          password={form.register('password', proofRules.password)}
          code={() => form.register('code', proofRules.code)}
          errors={errors}
        />
        <FormFooter submit="Save" isSubmitting={isSubmitting} onCancel={onClose} />
      </Stack>
    </form>
  );
}
