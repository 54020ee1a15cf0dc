import { Paper, Skeleton, Text, Title } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { QueryView } from '../../hub/query-view.tsx';
import { type Product, trpc } from '../../hub/trpc.ts';
import { StockChart } from '../../ui/charts/stock-chart.tsx';
import { countUnit } from '../../ui/charts/units.ts';
import { rangeOf, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { StockFigures } from './stock-figures.tsx';
import classes from './stock-history.module.css';
import { outWords } from './stock-time.ts';

const units = countUnit({ one: 'unit', many: 'units' });

const route = getRouteApi('/operator/inventory/$sku');

/** The range of the page's address, in the person's zone, as the hub takes it. */
export function useRange() {
  const zone = useTimeZone();
  const range = rangeOf(route.useSearch(), '28d');
  return { range, input: { ...range, zone } };
}

/** A product's figures, and its stock against its threshold over the days of the address. */
export function StockHistory({ product }: { product: Product }) {
  const { sku, name } = product;
  const navigate = useNavigate();
  const { range, input } = useRange();
  const history = trpc.analytics.getStockHistory.useQuery(
    { sku, ...input },
    // Other days of the same product replace these when they are there.
    { placeholderData: (previous) => (previous?.sku === sku ? previous : undefined) },
  );
  const { data } = history;
  return (
    <>
      <StockFigures product={product} history={data} />
      <Paper component="section" aria-labelledby="stock-over-time" p="lg">
        <div className={classes.head}>
          <Title order={2} fz={16} id="stock-over-time">
            Stock over time
          </Title>
          <DateRangeField
            range={range}
            onChoose={(chosen) =>
              void navigate({
                to: '.',
                search: (search: object) => ({ ...search, ...searchOfRange(chosen) }) as never,
                resetScroll: false,
              })
            }
            resolved={data === undefined ? undefined : { ...data, comparison: null }}
          />
        </div>
        <QueryView query={history} loading={<Skeleton height={280} />}>
          {(shown) => (
            <div className={classes.body} data-outdated={history.isPlaceholderData}>
              <StockChart
                label={`Stock of ${name}`}
                unit={units}
                grain={shown.grain}
                points={shown.points}
                threshold={shown.threshold}
                missingBefore={shown.missingBefore}
              />
              <Notes>
                <OutOfStock out={outWords(shown.points, shown.grain)} />{' '}
                <Missing before={shown.missingBefore} /> The threshold is today’s. <AsOf at={shown.asOf} />
              </Notes>
            </div>
          )}
        </QueryView>
      </Paper>
    </>
  );
}

function Notes({ children }: { children: ReactNode }) {
  return (
    <Text fz={13} c="dimmed" mt="sm" mb={0} component="p">
      {children}
    </Text>
  );
}

function OutOfStock({ out }: { out: string | null }) {
  if (out === null) return <>Nothing is known about this period.</>;
  return out === 'never' ? (
    <>Never out of stock in this period.</>
  ) : (
    <>Out of stock {out}, if only for a while.</>
  );
}

function Missing({ before }: { before: string | null }) {
  const zone = useTimeZone();
  if (before === null) return null;
  return <>Movements before {formatTime(before, { zone, time: null })} are deleted.</>;
}

function AsOf({ at }: { at: string }) {
  const zone = useTimeZone();
  return <span className="hub-number">As of {formatTime(at, { zone, date: null, time: 'short' })}.</span>;
}
