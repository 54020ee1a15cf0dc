import { Money } from '../../hub/money.tsx';
import type { Statement } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { negateAmount } from '../ledger/amounts.ts';
import { monthName, monthOfPeriod } from './months.ts';

const amount = (name: string, read: (statement: Statement) => string): Column<Statement> => ({
  name,
  align: 'end',
  cell: (statement) => <Money amount={read(statement)} currency={statement.currency} />,
});

const figures: readonly Column<Statement>[] = [
  amount('Opening', ({ opening }) => opening),
  amount('Earned', ({ earned }) => earned),
  amount('Reversed', ({ reversed }) => negateAmount(reversed)),
  amount('Adjusted', ({ adjusted }) => adjusted),
  amount('Paid', ({ paid }) => negateAmount(paid)),
  {
    name: 'Closing',
    align: 'end',
    cell: ({ closing, currency }) => (
      <b>
        <Money amount={closing} currency={currency} />
      </b>
    ),
  },
];

/** Of the statements of one period: whose each is, and how it adds up. */
export const periodStatementColumns: Column<Statement>[] = [
  {
    name: 'Partner',
    card: 'title',
    cell: ({ periodId, affiliateId, affiliateName, affiliateHandle }) => (
      <Lines detail={affiliateHandle}>
        <StatementLink periodId={periodId} affiliateId={affiliateId}>
          {affiliateName}
        </StatementLink>
      </Lines>
    ),
  },
  ...figures,
];

/** Of the statements of one partner: of which month each is, in the zone of the storefront. */
export function partnerStatementColumns(zone: string): Column<Statement>[] {
  return [
    {
      name: 'Month',
      card: 'title',
      cell: (statement) => (
        <StatementLink periodId={statement.periodId} affiliateId={statement.affiliateId}>
          {monthName(monthOfPeriod(statement, zone))}
        </StatementLink>
      ),
    },
    ...figures,
  ];
}

function StatementLink(props: { periodId: number; affiliateId: number; children: string }) {
  return (
    <AnchorLink
      to="/payouts/periods/$id/$affiliateId"
      params={{ id: String(props.periodId), affiliateId: String(props.affiliateId) }}
      c="inherit"
      fz="sm"
      fw={550}
    >
      <bdi>{props.children}</bdi>
    </AnchorLink>
  );
}
