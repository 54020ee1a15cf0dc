import { Text } from '@mantine/core';
import { IconBellOff, IconBellRinging } from '@tabler/icons-react';
import type { InventoryEvent } from '../../hub/trpc.ts';
import { formatCount, formatDelta } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { type EventNotes, readEventNotes } from './event-notes.ts';
import { EventTag } from './event-tag.tsx';

export const eventColumns: Column<InventoryEvent>[] = [
  {
    name: 'SKU',
    card: 'title',
    cell: (event) => (
      <Lines>
        <AnchorLink
          to="/inventory/$sku"
          params={{ sku: event.sku }}
          search={{ tab: 'movements' }}
          c="inherit"
          fz="sm"
          fw={500}
        >
          <bdi className="hub-mono">{event.sku}</bdi>
        </AnchorLink>
      </Lines>
    ),
  },
  { name: 'Type', card: 'aside', cell: (event) => <EventTag type={event.eventType} /> },
  {
    name: 'Stock',
    align: 'end',
    cell: ({ oldStock, newStock }) => (
      <span className="hub-number" style={{ whiteSpace: 'nowrap' }}>
        {oldStock === null || oldStock === newStock ? null : (
          <Text span fz="sm" c="dimmed">{`${formatCount(oldStock)} → `}</Text>
        )}
        {newStock === null ? '–' : formatCount(newStock)}
      </span>
    ),
  },
  {
    name: 'Change',
    align: 'end',
    cell: ({ quantityDelta }) => (
      <Text span fz="sm" fw={quantityDelta ? 600 : 400} className="hub-number">
        {quantityDelta === null ? '–' : formatDelta(quantityDelta)}
      </Text>
    ),
  },
  { name: 'Notes', width: '30%', cell: ({ metadata }) => describeNotes(readEventNotes(metadata)) },
  {
    name: 'Time',
    sort: 'time',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: (event) => <StackedTimestamp at={event.timestamp} />,
  },
];

function describeNotes({ alert, others }: EventNotes) {
  if (alert === null && others.length === 0) return null;
  const Bell = alert?.isSent === true ? IconBellRinging : IconBellOff;
  return (
    <>
      {alert === null ? null : (
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 6, fontSize: 14 }}>
          <Bell size={15} aria-hidden />
          {alert.isSent ? `Alert sent${listChannels(alert.channels)}` : 'Alert not sent'}
        </span>
      )}
      {others.map((note) => (
        <Text key={note.name} fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {note.name}: {note.value}
        </Text>
      ))}
    </>
  );
}

function listChannels(channels: string[]): string {
  return channels.length === 0 ? '' : `: ${channels.join(', ')}`;
}
