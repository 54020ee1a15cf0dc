import { Text } from '@mantine/core';
import type { AuditEntry } from '../../hub/trpc.ts';
import { type Column, DataTable } from '../../ui/data-table.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { changesOf, describeAction, describeActor } from './audit-labels.ts';

const columns: Column<AuditEntry>[] = [
  { name: 'When', card: 'aside', width: 130, cell: ({ at }) => <StackedTimestamp at={at} /> },
  {
    name: 'What',
    card: 'title',
    cell: ({ action, subjectKind, subjectName, subjectId }) => (
      <>
        <Text fz="sm" fw={550}>
          {describeAction(action)}
        </Text>
        <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {subjectKind} {subjectName ?? subjectId}
        </Text>
      </>
    ),
  },
  { name: 'Change', cell: (entry) => <Changes entry={entry} /> },
  {
    name: 'Who',
    width: 250,
    cell: (entry) => (
      <>
        <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
          {describeActor(entry)}
        </Text>
        <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {[entry.network, entry.requestId].filter((part) => part !== null).join(' · ')}
        </Text>
      </>
    ),
  },
];

export function AuditTable({ rows }: { rows: readonly AuditEntry[] }) {
  return (
    <DataTable
      label="Audit log"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowName={({ action, subjectId }) => `${describeAction(action)} ${subjectId}`}
    />
  );
}

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
