import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Order } from '../../hub/trpc.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { shortAttributedBy } from './order-words.ts';

const columns: Column<Order>[] = [
  {
    name: 'Order',
    card: 'title',
    cell: ({ id, orderId, storefront }) => (
      <>
        <Text
          fz="sm"
          fw={550}
          miw="7rem"
          component="div"
          lineClamp={3}
          className="hub-clamped"
          style={{ overflowWrap: 'anywhere' }}
        >
          <AnchorLink to="/orders/$id" params={{ id: String(id) }} c="inherit" fz="sm" fw={550}>
            <bdi>{orderId}</bdi>
          </AnchorLink>
        </Text>
        <Text fz={13} c="dimmed">
          {storefront}
        </Text>
      </>
    ),
  },
  { name: 'Ordered', cell: ({ orderedAt }) => <StackedTimestamp at={orderedAt} /> },
  { name: 'Credited to', cell: ({ attribution }) => <CreditedTo attribution={attribution} /> },
  {
    name: 'Lines',
    align: 'end',
    cell: ({ lineCount }) => (lineCount === 0 ? null : formatCount(lineCount)),
  },
  {
    name: 'Revenue',
    align: 'end',
    cell: ({ revenue, currency }) => <Money amount={revenue} currency={currency} />,
  },
  {
    name: 'Refunded',
    align: 'end',
    cell: ({ refunded, currency }) =>
      Number(refunded) === 0 ? null : <Money amount={refunded} currency={currency} />,
  },
];

function CreditedTo({ attribution }: Pick<Order, 'attribution'>) {
  if (attribution === null) {
    return (
      <Text span fz="sm" c="dimmed">
        Nobody
      </Text>
    );
  }
  const { affiliateId, affiliateName, affiliateHandle, attributedBy } = attribution;
  return (
    <AffiliateName
      affiliate={{ id: affiliateId, name: affiliateName, handle: affiliateHandle }}
      note={attributedBy === null ? null : shortAttributedBy[attributedBy]}
    />
  );
}

export function OrderTable({ rows }: { rows: readonly Order[] }) {
  return (
    <DataTable
      label="Orders"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowName={({ orderId }) => `Order ${orderId}`}
    />
  );
}
