import { Button, Center, Text } from '@mantine/core';
import { useState } from 'react';
import { Money } from '../../hub/money.tsx';
import type { OrderDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { formatCount, formatQuantity } from '../../ui/format-number.ts';
import { IdText } from '../../ui/id-text.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { GivenBack } from '../conversions/given-back.tsx';
import { SectionNote } from './section-note.tsx';

/** An order may have a thousand lines, and more follows below them. */
const MOST_AT_FIRST = 20;

type Line = OrderDetail['lines'][number];

const columnsIn = (currency: string): Column<Line>[] => [
  { name: 'Line', card: 'title', cell: ({ lineId }) => <IdText>{lineId}</IdText> },
  {
    name: 'SKU',
    cell: ({ sku }) => (sku === null ? null : <IdText>{sku}</IdText>),
  },
  {
    name: 'Product',
    cell: ({ productId, categories }) =>
      productId === null && categories.length === 0 ? null : (
        <>
          {productId === null ? null : <IdText>{productId}</IdText>}
          {categories.length === 0 ? null : (
            <Text fz={13} c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
              {categories.join(', ')}
            </Text>
          )}
        </>
      ),
  },
  {
    name: 'Quantity',
    align: 'end',
    cell: ({ quantity }) => <span className="hub-number">{formatQuantity(quantity)}</span>,
  },
  { name: 'Net', align: 'end', cell: ({ net }) => <Money amount={net} currency={currency} /> },
  {
    name: 'Refunded',
    align: 'end',
    cell: ({ refunded }) => (Number(refunded) === 0 ? null : <Money amount={refunded} currency={currency} />),
  },
  {
    name: 'Commission',
    align: 'end',
    cell: ({ commission, commissionReversed }) =>
      commission === null ? null : (
        <>
          <Money amount={commission} currency={currency} />
          {commissionReversed === null ? null : (
            <GivenBack amount={commissionReversed} currency={currency} what="Reversed by refunds" />
          )}
        </>
      ),
  },
];

/** The lines of an order, each with its part of the commission and what refunds took back. */
export function OrderLines({ order: { lines, currency } }: { order: OrderDetail }) {
  const [isOpen, setOpen] = useState(false);
  const isWhole = isOpen || lines.length <= MOST_AT_FIRST;
  return (
    <TableSection title="Lines">
      {lines.length === 0 ? (
        <SectionNote>It was reported without lines, so the commission is a share of its revenue.</SectionNote>
      ) : (
        <>
          <DataTable
            label="Lines"
            columns={columnsIn(currency)}
            rows={isWhole ? lines : lines.slice(0, MOST_AT_FIRST)}
            rowKey={({ lineId }) => lineId}
            rowName={({ lineId }) => `Line ${lineId}`}
          />
          {isWhole ? null : (
            <Center p="sm" style={{ borderTop: '1px solid var(--hub-line)' }}>
              <Button variant="subtle" size="compact-sm" onClick={() => setOpen(true)}>
                Show all {formatCount(lines.length)} lines
              </Button>
            </Center>
          )}
        </>
      )}
    </TableSection>
  );
}
