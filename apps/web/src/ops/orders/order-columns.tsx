import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Order } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { shortAttributedBy } from './order-words.ts';

export const orderColumns: Column<Order>[] = [
  {
    name: 'Order',
    card: 'title',
    cell: ({ id, orderId, storefront }) => (
      <Lines detail={storefront}>
        <AnchorLink to="/orders/$id" params={{ id: String(id) }} c="inherit" fz="sm" fw={550}>
          <bdi>{orderId}</bdi>
        </AnchorLink>
      </Lines>
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
