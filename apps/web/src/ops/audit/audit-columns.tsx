import { Text } from '@mantine/core';
import type { AuditEntry } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { changesOf, describeAction, describeActor } from './audit-labels.ts';

export const auditColumns: Column<AuditEntry>[] = [
  {
    name: 'When',
    card: 'aside',
    width: 130,
    sort: 'at',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: ({ at }) => <StackedTimestamp at={at} />,
  },
  {
    name: 'What',
    card: 'title',
    cell: ({ action, subjectKind, subjectName, subjectId }) => (
      <Lines
        detail={
          <>
            {subjectKind} <bdi>{subjectName ?? subjectId}</bdi>
          </>
        }
      >
        <b className="hub-strong">{describeAction(action)}</b>
      </Lines>
    ),
  },
  { name: 'Change', cell: (entry) => <Changes entry={entry} /> },
  {
    name: 'Who',
    width: 250,
    cell: (entry) => (
      <Lines detail={[entry.network, entry.requestId].filter((part) => part !== null).join(' · ')}>
        <bdi>{describeActor(entry)}</bdi>
      </Lines>
    ),
  },
];

function Changes({ entry }: { entry: AuditEntry }) {
  const changes = changesOf(entry);
  if (changes.length === 0) return <>–</>;
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
      {changes.map(({ field, before, after }) => (
        <li key={field}>
          <Text fz={13} component="span" style={{ overflowWrap: 'anywhere' }}>
            <Text span inherit c="dimmed">
              {field}{' '}
            </Text>
            {before === null || after === null ? (before ?? after) : `${before} → ${after}`}
          </Text>
        </li>
      ))}
    </ul>
  );
}
