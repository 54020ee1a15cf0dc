import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLive } from '../../hub/live/live.tsx';
import { Money, useHubCurrency } from '../../hub/money.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type OwedTotal, type PayoutDue, trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { addAmounts } from '../ledger/amounts.ts';
import { useStorefrontName } from '../orders/use-storefronts.ts';
import { partnersWords } from '../payouts/item-counts.ts';
import { waitingWords } from '../payouts/waiting-words.ts';
import { Card } from './card.tsx';
import classes from './overview.module.css';

/** What partners are owed now, whatever the range. Amounts of different currencies are never added. */
export function Owed() {
  useLive(['orders']);
  const hubCurrency = useHubCurrency();
  const owed = trpc.ledger.getOwed.useQuery({});
  const due = trpc.payouts.getDue.useQuery({});
  return (
    <Card
      title="Owed to partners"
      aside={
        <AnchorLink to="/commissions" search={{}} fz={13}>
          Commissions
        </AnchorLink>
      }
    >
      <QueryView query={owed} loading={<Skeleton height={108} m="md" w="auto" />}>
        {({ totals }) =>
          totals.length === 0 ? (
            <p className={classes.line}>Nothing is owed.</p>
          ) : (
            totals
              .toSorted((a, b) => Number(b.currency === hubCurrency) - Number(a.currency === hubCurrency))
              .map((total) => <Totals key={total.currency} total={total} />)
          )
        }
      </QueryView>
      {/* That the hub does not answer is said above. */}
      {due.data === undefined ? null : <Due due={due.data} />}
    </Card>
  );
}

function Totals({ total }: { total: OwedTotal }) {
  const { currency, pending, payable, held, affiliates, owing } = total;
  const amount = (value: string) => <Money amount={value} currency={currency} />;
  return (
    <ul className={classes.list}>
      <Line name="Owed" note="pending and payable">
        {amount(addAmounts(pending, payable))}
      </Line>
      <Line name="Payable" note={`to ${partnersWords(affiliates)}`}>
        <AnchorLink to="/commissions" search={{ state: 'payable' }} fz="inherit">
          {amount(payable)}
        </AnchorLink>
      </Line>
      <Line name="Held" note="while payments are disputed">
        <AnchorLink to="/commissions" search={{ state: 'held' }} fz="inherit">
          {amount(held)}
        </AnchorLink>
      </Line>
      {Number(owing) === 0 ? null : (
        <Line name="Owed to you" note="refunded after the payment">
          {amount(owing)}
        </Line>
      )}
    </ul>
  );
}

/** What could be paid out now, and what of payouts waits for somebody; each leads there. */
function Due({ due: { due, requests, toApprove, toSubmit, unsettled, mismatches } }: { due: PayoutDue }) {
  const nameOf = useStorefrontName();
  const payable = due.filter(({ affiliates }) => affiliates > 0);
  const waiting = waitingWords({ toApprove, toSubmit, unsettled, mismatches });
  const areSeveral = new Set(payable.map(({ storefront }) => storefront)).size > 1;
  if (payable.length === 0 && requests === 0 && waiting === null) return null;
  return (
    <ul className={classes.list}>
      {payable.map(({ storefront, currency, amount, affiliates }) => (
        <Line
          key={`${storefront} ${currency}`}
          name="Due now"
          note={`to ${partnersWords(affiliates)}${areSeveral ? `, ${nameOf(storefront)}` : ''}`}
        >
          <AnchorLink to="/payouts" search={areSeveral ? { storefront } : {}} fz="inherit">
            <Money amount={amount} currency={currency} />
          </AnchorLink>
        </Line>
      ))}
      {requests === 0 ? null : (
        <Line name="Payout requests" note="wait for you">
          <AnchorLink to="/payouts/requests" search={{}} fz="inherit">
            {formatCount(requests)}
          </AnchorLink>
        </Line>
      )}
      {waiting === null ? null : (
        <Line name="Payouts" note={waiting}>
          <AnchorLink to="/payouts" search={{}} fz="inherit">
            {formatCount(toApprove + toSubmit + unsettled + mismatches)}
          </AnchorLink>
        </Line>
      )}
    </ul>
  );
}

function Line({ name, note, children }: { name: string; note: string; children: ReactNode }) {
  return (
    <li className={classes.line}>
      <span>
        {name} <span className={classes.quiet}>{note}</span>
      </span>
      <span className={classes.strong}>{children}</span>
    </li>
  );
}
