import { Skeleton } from '@mantine/core';
import { METRICS } from '../metrics/metrics.ts';
import classes from './overview.module.css';

/** As large as what comes, so that nothing moves. */
export function FiguresSkeleton() {
  return (
    <>
      <div className={classes.figures}>
        {METRICS.map((metric) => (
          <Skeleton key={metric} height={132} radius="lg" />
        ))}
      </div>
      <div className={classes.columns}>
        <Skeleton height={408} radius="lg" />
        <Skeleton height={408} radius="lg" />
      </div>
    </>
  );
}

export function StockSkeleton() {
  return <Skeleton height={320} radius="lg" />;
}
