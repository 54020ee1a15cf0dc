import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Conversion } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink, CellLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { AffiliateName } from '../affiliates/affiliate-name.tsx';
import { ConversionRowActions } from './conversion-row-actions.tsx';
import { type ConversionAction, conversionActions } from './conversion-rules.ts';
import { ConversionKindTag, ConversionStatusTag } from './conversion-tags.tsx';
import { GivenBack } from './given-back.tsx';

interface ConversionColumnsOptions {
  /** Left out: the person may not act. */
  ask: ((action: ConversionAction, conversion: Conversion) => void) | undefined;
  /** The conversion that an action is running on. */
  busy: number | null;
  /** Whether it was changed here, and the filter of the list no longer matches it. */
  isMoved: (conversion: Conversion) => boolean;
}

export function conversionColumns({ ask, busy, isMoved }: ConversionColumnsOptions): Column<Conversion>[] {
  const facts: Column<Conversion>[] = [
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
      name: 'Partner',
      cell: ({ affiliateId, affiliateName, affiliateHandle }) => (
        <AffiliateName affiliate={{ id: affiliateId, name: affiliateName, handle: affiliateHandle }} />
      ),
    },
    { name: 'Kind', card: 'aside', cell: ({ kind }) => <ConversionKindTag kind={kind} /> },
    {
      name: 'Status',
      card: 'aside',
      cell: (conversion) =>
        isMoved(conversion) ? (
          <Lines detail="changed just now">
            <ConversionStatusTag status={conversion.status} />
          </Lines>
        ) : (
          <ConversionStatusTag status={conversion.status} />
        ),
    },
    {
      name: 'Revenue',
      align: 'end',
      cell: ({ revenue, refunded, currency }) => (
        <Lines detail={<GivenBack amount={refunded} currency={currency} what="Refunded" />}>
          <Money amount={revenue} currency={currency} />
        </Lines>
      ),
    },
    { name: 'Commission', align: 'end', cell: (conversion) => <Commission conversion={conversion} /> },
    { name: 'Storefront', card: 'hidden', isExtra: true, cell: ({ storefront }) => <bdi>{storefront}</bdi> },
    { name: 'Date', cell: ({ createdAt }) => <StackedTimestamp at={createdAt} /> },
  ];
  if (ask === undefined) return facts;
  return [
    ...facts,
    {
      name: 'Actions',
      card: 'actions',
      cell: (conversion) => (
        <ConversionRowActions
          actions={conversionActions(conversion)}
          orderId={conversion.orderId}
          ask={(action) => ask(action, conversion)}
          isBusy={conversion.id === busy}
        />
      ),
    },
  ];
}

/** The order's id. It leads to the order where there must be one: of a claim, the shop's server may not know. */
function OrderName({ conversion: { orderId, storefront, kind } }: { conversion: Conversion }) {
  if (kind === 'claim') return <bdi className="hub-strong">{orderId}</bdi>;
  return (
    <AnchorLink to="/orders/find" search={{ storefront, orderId }} c="inherit" fz="sm" fw={550}>
      <bdi>{orderId}</bdi>
    </AnchorLink>
  );
}

function Commission({ conversion }: { conversion: Conversion }) {
  const { id, kind, commission, commissionReversed, currency, status } = conversion;
  const amount = <Money amount={commission} currency={currency} />;
  return (
    <Lines detail={<GivenBack amount={commissionReversed} currency={currency} what="Reversed by refunds" />}>
      <Text span fz="sm" fw={550} {...(status === 'void' ? { td: 'line-through', c: 'dimmed' } : {})}>
        {kind === 'claim' ? (
          amount
        ) : (
          <CellLink to="/commissions/$id" params={{ id: String(id) }} title="Why this amount">
            {amount}
          </CellLink>
        )}
      </Text>
    </Lines>
  );
}
