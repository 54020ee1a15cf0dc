import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLive, useLiveToday } from '../../hub/live/live.tsx';
import { asLoadable } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { rangeOf, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { DroppedParams } from '../../ui/dropped-params.tsx';
import { formatTime } from '../../ui/format-time.ts';
import { LoadableView } from '../../ui/loadable.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { isNew } from '../get-started/progress.ts';
import { useProgress } from '../get-started/use-progress.ts';
import { cutTime, isCut, thanWords } from './comparison-words.ts';
import { FigureCards } from './figure-cards.tsx';
import { FigureChart } from './figure-chart.tsx';
import type { Summary, Today } from './figures.ts';
import { Health } from './health.tsx';
import { LowStockNow } from './low-stock-now.tsx';
import { OpenAlerts } from './open-alerts.tsx';
import classes from './overview.module.css';
import { SetupBar } from './setup-bar.tsx';
import { FiguresSkeleton, StockSkeleton } from './skeletons.tsx';
import { TopPartners } from './top-partners.tsx';
import { type Asked, together, useRangeFigures, useToday, useTopPartners } from './use-figures.ts';

const newHub = onIntent(() => import('../get-started/new-hub.tsx'), 'NewHub');

const owed = onIntent(() => import('./owed.tsx'), 'Owed');

const route = getRouteApi('/operator/');

/** The page that a shop's owner leaves open all day: today, or other days, and what needs a hand now. */
export function OverviewPage() {
  const search = route.useSearch();
  const zone = useTimeZone();
  const today = useToday(zone);
  useFollowing(zone);
  const isPlain = Object.values(search).every((value) => value === undefined);
  const setup = useSetup();
  if (isPlain && setup.isLoading) return <Loading />;
  const { progress } = setup;
  if (isPlain && progress !== undefined && !progress.isHidden && isNew(progress)) {
    const hasProducts = progress.steps.some(({ name, isDone }) => name === 'products' && isDone);
    return (
      <>
        <PageHeader title="Overview" />
        <Late part={newHub} isOpen progress={progress} />
        {hasProducts ? <Now today={today.data} /> : null}
      </>
    );
  }
  return <Figures today={today} setup={progress === undefined ? null : <SetupBar progress={progress} />} />;
}

/** How far the hub is set up; a demo has nothing to set up. */
function useSetup() {
  const query = useProgress();
  const isDemo = trpc.ops.getSetupState.useQuery({}, { staleTime: Number.POSITIVE_INFINITY }).data?.isDemo;
  return {
    isLoading: query.isLoading,
    progress: isDemo === true ? undefined : query.data,
  };
}

function Loading() {
  return (
    <>
      <PageHeader title="Overview" />
      <FiguresSkeleton />
    </>
  );
}

/** Follows what happens. Figures of other days than today are read anew each minute. */
function useFollowing(zone: string) {
  const utils = trpc.useUtils();
  useLiveToday(zone);
  useLive(['traffic', 'orders', 'stock', 'alerts', 'deliveries'], (topics) =>
    Promise.all([
      utils.ops.getProgress.invalidate(),
      topics.has('deliveries') || topics.has('alerts') ? utils.ops.getAlerting.invalidate() : null,
    ]),
  );
}

function Figures({ today, setup }: { today: ReturnType<typeof useToday>; setup: ReactNode }) {
  const search = route.useSearch();
  const navigate = useNavigate();
  const choose = (changes: Partial<typeof search>) =>
    void navigate({ to: '/', search: (now) => ({ ...now, ...changes }), resetScroll: false });
  const range = rangeOf(search, 'today');
  const isToday = 'preset' in range && range.preset === 'today';
  const compare = search.compare ?? (isToday ? 'weekday' : 'previous');
  const zone = useTimeZone();
  const asked: Asked = { range, zone, compare, currency: search.currency, metric: search.metric };
  const source = useShown(asked, today);
  const summary = source.data?.figures.summary;
  const than = summary === undefined ? '' : thanWords(summary);
  const days = searchOfRange(range);
  return (
    <>
      <PageHeader
        title="Overview"
        action={
          <DateRangeField
            range={range}
            onChoose={(chosen) => choose({ ...searchOfRange(chosen), compare: undefined })}
            compare={compare}
            onCompare={(chosen) => choose({ compare: chosen })}
            resolved={summary}
          />
        }
      >
        <span className={classes.status}>{summary === undefined ? null : <Until summary={summary} />}</span>
      </PageHeader>
      <DroppedParams search={search} />
      {setup}
      <LoadableView source={source} loading={<FiguresSkeleton />}>
        {({ figures, partners }) => (
          <>
            <FigureCards figures={figures} than={than} days={days} />
            <div className={classes.columns}>
              <FigureChart
                figures={figures}
                metric={search.metric ?? 'clicks'}
                onMetric={(metric) => choose({ metric })}
                onCurrency={(currency) => choose({ currency })}
              />
              <TopPartners
                partners={partners}
                metric={search.metric}
                inCurrency={figures.summary.money.length > 1 ? figures.currency : undefined}
                than={than}
                days={days}
              />
            </div>
          </>
        )}
      </LoadableView>
      {source.data === undefined && source.failure !== undefined ? null : <Now today={today.data} />}
    </>
  );
}

/** Everything of the range at once, and one notice of what is wrong: what fails fails together. */
function useShown(asked: Asked, today: ReturnType<typeof useToday>) {
  const figures = useRangeFigures(asked, today);
  const partners = useTopPartners(asked, today);
  const data =
    figures.data === undefined || partners.data === undefined
      ? undefined
      : { figures: figures.data, partners: partners.data };
  return together([figures, partners, asLoadable(today)], data);
}

/** As of when the figures are, and up to when those of a range that goes on are compared. */
function Until({ summary: { asOf, zone, comparison } }: { summary: Summary }) {
  return (
    <span>
      As of {formatTime(asOf, { zone, date: null, time: 'short' })}
      {comparison !== null && isCut(comparison) ? `, compared up to ${cutTime(comparison, zone)}` : ''}
    </span>
  );
}

/** What needs a hand now, whatever the range. */
function Now({ today }: { today: Today | undefined }) {
  return (
    <div className={classes.columns} data-start>
      {today === undefined ? <StockSkeleton /> : <LowStockNow lowStock={today.lowStock} />}
      <div className={classes.stack}>
        {today === undefined ? null : <OpenAlerts openAlerts={today.openAlerts} />}
        {today === undefined ? null : <Late part={owed} isOpen />}
        <Health />
      </div>
    </div>
  );
}
