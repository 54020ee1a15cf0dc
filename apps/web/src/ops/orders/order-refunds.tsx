import { Text } from '@mantine/core';
import { Money } from '../../hub/money.tsx';
import type { OrderDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { IdText } from '../../ui/id-text.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { SectionNote } from './section-note.tsx';

type Refund = OrderDetail['refunds'][number];

const columnsIn = (currency: string): Column<Refund>[] => [
  {
    name: 'Refund',
    card: 'title',
    cell: ({ refundId }) => <IdText>{refundId}</IdText>,
  },
  { name: 'Reported', cell: ({ createdAt }) => <Timestamp at={createdAt} isShort /> },
  {
    name: 'Lines',
    cell: ({ lines }) =>
      lines.length === 0
        ? null
        : lines.map(({ lineId, net }) => (
            <Text key={lineId} fz="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
              <bdi className="hub-mono">{lineId}</bdi>: <Money amount={net} currency={currency} />
            </Text>
          )),
  },
  {
    name: 'Amount',
    align: 'end',
    cell: ({ amount }) =>
      amount === null ? 'All that was left' : <Money amount={amount} currency={currency} />,
  },
];

/** What was given back of an order, oldest first. */
export function OrderRefunds({ order: { refunds, currency } }: { order: OrderDetail }) {
  return (
    <TableSection title="Refunds">
      {refunds.length === 0 ? (
        <SectionNote>Nothing was refunded.</SectionNote>
      ) : (
        <DataTable
          label="Refunds"
          columns={columnsIn(currency)}
          rows={refunds}
          rowKey={({ refundId }) => refundId}
          rowName={({ refundId }) => `Refund ${refundId}`}
        />
      )}
    </TableSection>
  );
}
