import { useMediaQuery } from '@mantine/hooks';
import { TableCards } from './table-cards.tsx';
import type { DataTableProps } from './table-columns.ts';
import { TableRows } from './table-rows.tsx';

/** Shows rows as a table, or as cards on a phone. More than 500 rows are drawn only where they show. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  return isPhone ? <TableCards {...props} /> : <TableRows {...props} />;
}
