import { Modal, Stack, Text, Textarea } from '@mantine/core';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { type PayoutRequest, trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { showSuccess } from '../../ui/toasts.ts';

/** Rejects a payout request, with a reason. */
export function RejectDialog(props: { isOpen: boolean; request: PayoutRequest | null; onClose: () => void }) {
  const { isOpen, request, onClose } = props;
  return (
    <Modal opened={isOpen} onClose={onClose} title="Reject this request?">
      {isOpen && request !== null ? <RejectForm request={request} onClose={onClose} /> : null}
    </Modal>
  );
}

function RejectForm({ request, onClose }: { request: PayoutRequest; onClose: () => void }) {
  const cache = trpc.useUtils();
  const form = useForm({ defaultValues: { reason: '' } });
  const { errors, isSubmitting } = form.formState;
  const reject = trpc.payouts.rejectRequest.useMutation({
    // Also when it did not work: somebody else may have decided it.
    onSettled: () => Promise.all([cache.payouts.invalidate(), cache.ledger.invalidate()]),
  });
  const amount = formatMoney(request.amount, request.currency);
  const submit = form.handleSubmit(async ({ reason }) => {
    try {
      await reject.mutateAsync({ id: request.id, reason: reason.trim() });
      onClose();
      showSuccess(`${amount} of ${request.affiliateName} is payable again.`);
    } catch (error) {
      applyHubError(form, error);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {amount} for <bdi>{request.affiliateName}</bdi> is payable again at once, and can be requested anew.
        </Text>
        <FormError message={errors.root?.message} />
        <FormRow label="Reason" help="The partner may ask for it." error={errors.reason?.message} isRequired>
          {(row) => (
            <Textarea
              {...row}
              {...form.register('reason', { validate: (text) => text.trim() !== '' || 'Enter a reason.' })}
              placeholder="It is paid with all others at the end of the month"
              maxLength={1000}
              dir="auto"
              autosize
              minRows={2}
              data-autofocus
            />
          )}
        </FormRow>
        <FormFooter submit="Reject" isSubmitting={isSubmitting} onCancel={onClose} />
      </Stack>
    </form>
  );
}
