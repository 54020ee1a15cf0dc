import { Button, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { Money } from '../../hub/money.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Affiliate, type Balance, trpc } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { NO_BALANCE } from '../affiliates/account-rules.ts';
import { isAbove } from './payable.ts';

const dialog = onIntent(() => import('./request-payout-dialog.tsx'), 'RequestPayoutDialog');

/** What can be paid to a partner now, and what is on its way. */
export function PayableCard({ affiliate }: { affiliate: Affiliate }) {
  const [isOpen, setOpen] = useState(false);
  const query = trpc.ledger.getBalance.useQuery({ id: affiliate.id });
  const payable = query.data?.balances.filter((balance) => isAbove(balance.payable)) ?? [];
  return (
    <SectionCard
      title="Payable"
      aside={
        payable.length === 0 ? undefined : (
          <OperatorOnly>
            <Button size="compact-md" fz="sm" {...dialog.nearby} onClick={() => setOpen(true)}>
              Request payout
            </Button>
          </OperatorOnly>
        )
      }
    >
      <QueryView query={query} loading={<Skeleton height={72} />}>
        {({ balances }) =>
          (balances.length === 0 ? [{ ...NO_BALANCE, currency: affiliate.currency }] : balances).map(
            (balance) => <Amounts key={balance.currency} balance={balance} />,
          )
        }
      </QueryView>
      <Late
        part={dialog}
        isOpen={isOpen}
        affiliate={affiliate}
        balances={payable}
        onClose={() => setOpen(false)}
      />
    </SectionCard>
  );
}

function Amounts({ balance: { currency, payable, inPayout, paid } }: { balance: Balance }) {
  const amount = (value: string) => <Money amount={value} currency={currency} />;
  return (
    <>
      <Facts>
        <Fact name="Payable now">
          <b>{amount(payable)}</b>
        </Fact>
        <Fact name="In payout">{amount(inPayout)}</Fact>
        <Fact name="Paid so far">{amount(paid)}</Fact>
      </Facts>
      {payable.startsWith('-') ? (
        <Text fz="sm" c="dimmed" mt="md">
          A refund came after the payment. What they earn next makes up for it before anything is paid.
        </Text>
      ) : null}
    </>
  );
}
