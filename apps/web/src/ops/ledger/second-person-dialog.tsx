import { Modal, Stack, Text } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { NO_PROOF, ProofFields, proofOf, proofRules, useNeedsCode } from '../../hub/proof-fields.tsx';
import { trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { showSuccess } from '../../ui/toasts.ts';

interface SecondPersonDialogProps {
  isOpen: boolean;
  /** What is chosen. */
  secondPerson: 'required' | 'alone';
  onClose: () => void;
}

const titles = {
  alone: 'Approve your own adjustments and payouts?',
  required: 'Require a second person?',
} as const;

const meanings = {
  alone:
    'Nobody checks what you book by hand or pay out. Each of these adjustments and payouts is marked in the list, in the audit log and in files. It ends by itself when a second person may approve.',
  required: 'Your own adjustments and payouts then wait until another person approves them.',
} as const;

/** Sets the rule of two aside, or back, after the owner has proved who they are. */
export function SecondPersonDialog(props: SecondPersonDialogProps) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title={titles[props.secondPerson]}>
      {props.isOpen ? <Proof {...props} /> : null}
    </Modal>
  );
}

function Proof({ secondPerson, onClose }: SecondPersonDialogProps) {
  const cache = trpc.useUtils();
  const needsCode = useNeedsCode();
  const form = useForm({ defaultValues: NO_PROOF });
  const { errors, isSubmitting } = form.formState;
  const choose = trpc.ledger.setSecondPerson.useMutation();
  const submit = form.handleSubmit(async (proof) => {
    try {
      await choose.mutateAsync({ secondPerson, ...proofOf(proof, needsCode) });
      onClose();
      showSuccess(
        secondPerson === 'alone'
          ? 'You may approve your own adjustments and payouts.'
          : 'Another person must approve your adjustments and payouts.',
      );
      await cache.ledger.invalidate();
    } catch (error) {
      applyHubError(form, error);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text fz="sm">{meanings[secondPerson]}</Text>
        <FormError message={errors.root?.message} />
        <ProofFields
          password={form.register('password', proofRules.password)}
          code={() => form.register('code', proofRules.code)}
          errors={errors}
          isFirst
        />
        <FormFooter
          submit={secondPerson === 'alone' ? 'Approve alone' : 'Require a second person'}
          isSubmitting={isSubmitting}
          onCancel={onClose}
        />
      </Stack>
    </form>
  );
}
