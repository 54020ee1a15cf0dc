import { Money } from '../../hub/money.tsx';
import type { PayoutPeriod } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { negateAmount } from '../ledger/amounts.ts';
import { ByPerson } from '../payouts/by-person.tsx';
import { monthName, monthOfPeriod } from './months.ts';
import { type Programme, zoneOf } from './use-programmes.ts';

type Sum = keyof PayoutPeriod['sums'];

const sum = (name: string, of: Sum, isTaken = false): Column<PayoutPeriod> => ({
  name,
  align: 'end',
  cell: ({ sums, currency }) => (
    <Money amount={isTaken ? negateAmount(sums[of]) : sums[of]} currency={currency} />
  ),
});

/** Of closed months, in the zones of their storefronts. Which storefront is said where there are several. */
export function periodColumns(programmes: readonly Programme[] | undefined): Column<PayoutPeriod>[] {
  const hasSeveral = (programmes?.length ?? 0) > 1;
  const nameOf = (slug: string) => programmes?.find((one) => one.slug === slug)?.name ?? slug;
  return [
    {
      name: 'Month',
      card: 'title',
      cell: (period) => (
        <Lines
          detail={
            <>
              {hasSeveral ? <bdi>{nameOf(period.storefront)}, </bdi> : null}
              {statementsWords(period.statementCount)}
            </>
          }
        >
          <AnchorLink
            to="/payouts/periods/$id"
            params={{ id: String(period.id) }}
            c="inherit"
            fz="sm"
            fw={550}
          >
            {monthName(monthOfPeriod(period, zoneOf(programmes, period.storefront)))}
          </AnchorLink>
        </Lines>
      ),
    },
    sum('Opening', 'opening'),
    sum('Earned', 'earned'),
    sum('Reversed', 'reversed', true),
    sum('Adjusted', 'adjusted'),
    sum('Paid', 'paid', true),
    {
      name: 'Closing',
      align: 'end',
      cell: ({ sums, currency }) => (
        <b>
          <Money amount={sums.closing} currency={currency} />
        </b>
      ),
    },
    { name: 'Closed', cell: ({ closedAt, closedBy }) => <ByPerson at={closedAt} by={closedBy} /> },
  ];
}

function statementsWords(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'statement' : 'statements'}`;
}
