import { Skeleton } from '@mantine/core';
import classes from './data-table.module.css';

/** Stands in the place of rows while they load. */
export function DataTableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className={classes.skeleton}>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
        <div key={row} className={classes.skeletonRow}>
          <Skeleton height={14} width={`${28 + ((row * 7) % 12)}%`} />
          <Skeleton height={14} width="12%" />
          <Skeleton height={14} width="16%" />
        </div>
      ))}
    </div>
  );
}
