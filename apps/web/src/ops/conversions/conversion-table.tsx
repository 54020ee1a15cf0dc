import { Text, VisuallyHidden } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { Conversion } from '../../hub/trpc.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { ConversionRowActions } from './conversion-row-actions.tsx';
import { ConversionKindTag, ConversionStatusTag } from './conversion-tags.tsx';

const columns: Column<Conversion>[] = [
  {
    name: 'Order',
    card: 'title',
    cell: (conversion) => (
      <Text fz="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
        {conversion.orderId}
      </Text>
    ),
  },
  {
    name: 'Affiliate',
    cell: (conversion) => (
      <>
        <Text fz="sm">{conversion.affiliateName}</Text>
        <Text fz={13} c="dimmed">
          {conversion.affiliateHandle}
        </Text>
      </>
    ),
  },
  { name: 'Kind', card: 'aside', cell: (conversion) => <ConversionKindTag kind={conversion.kind} /> },
  { name: 'Status', card: 'aside', cell: (conversion) => <ConversionStatusTag status={conversion.status} /> },
  {
    name: 'Revenue',
    align: 'end',
    cell: (conversion) => (
      <>
        <Money amount={conversion.revenue} currency={conversion.currency} />
        <GivenBack amount={conversion.refunded} currency={conversion.currency} what="Refunded" />
      </>
    ),
  },
  {
    name: 'Commission',
    align: 'end',
    cell: (conversion) => (
      <>
        <Text
          span
          fz="sm"
          fw={550}
          {...(conversion.status === 'void' ? { td: 'line-through', c: 'dimmed' } : {})}
        >
          <Money amount={conversion.commission} currency={conversion.currency} />
        </Text>
        <GivenBack
          amount={conversion.commissionReversed}
          currency={conversion.currency}
          what="Reversed by refunds"
        />
      </>
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

/** The amount that refunds reversed. Absent for an order without refunds. */
function GivenBack({ amount, currency, what }: { amount: string; currency: string; what: string }) {
  if (Number(amount) === 0) return null;
  return (
    <Text fz={13} c="dimmed" title={what}>
      <Money amount={`-${amount}`} currency={currency} /> <VisuallyHidden>{what}</VisuallyHidden>
    </Text>
  );
}

export function ConversionTable({ rows }: { rows: readonly Conversion[] }) {
  return (
    <DataTable
      label="Conversions"
      columns={columns}
      rows={rows}
      rowKey={(conversion) => conversion.id}
      rowName={(conversion) => `Order ${conversion.orderId}`}
    />
  );
}
