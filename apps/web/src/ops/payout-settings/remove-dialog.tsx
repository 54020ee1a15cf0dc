import { Modal, Stack, Text } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { NO_PROOF, ProofFields, proofRules } from '../../hub/proof-fields.tsx';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import type { SettingsDialogProps } from './dialog-props.ts';
import { useSettingsChange } from './use-settings-change.ts';

interface RemoveDialogProps extends SettingsDialogProps {
  what: 'debtor' | 'paypal';
}

const titles = { debtor: 'Remove the bank account?', paypal: 'Disconnect PayPal?' } as const;

const meanings = {
  debtor: 'No SEPA file can be made until an account is set again. Files that are made already stay.',
  paypal:
    'The hub forgets the credentials. It cannot pay by PayPal, nor ask what became of payments that are under way.',
} as const;

/** Forgets a way of paying. */
export function RemoveDialog(props: RemoveDialogProps) {
  const { isOpen, what, onClose } = props;
  return (
    <Modal opened={isOpen} onClose={onClose} title={titles[what]}>
      {isOpen ? <RemoveForm {...props} /> : null}
    </Modal>
  );
}

function RemoveForm({ what, settings, onClose }: RemoveDialogProps) {
  const form = useForm({ defaultValues: NO_PROOF });
  const { errors, isSubmitting } = form.formState;
  const save = useSettingsChange(settings.storefront, onClose);
  const submit = form.handleSubmit((values) =>
    save(form, values, what === 'debtor' ? { debtor: null } : { paypal: null }),
  );
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text fz="sm">{meanings[what]}</Text>
        <FormError message={errors.root?.message} />
        <ProofFields
          password={form.register('password', proofRules.password)}
          code={() => form.register('code', proofRules.code)}
          errors={errors}
          isFirst
        />
        <FormFooter
          submit={what === 'debtor' ? 'Remove' : 'Disconnect'}
          isSubmitting={isSubmitting}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
