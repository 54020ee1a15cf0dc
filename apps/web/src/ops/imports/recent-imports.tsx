import { Text } from '@mantine/core';
import { IconFileImport } from '@tabler/icons-react';
import { QueryView } from '../../hub/query-view.tsx';
import { type ProductImport, trpc } from '../../hub/trpc.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { DataTableSkeleton } from '../../ui/table-skeleton.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { ImportStatusTag } from './import-labels.tsx';

const REFRESH_MILLISECONDS = 10_000;

const columns: Column<ProductImport>[] = [
  {
    name: 'File',
    card: 'title',
    cell: ({ id, fileName, createdBy }) => (
      <>
        <AnchorLink to="/inventory/import/$id" params={{ id }} c="inherit" fz="sm" fw={550}>
          <span style={{ overflowWrap: 'anywhere' }}>{fileName}</span>
        </AnchorLink>
        <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          by {createdBy}
        </Text>
      </>
    ),
  },
  { name: 'State', card: 'aside', cell: ({ status }) => <ImportStatusTag status={status} /> },
  count('New', ({ counts }) => counts.create),
  count('Changed', ({ counts }) => counts.update),
  count('Problems', ({ counts }) => counts.problem),
  count('Applied', ({ applied }) => applied),
  { name: 'Checked', cell: ({ createdAt }) => <StackedTimestamp at={createdAt} /> },
];

function count(name: string, of: (row: ProductImport) => number): Column<ProductImport> {
  return { name, align: 'end', cell: (row) => <span className="hub-number">{formatCount(of(row))}</span> };
}

export function RecentImports() {
  const list = trpc.imports.listImports.useQuery({}, { refetchInterval: REFRESH_MILLISECONDS });
  return (
    <QueryView query={list} loading={<DataTableSkeleton rows={3} />}>
      {({ imports }) =>
        imports.length === 0 ? (
          <EmptyState icon={IconFileImport} title="No imports yet">
            A file that you check appears here and waits until you apply or discard it.
          </EmptyState>
        ) : (
          <DataTable
            label="Recent imports"
            columns={columns}
            rows={imports}
            rowKey={({ id }) => id}
            rowName={({ fileName }) => fileName}
          />
        )
      }
    </QueryView>
  );
}
