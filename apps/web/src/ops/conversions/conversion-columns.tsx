import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Conversion } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { ConversionRowActions } from './conversion-row-actions.tsx';
import { ConversionKindTag, ConversionStatusTag } from './conversion-tags.tsx';
import { GivenBack } from './given-back.tsx';

export const conversionColumns: Column<Conversion>[] = [
  {
    name: 'Order',
    card: 'title',
    cell: (conversion) => (
      <Lines>
        <OrderName conversion={conversion} />
      </Lines>
    ),
  },
  {
    name: 'Affiliate',
    cell: ({ affiliateId, affiliateName, affiliateHandle }) => (
      <AffiliateName affiliate={{ id: affiliateId, name: affiliateName, handle: affiliateHandle }} />
    ),
  },
  { name: 'Kind', card: 'aside', cell: (conversion) => <ConversionKindTag kind={conversion.kind} /> },
  { name: 'Status', card: 'aside', cell: (conversion) => <ConversionStatusTag status={conversion.status} /> },
  {
    name: 'Revenue',
    align: 'end',
    cell: (conversion) => (
      <Lines
        detail={<GivenBack amount={conversion.refunded} currency={conversion.currency} what="Refunded" />}
      >
        <Money amount={conversion.revenue} currency={conversion.currency} />
      </Lines>
    ),
  },
  {
    name: 'Commission',
    align: 'end',
    cell: (conversion) => (
      <Lines
        detail={
          <GivenBack
            amount={conversion.commissionReversed}
            currency={conversion.currency}
            what="Reversed by refunds"
          />
        }
      >
        <Text
          span
          fz="sm"
          fw={550}
          {...(conversion.status === 'void' ? { td: 'line-through', c: 'dimmed' } : {})}
        >
          <Money amount={conversion.commission} currency={conversion.currency} />
        </Text>
      </Lines>
    ),
  },
  { name: 'Date', cell: (conversion) => <StackedTimestamp at={conversion.createdAt} /> },
  {
    name: 'Actions',
    card: 'actions',
    width: 150,
    cell: (conversion) => <ConversionRowActions conversion={conversion} />,
  },
];

/** The order's id. It leads to the order where there must be one: of a claim, the shop's server may not know. */
function OrderName({ conversion: { orderId, storefront, kind } }: { conversion: Conversion }) {
  if (kind === 'claim') return <bdi className="hub-strong">{orderId}</bdi>;
  return (
    <AnchorLink to="/orders/find" search={{ storefront, orderId }} c="inherit" fz="sm" fw={550}>
      <bdi>{orderId}</bdi>
    </AnchorLink>
  );
}
