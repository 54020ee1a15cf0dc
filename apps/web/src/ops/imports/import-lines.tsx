import { SegmentedControl, Text } from '@mantine/core';
import { IconCheck, IconListSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { type ImportLine, type ProductImport, trpc } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { formatSentence } from '../../ui/format-sentence.ts';
import { PagedList } from '../../ui/paged-list.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag } from '../../ui/tag.tsx';
import classes from './import.module.css';
import { describeChanges } from './line-changes.ts';

const RUNNING_MILLISECONDS = 2_000;

type Action = ImportLine['action'];

const columns: Column<ImportLine>[] = [
  { name: 'Line', width: 90, cell: ({ line }) => <span className="hub-number">{formatCount(line)}</span> },
  {
    name: 'SKU',
    card: 'title',
    cell: ({ sku }) =>
      sku === null ? null : (
        <span className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
          {sku}
        </span>
      ),
  },
  {
    name: 'What it does',
    card: 'body',
    cell: (line) => (line.problem === null ? <Changes line={line} /> : <Problem text={line.problem} />),
  },
  {
    name: 'Applied',
    card: 'aside',
    width: 110,
    cell: ({ isApplied }) =>
      isApplied ? (
        <Tag tone="good" icon={IconCheck}>
          Applied
        </Tag>
      ) : null,
  },
];

/** The lines of a file by what they do. Begins with the kind that needs attention most. */
export function ImportLines({ file: { id, counts, status } }: { file: ProductImport }) {
  const [action, setAction] = useState<Action>(() => firstToLookAt(counts));
  const lines = trpc.imports.listImportLines.useInfiniteQuery(
    { id, action, limit: PAGE_SIZE },
    {
      ...byCursor,
      refetchInterval: status === 'running' ? RUNNING_MILLISECONDS : false,
    },
  );
  const label = (name: string, count: number) => `${name} ${formatCount(count)}`;
  return (
    <PagedList
      filtersLabel="Lines"
      filters={
        <div style={{ maxWidth: '100%', overflowX: 'auto' }}>
          <SegmentedControl<Action>
            aria-label="Lines"
            value={action}
            onChange={setAction}
            data={[
              { value: 'problem', label: label('Problems', counts.problem) },
              { value: 'create', label: label('New', counts.create) },
              { value: 'update', label: label('Changed', counts.update) },
              { value: 'unchanged', label: label('Unchanged', counts.unchanged) },
            ]}
          />
        </div>
      }
      rows={usePagedRows(lines)}
      noun="line"
      empty={<NoLines count={counts[action]} />}
      table={(rows) => (
        <DataTable
          label="Lines of the file"
          columns={columns}
          rows={rows}
          rowKey={({ line }) => line}
          rowName={({ line }) => `Line ${line}`}
        />
      )}
    />
  );
}

function firstToLookAt(counts: ProductImport['counts']): Action {
  return (['problem', 'update', 'create'] as const).find((action) => counts[action] > 0) ?? 'unchanged';
}

function Problem({ text }: { text: string }) {
  return (
    <Text fz="sm" c="var(--hub-bad-text)" style={{ overflowWrap: 'anywhere' }}>
      {formatSentence(text)}
    </Text>
  );
}

function Changes({ line }: { line: ImportLine }) {
  const changes = describeChanges(line);
  if (changes.length === 0) return null;
  return (
    <dl className={classes.changes}>
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            {before === null ? null : (
              <Text span fz={13.5} c="dimmed">
                {before} →{' '}
              </Text>
            )}
            {after}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function NoLines({ count }: { count: number }) {
  return (
    <EmptyState icon={IconListSearch} title={count === 0 ? 'No such lines' : 'These lines were deleted'}>
      {count === 0
        ? 'The file has no lines of this kind.'
        : 'The hub keeps lines for 30 days. The counts of an import stay.'}
    </EmptyState>
  );
}
