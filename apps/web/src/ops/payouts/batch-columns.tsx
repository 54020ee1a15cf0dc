import { Money } from '../../hub/money.tsx';
import type { PayoutBatch } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { BatchStateTag } from './batch-state.tsx';
import { batchName, railNames, waitsFor } from './batch-words.ts';
import { ByPerson } from './by-person.tsx';
import { failuresOf } from './item-counts.ts';
import classes from './payouts.module.css';

/** `nameOf`: names a storefront; left out where there is only one, which no row needs to name. */
export function batchColumns({
  nameOf,
}: {
  nameOf: ((slug: string) => string) | undefined;
}): Column<PayoutBatch>[] {
  return [
    {
      name: 'Payout',
      card: 'title',
      cell: ({ id, kind, storefront }) => (
        <Lines
          detail={
            kind === 'conversion' ? (
              'One conversion'
            ) : nameOf === undefined ? undefined : (
              <bdi>{nameOf(storefront)}</bdi>
            )
          }
        >
          <AnchorLink to="/payouts/$id" params={{ id: String(id) }} c="inherit" fz="sm" fw={550}>
            {batchName(id)}
          </AnchorLink>
        </Lines>
      ),
    },
    {
      name: 'State',
      card: 'aside',
      cell: (batch) => (
        <Lines detail={waitsFor(batch) ?? undefined}>
          <BatchStateTag state={batch.state} />
        </Lines>
      ),
    },
    {
      name: 'Total',
      align: 'end',
      cell: ({ total, currency }) => (
        <b className="hub-strong">
          <Money amount={total} currency={currency} />
        </b>
      ),
    },
    { name: 'Paid by', cell: ({ rail }) => <span className={classes.rail}>{railNames[rail]}</span> },
    {
      name: 'Payments',
      align: 'end',
      cell: ({ itemCount, states }) => (
        <Lines detail={failuresOf(states) ?? undefined}>
          <span className="hub-number">{formatCount(itemCount)}</span>
        </Lines>
      ),
    },
    { name: 'Drafted', cell: ({ createdAt, createdBy }) => <ByPerson at={createdAt} by={createdBy} /> },
    {
      name: 'Approved',
      cell: ({ approvedAt, approvedBy, selfApproved }) =>
        approvedAt === null ? null : (
          <ByPerson at={approvedAt} by={selfApproved ? 'by who drafted it' : (approvedBy ?? '')} />
        ),
    },
  ];
}
