import { Group, Paper } from '@mantine/core';
import { DataTable } from './data-table.tsx';
import { useDensity } from './density.ts';
import { DensityChoice } from './density-choice.tsx';
import { PagedList, type PagedListProps } from './paged-list.tsx';
import type { DataTableProps } from './table-columns.ts';
import { ZoneNote } from './zone-note.tsx';

type ListSectionProps<Row> = Omit<PagedListProps<Row>, 'table' | 'tools'> &
  Pick<DataTableProps<Row>, 'label' | 'columns' | 'rowKey' | 'rowName' | 'sorting'>;

/** A list as a part of a page of something else, such as the movements of a product. */
export function ListSection<Row>(props: ListSectionProps<Row>) {
  const { label, columns, rowKey, rowName, sorting, ...paged } = props;
  const [density, setDensity] = useDensity();
  return (
    <Paper>
      <PagedList
        {...paged}
        tools={
          <Group gap="sm">
            <ZoneNote />
            <DensityChoice density={density} onChoose={setDensity} />
          </Group>
        }
        table={(rows) => <DataTable {...{ label, columns, rows, rowKey, rowName, sorting, density }} />}
      />
    </Paper>
  );
}
