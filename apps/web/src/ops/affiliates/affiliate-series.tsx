import { Skeleton } from '@mantine/core';
import { asLoadable } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { TimeSeriesChart } from '../../ui/charts/time-series-chart.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { LoadableView } from '../../ui/loadable.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { type Metric, metricLabels } from '../metrics/metrics.ts';
import { unitOf } from '../metrics/units.ts';
import classes from './affiliate-page.module.css';
import type { AffiliateSearch } from './affiliate-search.ts';
import { type AffiliateRange, keepShown } from './use-affiliate-range.ts';

/** One figure of a partner over time, beside the period before. */
export function AffiliateSeries(props: {
  asked: AffiliateRange;
  metric: Metric;
  choose: (changes: Partial<AffiliateSearch>) => void;
}) {
  const { asked, metric, choose } = props;
  const { range, ...rest } = asked;
  const query = trpc.analytics.getTimeSeries.useQuery({ ...range, ...rest, metric }, keepShown);
  return (
    <SectionCard
      title="Over time"
      aside={
        <Segments
          label="Figure"
          choices={metricLabels}
          value={metric}
          onChoose={(value) => choose({ metric: value === 'clicks' ? undefined : value })}
        />
      }
    >
      <LoadableView source={asLoadable(query)} loading={<Skeleton height={296} />}>
        {(series) => (
          <div className={classes.outdating} data-outdated={query.isPlaceholderData}>
            <TimeSeriesChart
              label={metricLabels[series.metric]}
              unit={unitOf(series.metric, series.currency ?? 'USD')}
              kind={series.metric === 'clicks' ? 'area' : 'bars'}
              series={[{ name: metricLabels[series.metric], data: series }]}
            />
            <MissingBefore at={series.missingBefore} />
          </div>
        )}
      </LoadableView>
    </SectionCard>
  );
}

function MissingBefore({ at }: { at: string | null }) {
  const zone = useTimeZone();
  if (at === null) return null;
  return (
    <p className={classes.missing}>
      Figures from before {formatTime(at, { zone, time: 'short' })} are incomplete: some are deleted or not
      added up yet.
    </p>
  );
}
