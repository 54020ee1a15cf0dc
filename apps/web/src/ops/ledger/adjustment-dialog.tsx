import { zodResolver } from '@hookform/resolvers/zod';
import { Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { applyHubError } from '../../hub/form-errors.ts';
import { decimalsOf, exampleAmount, moneyText } from '../../hub/money-text.ts';
import { trpc } from '../../hub/trpc.ts';
import { z } from '../../hub/zod.ts';
import { FormError, FormFooter } from '../../ui/form-footer.tsx';
import { FormRow } from '../../ui/form-row.tsx';
import { formatMoney } from '../../ui/format-number.ts';
import { aboveZero } from '../../ui/number-checks.ts';
import { MoneyRow } from '../../ui/number-row.tsx';
import { Segments } from '../../ui/segments.tsx';
import { showSuccess } from '../../ui/toasts.ts';
import { PartnerFilter } from '../conversions/partner-filter.tsx';

const LONGEST_REASON = 1000;

const kinds = { give: 'Give', take: 'Take back', writeOff: 'Write off' } as const;
type Kind = keyof typeof kinds;

const meanings: Readonly<Record<Kind, string>> = {
  give: 'The partner gets it with what is payable: a bonus, or what was counted too low.',
  take: 'It is taken from what is payable. If that is less, the partner owes the rest.',
  writeOff: 'The partner owes it after a refund, and no longer has to give it back.',
};

const fields = (currency: string | undefined) =>
  z.object({
    affiliateId: z.number({ error: 'choose a partner' }),
    amount: moneyText(currency).refine((text) => Number(text) !== 0, { error: 'enter an amount above zero' }),
    reason: z.string().trim().min(1, { error: 'enter a reason' }).max(LONGEST_REASON),
  });

/** Whose balance is adjusted, where that is known. */
export interface AdjustedPartner {
  id: number;
  handle: string;
}

/** Proposes an adjustment or a write-off. Nothing is booked until it is approved. */
export function AdjustmentDialog(props: {
  isOpen: boolean;
  partner: AdjustedPartner | null;
  onClose: () => void;
}) {
  return (
    <Modal opened={props.isOpen} onClose={props.onClose} title="Propose an adjustment">
      {props.isOpen ? <AdjustmentForm {...props} /> : null}
    </Modal>
  );
}

function AdjustmentForm({ partner, onClose }: { partner: AdjustedPartner | null; onClose: () => void }) {
  const cache = trpc.useUtils();
  const [chosen, setChosen] = useState(partner);
  const [kind, setKind] = useState<Kind>('give');
  const { currency, payable } = usePayable(chosen);
  const form = useForm({
    resolver: zodResolver(fields(currency)),
    defaultValues: { affiliateId: partner?.id as number, amount: '', reason: '' },
  });
  const { errors, isSubmitting } = form.formState;
  const propose = trpc.ledger.createAdjustment.useMutation();
  const submit = form.handleSubmit(async (values) => {
    try {
      await propose.mutateAsync({
        ...values,
        kind: kind === 'writeOff' ? 'writeOff' : 'adjustment',
        direction: kind === 'take' ? 'fromAffiliate' : 'toAffiliate',
      });
      onClose();
      showSuccess('The adjustment is proposed. It is booked once it is approved.');
      await cache.ledger.invalidate();
    } catch (error) {
      applyHubError(form, error, 'amount');
    }
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="md">
        <FormError message={errors.root?.message} />
        {partner === null ? (
          <div>
            <PartnerFilter
              key={chosen?.id ?? 'none'}
              any="Choose a partner"
              chosen={chosen}
              onChoose={(next) => {
                setChosen(next);
                form.setValue('affiliateId', next?.id as number, { shouldValidate: true });
              }}
            />
            {errors.affiliateId === undefined ? null : (
              <Text fz={13} c="var(--mantine-color-error)" mt={4} role="alert">
                Choose a partner.
              </Text>
            )}
          </div>
        ) : (
          <Text fw={550} style={{ overflowWrap: 'anywhere' }}>
            <bdi>{partner.handle}</bdi>
          </Text>
        )}
        <Stack gap={6}>
          <Segments label="What to do" choices={kinds} value={kind} onChoose={setKind} />
          <Text fz="sm" c="dimmed">
            {meanings[kind]}
          </Text>
        </Stack>
        <MoneyRow
          control={form.control}
          name="amount"
          label="Amount"
          isRequired
          currency={currency}
          digits={decimalsOf(currency)}
          placeholder={exampleAmount('5', currency)}
          check={aboveZero}
          say={(amount) => formatMoney(amount, currency)}
          help={payable === undefined ? undefined : `Payable now: ${formatMoney(payable, currency)}.`}
          data-autofocus
        />
        <FormRow label="Reason" help="The partner may ask for it." error={errors.reason?.message} isRequired>
          {(row) => (
            <Textarea
              {...row}
              {...form.register('reason')}
              placeholder="Bonus for the summer campaign"
              maxLength={LONGEST_REASON}
              dir="auto"
              autosize
              minRows={2}
            />
          )}
        </FormRow>
        <FormFooter submit="Propose" isSubmitting={isSubmitting} onCancel={onClose} />
      </Stack>
    </form>
  );
}

/** The currency of a partner's storefront, and what is payable in it. */
function usePayable(partner: AdjustedPartner | null) {
  const input = { id: partner?.id ?? 0 };
  const options = { enabled: partner !== null };
  const currency = trpc.affiliates.getAffiliate.useQuery(input, options).data?.currency;
  const balances = trpc.ledger.getBalance.useQuery(input, options).data?.balances;
  return { currency, payable: balances?.find((balance) => balance.currency === currency)?.payable };
}
