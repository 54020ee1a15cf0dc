import { Paper } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type Product, trpc } from '../../hub/trpc.ts';
import { formatDateRange } from '../../ui/date-range.ts';
import { formatCount } from '../../ui/format-number.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import classes from './stock-history.module.css';
import { StockTag } from './stock-level.tsx';
import { shareLeft, shortfallOf } from './stock-rules.ts';
import { type Cover, coverOf, coverWords, type StockPoint, soldIn } from './stock-time.ts';

const NOT_KNOWN = '–';

interface History {
  fromDate: string;
  toDate: string;
  points: readonly StockPoint[];
}

/** What one looks for first: how much there is, how long it lasts, how much was sold. `history` is that of the page's days. */
export function StockFigures({ product, history }: { product: Product; history: History | undefined }) {
  const { sku, stock, threshold, lastRestocked } = product;
  const zone = useTimeZone();
  // The same query as the chart's, for as long as that shows 28 days.
  const lately = trpc.analytics.getStockHistory.useQuery({ sku, preset: '28d', zone }).data;
  const sold = history === undefined ? null : soldIn(history.points);
  return (
    <Paper component="section" aria-label="Figures" p="lg">
      <dl className={classes.figures}>
        <Figure
          name="Stock"
          value={
            <>
              <span>{formatCount(stock)}</span> <StockTag product={product} />
            </>
          }
          note={stockNote(product)}
        />
        <Figure name="Threshold" value={formatCount(threshold)} note="Low below this level" />
        <CoverFigure cover={lately === undefined ? null : coverOf(lately, stock)} />
        <Figure
          name="Sold"
          value={
            sold === null ? (
              NOT_KNOWN
            ) : (
              <Link
                from="/inventory/$sku"
                to="."
                search={(search) => ({ ...search, tab: undefined, type: 'sale', when: 'range' as const })}
                hash="movements"
                resetScroll={false}
                title="Show these sales"
                style={{ color: 'inherit' }}
              >
                {formatCount(sold)}
              </Link>
            )
          }
          note={history === undefined ? '' : formatDateRange(history.fromDate, history.toDate)}
        />
        <Figure
          name="Last restocked"
          value={lastRestocked === null ? 'Never' : <RelativeTime at={lastRestocked} />}
          note={lastRestocked === null ? 'Not since it was added' : 'Goods that came in'}
        />
      </dl>
    </Paper>
  );
}

/** What the number means, in words. */
function stockNote(product: Product): string {
  switch (shortfallOf(product)) {
    case 'owed':
      return 'Sold but not in stock yet';
    case 'out':
      return 'Nothing left';
    case 'low':
      return `${shareLeft(product)} of the threshold`;
    case null:
      return 'At or above the threshold';
  }
}

function CoverFigure({ cover }: { cover: Cover | null }) {
  const name = 'Days of cover';
  if (cover === null) return <Figure name={name} value={NOT_KNOWN} note="" />;
  switch (cover.kind) {
    case 'unknown':
      return <Figure name={name} value={NOT_KNOWN} note="Less than a week of sales is known" />;
    case 'unsold':
      return (
        <Figure name={name} value={NOT_KNOWN} note={`Nothing sold in ${formatCount(cover.days)} days`} />
      );
    case 'days':
      return (
        <Figure
          name={name}
          value={coverWords(cover.days)}
          note={`At ${paceWords(cover.perDay)} in the last 28 days`}
        />
      );
  }
}

/** `1.4 sold a day`. */
function paceWords(perDay: number): string {
  const number = new Intl.NumberFormat(undefined, { maximumSignificantDigits: perDay < 100 ? 2 : 3 });
  return `${number.format(perDay)} sold a day`;
}

function Figure({ name, value, note }: { name: string; value: ReactNode; note: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <div className={classes.value}>{value}</div>
        <div className={classes.note}>{note}</div>
      </dd>
    </div>
  );
}
