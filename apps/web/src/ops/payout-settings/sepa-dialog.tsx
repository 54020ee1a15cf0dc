import { Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { NO_PROOF, ProofFields, proofRules } from '../../hub/proof-fields.tsx';
import type { PayoutSettings } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import type { SettingsDialogProps } from './dialog-props.ts';
import { bookingNames, bookingOf, missingBicNames, sumNames, sumOf, versionNames } from './settings-words.ts';
import { useSettingsChange } from './use-settings-change.ts';

type Sepa = PayoutSettings['sepa'];

/** Sets how a SEPA file is written, for banks that want it otherwise. */
export function SepaDialog(props: SettingsDialogProps) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="Change the SEPA file" size="lg">
      {props.isOpen ? <SepaForm {...props} /> : null}
    </Modal>
  );
}

const optionsOf = (names: Readonly<Record<string, string>>) =>
  Object.entries(names).map(([value, label]) => ({ value, label }));

function SepaForm({ settings: { storefront, sepa }, onClose }: SettingsDialogProps) {
  const form = useForm({
    defaultValues: {
      ...{ ...NO_PROOF, version: sepa.version, missingBic: sepa.missingBic },
      ...{ booking: bookingOf(sepa), sum: sumOf(sepa) },
    },
  });
  const { errors, isSubmitting } = form.formState;
  const save = useSettingsChange(storefront, onClose);
  const submit = form.handleSubmit((values) => {
    const { version, missingBic } = values;
    const chosen: Sepa = {
      ...{ version, missingBic },
      ...{ batchBooking: values.booking === 'one', groupSum: values.sum === 'yes' },
    };
    return save(form, values, { sepa: chosen });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text fz="sm">Most banks take the file as it is. Change it when yours refuses one and says why.</Text>
        <FormError message={errors.root?.message} />
        <FormRow label="Format">
          {(row) => (
            <NativeSelect
              {...row}
              {...form.register('version')}
              data={optionsOf(versionNames)}
              data-autofocus
            />
          )}
        </FormRow>
        <FormRow label="Booked as" help="How it stands on your own statement.">
          {(row) => <NativeSelect {...row} {...form.register('booking')} data={optionsOf(bookingNames)} />}
        </FormRow>
        <FormRow label="Header">
          {(row) => <NativeSelect {...row} {...form.register('sum')} data={optionsOf(sumNames)} />}
        </FormRow>
        <FormRow label="A missing BIC">
          {(row) => (
            <NativeSelect {...row} {...form.register('missingBic')} data={optionsOf(missingBicNames)} />
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
