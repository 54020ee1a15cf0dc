import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { OrderDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ConversionStatusTag } from '../conversions/conversion-tags.tsx';

type Claim = OrderDetail['claims'][number];

const columnsOf = ({ orderId, currency }: OrderDetail): Column<Claim>[] => [
  {
    name: 'Partner',
    card: 'title',
    cell: ({ affiliateHandle }) => (
      <Text fz="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        <AnchorLink to="/conversions" search={{ orderId, kind: 'claim' }} c="inherit" fz="sm">
          <bdi>{affiliateHandle}</bdi>
        </AnchorLink>
      </Text>
    ),
  },
  { name: 'Reported', cell: ({ createdAt }) => <Timestamp at={createdAt} isShort /> },
  { name: 'Status', card: 'aside', cell: ({ status }) => <ConversionStatusTag status={status} /> },
  {
    name: 'Revenue',
    align: 'end',
    cell: ({ revenue }) => <Money amount={revenue} currency={currency} />,
  },
];

/** Claims to an order, which pages reported. Shows nothing when there are none. */
export function OrderClaims({ order }: { order: OrderDetail }) {
  const { claims } = order;
  if (claims.length === 0) return null;
  return (
    <TableSection title="Claims for this order" intro="Pages reported the order as well. These pay nothing.">
      <DataTable
        label="Claims"
        columns={columnsOf(order)}
        rows={claims}
        rowKey={({ id }) => id}
        rowName={({ affiliateHandle }) => `Claim of ${affiliateHandle}`}
      />
    </TableSection>
  );
}
