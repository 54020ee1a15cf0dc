import { Text } from '@mantine/core';
import { IconBellOff, IconBellRinging } from '@tabler/icons-react';
import type { InventoryEvent } from '../../hub/trpc.ts';
import { formatCount, formatDelta } from '../../ui/format-number.ts';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { type EventNotes, readEventNotes } from '../events/event-notes.ts';
import { EventTag } from '../events/event-tag.tsx';

/** The columns of a product's movements, without the product. */
export const movementColumns: Column<InventoryEvent>[] = [
  { name: 'Time', card: 'title', cell: ({ timestamp }) => <StackedTimestamp at={timestamp} /> },
  { name: 'Type', card: 'aside', cell: ({ eventType }) => <EventTag type={eventType} /> },
  {
    name: 'Change',
    align: 'end',
    // An announcement repeats the last movement, and moves nothing.
    cell: ({ quantityDelta, eventType }) =>
      quantityDelta === null || eventType === 'low_stock' ? null : (
        <b className="hub-number">{formatDelta(quantityDelta)}</b>
      ),
  },
  {
    name: 'Stock after',
    align: 'end',
    cell: ({ newStock }) =>
      newStock === null ? null : <span className="hub-number">{formatCount(newStock)}</span>,
  },
  {
    name: 'Note',
    width: '34%',
    cell: ({ metadata }) => <Notes notes={readEventNotes(metadata)} />,
  },
  { name: 'By', cell: ({ metadata }) => <Who notes={readEventNotes(metadata)} /> },
];

const WHO = 'by';

function Notes({ notes: { alert, others } }: { notes: EventNotes }) {
  const rest = others.filter(({ name }) => name !== WHO);
  if (alert === null && rest.length === 0) return null;
  return (
    <Text span fz="sm" style={{ overflowWrap: 'anywhere' }}>
      {alert === null ? null : <AlertNote alert={alert} />}
      {rest.map(({ name, value }) => (
        <span key={name} style={{ display: 'block' }}>
          {name === 'note' ? null : <span style={{ color: 'var(--mantine-color-dimmed)' }}>{name}: </span>}
          <bdi>{value}</bdi>
        </span>
      ))}
    </Text>
  );
}

function AlertNote({ alert }: { alert: NonNullable<EventNotes['alert']> }) {
  const Bell = alert.isSent ? IconBellRinging : IconBellOff;
  const channels = alert.channels.length === 0 ? '' : ` by ${alert.channels.join(', ')}`;
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6 }}>
      <Bell size={15} aria-hidden />
      {alert.isSent ? `Alert sent${channels}` : 'Alert not sent'}
    </span>
  );
}

function Who({ notes: { others } }: { notes: EventNotes }) {
  const who = others.find(({ name }) => name === WHO)?.value;
  return who === undefined ? null : (
    <Text span fz="sm" style={{ overflowWrap: 'anywhere' }}>
      <bdi>{who}</bdi>
    </Text>
  );
}
