import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Order } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { ConversionStatusTag } from '../conversions/conversion-tags.tsx';
import { GivenBack } from '../conversions/given-back.tsx';
import { shortAttributedBy } from './order-words.ts';

/** The columns of the list. Storefronts are named where there are several. */
export const orderColumns = ({ hasStorefronts }: { hasStorefronts: boolean }): Column<Order>[] => [
  {
    name: 'Order',
    card: 'title',
    sort: 'orderId',
    orderNames: { asc: 'Order id, A to Z', desc: 'Order id, Z to A' },
    cell: ({ id, orderId, storefront }) => (
      <Lines detail={hasStorefronts ? storefront : null}>
        <AnchorLink to="/orders/$id" params={{ id: String(id) }} c="inherit" fz="sm" fw={550}>
          <bdi>{orderId}</bdi>
        </AnchorLink>
      </Lines>
    ),
  },
  {
    name: 'Ordered',
    sort: 'orderedAt',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: ({ orderedAt }) => <StackedTimestamp at={orderedAt} />,
  },
  { name: 'Credited to', cell: ({ attribution }) => <CreditedTo attribution={attribution} /> },
  {
    name: 'Revenue',
    align: 'end',
    sort: 'revenue',
    firstOrder: 'desc',
    orderNames: { asc: 'Lowest revenue first', desc: 'Highest revenue first' },
    cell: ({ revenue, refunded, currency }) => (
      <Lines detail={<GivenBack amount={refunded} currency={currency} what="Refunded" />}>
        <Money amount={revenue} currency={currency} />
      </Lines>
    ),
  },
  { name: 'Storefront', card: 'hidden', isExtra: true, cell: ({ storefront }) => <bdi>{storefront}</bdi> },
  {
    name: 'Commission',
    card: 'aside',
    sort: 'status',
    orderNames: { asc: 'Pending first', desc: 'Pending last' },
    cell: ({ attribution, currency }) =>
      attribution === null ? null : <Commission attribution={attribution} currency={currency} />,
  },
];

function Commission(props: { attribution: NonNullable<Order['attribution']>; currency: string }) {
  const { attribution, currency } = props;
  const { status, commission, commissionReversed } = attribution;
  return (
    <Lines
      detail={
        <>
          <Money amount={commission} currency={currency} />
          {Number(commissionReversed) === 0 ? null : (
            <>
              {' less '}
              <Money amount={commissionReversed} currency={currency} />
            </>
          )}
        </>
      }
    >
      <ConversionStatusTag status={status} />
    </Lines>
  );
}

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
