import { Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { type Affiliate, type Balance, trpc } from '../../hub/trpc.ts';
import { decimalsOf } from '../../ui/currency-decimals.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { MoneyRow } from '../../ui/number-row.tsx';
import { Segments } from '../../ui/segments.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { amountProblem } from './payable.ts';

interface RequestPayoutDialogProps {
  isOpen: boolean;
  affiliate: Pick<Affiliate, 'id' | 'name'>;
  /** Those with something payable. */
  balances: readonly Balance[];
  onClose: () => void;
}

/** Asks for a payout for a partner: the amount is set aside until it is paid or rejected. */
export function RequestPayoutDialog(props: RequestPayoutDialogProps) {
  const { isOpen, balances, onClose } = props;
  const [first] = balances;
  return (
    <Modal opened={isOpen} onClose={onClose} title="Request a payout">
      {isOpen && first !== undefined ? <RequestForm {...props} first={first} /> : null}
    </Modal>
  );
}

function RequestForm(props: RequestPayoutDialogProps & { first: Balance }) {
  const { affiliate, balances, first, onClose } = props;
  const cache = trpc.useUtils();
  const [currency, setCurrency] = useState(first.currency);
  const [what, setWhat] = useState<'all' | 'part'>('all');
  const { payable } = balances.find((balance) => balance.currency === currency) ?? first;
  const form = useForm({ defaultValues: { amount: '', note: '' } });
  const { errors, isSubmitting } = form.formState;
  const create = trpc.payouts.createRequest.useMutation();
  const submit = form.handleSubmit(async ({ amount, note }) => {
    const problem = what === 'part' ? amountProblem(amount, { payable, currency }) : null;
    if (problem !== null) {
      form.setError('amount', { message: problem }, { shouldFocus: true });
      return;
    }
    try {
      const request = await create.mutateAsync({
        ...{ affiliateId: affiliate.id, currency },
        ...(what === 'part' ? { amount } : {}),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      });
      onClose();
      showSuccess(
        `${formatMoney(request.amount, request.currency)} for ${affiliate.name} waits for a batch.`,
      );
      await Promise.all([cache.payouts.invalidate(), cache.ledger.invalidate()]);
    } catch (error) {
      if (what === 'part') applyHubError(form, error, 'amount');
      else applyHubError(form, error);
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        {balances.length < 2 ? null : (
          <Segments
            label="Currency"
            choices={Object.fromEntries(balances.map((balance) => [balance.currency, balance.currency]))}
            value={currency}
            onChoose={setCurrency}
          />
        )}
        <Stack gap={6}>
          <Segments
            label="How much"
            choices={{ all: `All: ${formatMoney(payable, currency)}`, part: 'An amount' }}
            value={what}
            onChoose={setWhat}
          />
          <Text fz="sm" c="dimmed">
            It is set aside at once and waits for the next batch.
          </Text>
        </Stack>
        {what === 'all' ? null : (
          <MoneyRow
            control={form.control}
            name="amount"
            label="Amount"
            isRequired
            currency={currency}
            digits={decimalsOf(currency)}
            say={(amount) => formatMoney(amount, currency)}
            check={(amount) => amountProblem(amount, { payable, currency }) ?? undefined}
            help={`Payable now: ${formatMoney(payable, currency)}.`}
            data-autofocus
          />
        )}
        <FormRow label="Note" help="For whoever decides." error={errors.note?.message}>
          {(row) => (
            <Textarea
              {...row}
              {...form.register('note')}
              placeholder="Asked for it by mail"
              maxLength={1000}
              dir="auto"
              autosize
              minRows={2}
            />
          )}
        </FormRow>
        <FormFooter submit="Request payout" isSubmitting={isSubmitting} onCancel={onClose} />
      </Stack>
    </form>
  );
}
