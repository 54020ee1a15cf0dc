import { Modal, Stack, TextInput } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { NO_PROOF, ProofFields, proofRules } from '../../hub/proof-fields.tsx';
import { decimalsOf } from '../../ui/currency-decimals.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { MoneyRow } from '../../ui/number-row.tsx';
import type { SettingsDialogProps } from './dialog-props.ts';
import { useSettingsChange } from './use-settings-change.ts';

/** Sets from which amount on partners are paid, and what they read on their bank statement. */
export function GeneralDialog(props: SettingsDialogProps) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="Change minimum and reference" size="lg">
      {props.isOpen ? <GeneralForm {...props} /> : null}
    </Modal>
  );
}

function GeneralForm({ settings, onClose }: SettingsDialogProps) {
  const { currency } = settings;
  const form = useForm({
    defaultValues: { ...NO_PROOF, minimum: settings.minimum, reference: settings.reference ?? '' },
  });
  const { errors, isSubmitting } = form.formState;
  const save = useSettingsChange(settings.storefront, onClose);
  const submit = form.handleSubmit((values) =>
    save(form, values, {
      minimum: values.minimum,
      reference: values.reference.trim() === '' ? null : values.reference.trim(),
    }),
  );
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        <MoneyRow
          control={form.control}
          name="minimum"
          label="Minimum"
          help="Less than this is carried into the next payout."
          isRequired
          currency={currency}
          digits={decimalsOf(currency)}
          say={(amount) => formatMoney(amount, currency)}
          rules={{ required: 'Enter an amount; 0 pays everything.' }}
          data-autofocus
        />
        <FormRow
          label="Reference"
          help="On bank statements. {batch} and {period} are filled in. Empty: the storefront’s name and the batch."
          error={errors.reference?.message}
        >
          {(row) => (
            <TextInput
              {...row}
              {...form.register('reference')}
              placeholder="Commissions {period}, batch {batch}"
              maxLength={140}
              dir="auto"
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
