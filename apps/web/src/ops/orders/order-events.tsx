import { Text } from '@mantine/core';
import type { OrderDetail } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { TableSection } from '../../ui/table-section.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { DeliveryStatusTag } from '../deliveries/delivery-labels.tsx';
import { describeEventType } from './order-words.ts';
import { SectionNote } from './section-note.tsx';

const columns: Column<OrderDetail['events'][number]>[] = [
  {
    name: 'Event',
    card: 'title',
    cell: ({ type }) => (
      <>
        <Text fz="sm">{describeEventType(type)}</Text>
        <Text fz={13} c="dimmed" className="hub-mono">
          {type}
        </Text>
      </>
    ),
  },
  { name: 'Status', card: 'aside', cell: ({ status }) => <DeliveryStatusTag status={status} /> },
  { name: 'Created', cell: ({ createdAt }) => <Timestamp at={createdAt} /> },
  {
    name: 'Accepted',
    cell: ({ deliveredAt }) => (deliveredAt === null ? null : <Timestamp at={deliveredAt} />),
  },
];

/** What the shop's own server was told of an order, newest first. */
export function OrderEvents({ order: { events } }: { order: OrderDetail }) {
  return (
    <TableSection title="Events sent">
      {events.length === 0 ? (
        <SectionNote>Nothing about this order was sent to your server.</SectionNote>
      ) : (
        <DataTable
          label="Events"
          columns={columns}
          rows={events}
          rowKey={({ id }) => id}
          rowName={({ type }) => describeEventType(type)}
        />
      )}
    </TableSection>
  );
}
