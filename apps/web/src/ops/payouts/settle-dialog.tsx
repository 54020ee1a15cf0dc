import { Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type PayoutItem, trpc } from '../../hub/trpc.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { UNREADABLE } from '../../ui/number-field.tsx';
import { Segments } from '../../ui/segments.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { AmountField } from '../rules/amount-field.tsx';
import { type Outcome, outcomesOf } from './batch-rules.ts';

const LONGEST_REASON = 1000;

const names: Readonly<Record<Outcome, string>> = { paid: 'Paid', failed: 'Failed', returned: 'Came back' };

const meanings: Readonly<Record<Outcome, string>> = {
  paid: 'The partner has the money.',
  failed: 'It was not paid. The amount is payable again.',
  returned: 'The money is back in your account. The amount is payable again.',
};

type Settled = Pick<PayoutItem, 'id' | 'batchId' | 'state' | 'amount' | 'currency' | 'affiliateName'>;

/** Says what became of one payment. */
export function SettleDialog(props: { isOpen: boolean; item: Settled | null; onClose: () => void }) {
  const { isOpen, item, onClose } = props;
  return (
    <Modal opened={isOpen} onClose={onClose} title="What happened to this payment?">
      {isOpen && item !== null ? <SettleForm key={item.id} item={item} onClose={onClose} /> : null}
    </Modal>
  );
}

function SettleForm({ item, onClose }: { item: Settled; onClose: () => void }) {
  const { id, batchId, amount: asked, currency, affiliateName } = item;
  const cache = trpc.useUtils();
  const outcomes = outcomesOf(item);
  const [outcome, setOutcome] = useState<Outcome>(outcomes[0] ?? 'paid');
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  const settle = trpc.payouts.settleBatch.useMutation({
    onSuccess: () => {
      onClose();
      showSuccess(`The payment to ${affiliateName} is ${doneWords[outcome]}.`);
    },
    // Also when it did not work: somebody else may have said it.
    onSettled: () =>
      Promise.all([cache.payouts.invalidate(), cache.ledger.invalidate(), cache.affiliates.invalidate()]),
  });
  const error = settle.error === null ? undefined : readHubError(settle.error);
  const problemOf = (name: string) => error?.fields.find(({ path }) => path.endsWith(`.${name}`))?.message;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (amount === UNREADABLE || settle.isPending) return;
        settle.mutate({
          id: batchId ?? 0,
          items: [
            {
              id: id ?? 0,
              outcome,
              ...(outcome === 'paid' && amount !== '' ? { amount } : {}),
              ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
            },
          ],
          others: 'open',
        });
      }}
    >
      <Stack gap="md">
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {formatMoney(asked, currency)} to <bdi>{affiliateName}</bdi>
        </Text>
        <FormError message={(problemOf('amount') ?? problemOf('reason')) ? undefined : error?.message} />
        <Stack gap={6}>
          {outcomes.length < 2 ? null : (
            <Segments
              label="What happened"
              choices={
                Object.fromEntries(outcomes.map((one) => [one, names[one]])) as Record<Outcome, string>
              }
              value={outcome}
              onChoose={setOutcome}
            />
          )}
          <Text fz="sm" c="dimmed">
            {meanings[outcome]}
          </Text>
        </Stack>
        {outcome === 'paid' ? (
          <FormRow
            label="Amount"
            help={`What left your account, if it was not ${formatMoney(asked, currency)}. The difference is set aside until somebody decides whose it is.`}
            error={problemOf('amount')}
          >
            {(row) => (
              <AmountField
                {...row}
                currency={currency}
                value={amount}
                placeholder={asked}
                onChange={setAmount}
              />
            )}
          </FormRow>
        ) : (
          <FormRow
            label="Reason"
            help="As the bank says it, such as a closed account."
            error={problemOf('reason')}
          >
            {(row) => (
              <TextInput
                {...row}
                value={reason}
                maxLength={LONGEST_REASON}
                dir="auto"
                onChange={(event) => setReason(event.currentTarget.value)}
              />
            )}
          </FormRow>
        )}
        <FormFooter submit={submits[outcome]} isSubmitting={settle.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}

const submits: Readonly<Record<Outcome, string>> = {
  paid: 'It was paid',
  failed: 'It failed',
  returned: 'It came back',
};

const doneWords: Readonly<Record<Outcome, string>> = {
  paid: 'marked as paid',
  failed: 'marked as failed. The amount is payable again',
  returned: 'marked as returned. The amount is payable again',
};
