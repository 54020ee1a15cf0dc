import { Modal, Stack, Text } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { NO_PROOF, ProofFields, proofRules } from '../../hub/proof-fields.tsx';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { BankFields } from '../payees/bank-fields.tsx';
import { readBic, readIban } from '../payees/iban.ts';
import type { SettingsDialogProps } from './dialog-props.ts';
import { useSettingsChange } from './use-settings-change.ts';

/** Sets the account that a storefront pays from. */
export function BankDialog(props: SettingsDialogProps) {
  const { isOpen, settings, onClose } = props;
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={settings.debtor === null ? 'Set the bank account' : 'Change the bank account'}
      size="lg"
    >
      {isOpen ? <BankForm {...props} /> : null}
    </Modal>
  );
}

function BankForm({ settings, onClose }: SettingsDialogProps) {
  const { debtor } = settings;
  const form = useForm({
    mode: 'onTouched',
    defaultValues: { ...NO_PROOF, debtor: { name: debtor?.name ?? '', iban: '', bic: '' } },
  });
  const { errors, isSubmitting } = form.formState;
  const save = useSettingsChange(settings.storefront, onClose);
  const submit = form.handleSubmit((values) => {
    const { name, iban, bic } = values.debtor;
    return save(form, values, {
      debtor: {
        name: name.trim(),
        iban: readIban(iban),
        bic: bic.trim() === '' ? null : readBic(bic),
      },
    });
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate autoComplete="off">
      <Stack gap="md">
        <Text fz="sm">
          Files for the bank pay from this account. Files that are made already stay as they are.
        </Text>
        <FormError message={errors.root?.message} />
        <BankFields
          holder={form.register('debtor.name', {
            validate: (text) => text.trim() !== '' || 'Enter whose account it is.',
          })}
          iban={(rules) => form.register('debtor.iban', rules)}
          bic={(rules) => form.register('debtor.bic', rules)}
          onTidy={(iban) => form.setValue('debtor.iban', iban)}
          errors={{ holder: errors.debtor?.name, iban: errors.debtor?.iban, bic: errors.debtor?.bic }}
        />
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
