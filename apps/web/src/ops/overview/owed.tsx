import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useLive } from '../../hub/live/live.tsx';
import { Money, useHubCurrency } from '../../hub/money.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type OwedTotal, trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { addAmounts } from '../ledger/amounts.ts';
import { Card } from './card.tsx';
import classes from './overview.module.css';

/** What partners are owed now, whatever the range. Amounts of different currencies are never added. */
export function Owed() {
  useLive(['orders']);
  const hubCurrency = useHubCurrency();
  const owed = trpc.ledger.getOwed.useQuery({});
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
      <Line name="Due" note={`to ${formatCount(affiliates)} ${affiliates === 1 ? 'partner' : 'partners'}`}>
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
