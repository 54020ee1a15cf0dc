import { SimpleGrid, Skeleton } from '@mantine/core';
import { useLive } from '../../hub/live/live.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { LatestEvents } from './latest-events.tsx';
import { LowStockNow } from './low-stock-now.tsx';
import classes from './overview.module.css';
import { StatCards } from './stat-cards.tsx';

export function OverviewPage() {
  const overview = trpc.ops.getOverview.useQuery({});
  useLive(['traffic', 'orders', 'stock']);
  return (
    <>
      <PageHeader title="Overview">
        Who brings your orders, and what will run out. “30 days” are today and the 29 days before, in UTC.
      </PageHeader>
      <QueryView query={overview} loading={<OverviewSkeleton />}>
        {(data) => (
          <>
            <StatCards overview={data} />
            <div className={classes.columns}>
              <LowStockNow overview={data} />
              <LatestEvents events={data.latestEvents} />
            </div>
          </>
        )}
      </QueryView>
    </>
  );
}

function OverviewSkeleton() {
  return (
    <>
      <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }} spacing="sm">
        {['affiliates', 'clicks', 'conversions', 'revenue', 'products', 'low'].map((card) => (
          <Skeleton key={card} height={92} radius="lg" />
        ))}
      </SimpleGrid>
      <div className={classes.columns}>
        <Skeleton height={320} radius="lg" />
        <Skeleton height={320} radius="lg" />
      </div>
    </>
  );
}
