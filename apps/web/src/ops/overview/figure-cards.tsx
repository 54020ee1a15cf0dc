import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Change } from '../../ui/charts/change.tsx';
import { Sparkline } from '../../ui/charts/sparkline.tsx';
import type { RangeSearch } from '../../ui/date-range.ts';
import { METRICS, type Metric, metricLabels } from '../metrics/metrics.ts';
import { unitOf } from '../metrics/units.ts';
import { type Figure, figuresOf, type RangeFigures } from './figures.ts';
import classes from './overview.module.css';
import { TOP_PARTNERS_ANCHOR } from './top-partners.tsx';

/** Amounts of so many letters have no room on a phone, unless they are smaller. */
const LONG = 11;

/** The four figures of the range. Each leads to what it counts, in the same range. */
export function FigureCards(props: { figures: RangeFigures; than: string; days: RangeSearch }) {
  return (
    <ul className={classes.figures} aria-label="Key figures">
      {METRICS.map((metric) => (
        <li key={metric}>
          <Behind metric={metric} days={props.days}>
            <FigureCard metric={metric} {...props} />
          </Behind>
        </li>
      ))}
    </ul>
  );
}

function FigureCard({ metric, figures, than }: { metric: Metric; figures: RangeFigures; than: string }) {
  const [first, ...others] = figuresOf(metric, figures);
  const { points } = figures.series[metric];
  const known = points.filter(({ value }) => value !== null);
  return (
    <>
      <span className={classes.figureName}>{metricLabels[metric]}</span>
      {first === undefined ? null : <Amount metric={metric} figure={first} than={than} isMain />}
      {others.map((figure) => (
        <Amount key={figure.currency} metric={metric} figure={figure} than={than} />
      ))}
      <span className={classes.spark}>
        <Sparkline
          label={`${metricLabels[metric]} over time`}
          unit={unitOf(metric, figures.currency)}
          values={known.map(({ value }) => value)}
          isOpen={known.at(-1)?.isComplete === false}
          width="fill"
          height={32}
        />
      </span>
    </>
  );
}

function Amount(props: { metric: Metric; figure: Figure; than: string; isMain?: boolean }) {
  const { metric, figure, than, isMain = false } = props;
  const unit = unitOf(metric, figure.currency ?? '');
  const { value, comparison, change } = figure;
  const text = unit.exact(value);
  return (
    <span className={classes.amount} data-main={isMain} data-long={text.length > LONG}>
      <span className={classes.value}>{text}</span>{' '}
      {comparison === null ? null : (
        <span className={classes.beside}>
          <Change change={change} value={value} than={than} />{' '}
          {change === null ? null : <span className={classes.quiet}>from {unit.exact(comparison)}</span>}
        </span>
      )}
    </span>
  );
}

/** Orders and revenue are the orders of the range. Clicks and commission are their partners’. */
function Behind(props: { metric: Metric; days: RangeSearch; children: ReactNode }) {
  const { metric, days, children } = props;
  if (metric === 'orders' || metric === 'revenue') {
    return (
      <Link to="/orders" search={days} className={classes.figure}>
        {children}
      </Link>
    );
  }
  return (
    <Link
      to="/"
      search={(now) => ({ ...now, metric })}
      hash={TOP_PARTNERS_ANCHOR}
      activeOptions={{ exact: true }}
      className={classes.figure}
    >
      {children}
    </Link>
  );
}
