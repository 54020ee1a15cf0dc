import type { AdminOutputs } from '@dreamteamhub/sdk/admin';
import { Skeleton } from '@mantine/core';
import { Change } from '../../ui/charts/change.tsx';
import { formatDateRange } from '../../ui/date-range.ts';
import { CellLink } from '../../ui/links.tsx';
import { METRICS, type Metric, metricLabels } from '../metrics/metrics.ts';
import { unitOf } from '../metrics/units.ts';
import classes from './affiliate-page.module.css';
import type { AffiliateSearch } from './affiliate-search.ts';

type Summary = AdminOutputs['analytics']['getSummary'];

interface Figure {
  value: string | number;
  comparison: string | number | null;
  change: number | null;
}

const NOTHING: Figure = { value: '0', comparison: null, change: null };

/** Returns a figure of a partner, whose amounts are all in one currency. */
function figureOf(metric: Metric, summary: Summary, currency: string): Figure {
  if (metric === 'clicks' || metric === 'orders') return summary[metric];
  return summary.money.find((money) => money.currency === currency)?.[metric] ?? NOTHING;
}

/** The four figures of a partner in a range. Each leads to what it counts, in the same range. */
export function AffiliateFigures(props: {
  summary: Summary;
  affiliate: { id: number; currency: string };
  search: AffiliateSearch;
  isOutdated: boolean;
}) {
  const { summary, affiliate, search } = props;
  return (
    <dl className={classes.figures} data-outdated={props.isOutdated}>
      {METRICS.map((metric) => {
        const figure = figureOf(metric, summary, affiliate.currency);
        const unit = unitOf(metric, affiliate.currency);
        return (
          <div key={metric} className={classes.figure}>
            <dt>{metricLabels[metric]}</dt>
            <dd>
              <CellLink
                to="/affiliates/$id"
                params={{ id: String(affiliate.id) }}
                search={{ ...search, ...behind(metric) }}
                className={classes.value ?? ''}
                title={unit.inWords(figure.value)}
              >
                {unit.exact(figure.value)}
              </CellLink>
              <Compared summary={summary} figure={figure} before={unit.exact(figure.comparison)} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** What a figure counts, as a search of the same page. */
function behind(metric: Metric): Partial<AffiliateSearch> {
  return { tab: metric === 'clicks' ? 'clicks' : 'orders', counted: 'yes' };
}

function Compared(props: { summary: Summary; figure: Figure; before: string }) {
  const { summary, figure, before } = props;
  if (summary.comparison === null || figure.comparison === null) return null;
  const { fromDate, toDate } = summary.comparison;
  return (
    <span className={classes.compared}>
      <Change change={figure.change} value={figure.value} than={`on ${formatDateRange(fromDate, toDate)}`} />{' '}
      from {before}
    </span>
  );
}

/** As high as the figures, so that nothing moves when they come. */
export function FiguresLoading() {
  return (
    <div className={classes.figures}>
      {METRICS.map((metric) => (
        <div key={metric} className={classes.figure}>
          <Skeleton height={16} width={60} mb={8} />
          <Skeleton height={28} width={110} mb={8} />
          <Skeleton height={16} width={90} />
        </div>
      ))}
    </div>
  );
}
