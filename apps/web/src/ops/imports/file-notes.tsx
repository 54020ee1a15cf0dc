import { Alert, Text } from '@mantine/core';
import { IconColumnsOff } from '@tabler/icons-react';
import type { ProductImport } from '../../hub/trpc.ts';
import { ENCODING_NAMES } from './encoding-names.ts';
import { formatLines } from './import-labels.tsx';
import { listTitles } from './list-titles.ts';

/** How a file was read, and what of it was not. */
export function FileNotes({ file }: { file: ProductImport }) {
  const { format, encoding, leftOut, ignoredColumns } = file;
  const readAs = [
    ...(format === null ? [] : [format.name]),
    ...(encoding === null ? [] : [ENCODING_NAMES[encoding]]),
  ];
  if (readAs.length === 0 && leftOut.length === 0 && ignoredColumns.length === 0) return null;
  return (
    <Alert icon={<IconColumnsOff size={18} aria-hidden />} m="md" mb={0} py="xs" variant="light">
      <Text fz="sm" component="ul" m={0} pl={0} style={{ overflowWrap: 'anywhere', listStyle: 'none' }}>
        {readAs.length === 0 ? null : <li>Read as {readAs.join(', ')}.</li>}
        {leftOut.map(({ reason, lines, firstLine }) => (
          <li key={reason}>
            {formatLines(lines)} left out: {reason}, first on line {firstLine}.
          </li>
        ))}
        {ignoredColumns.length === 0 ? null : <li>Ignored columns: {listTitles(ignoredColumns)}.</li>}
      </Text>
    </Alert>
  );
}
