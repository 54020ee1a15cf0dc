import type { Database } from '@dreamteamhub/db';
import {
  type AffiliateFigures,
  AnalyticsDao,
  type FigureMarks,
  type FigureScope,
  type Figures,
} from '@dreamteamhub/db/analytics';
import type { admin, WireInputs, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { Caller } from '../../platform/caller.ts';
import { formatStored } from '../../platform/money.ts';
import type { Span } from '../../platform/zones.ts';
import { piecesOf } from './pieces.ts';
import { chooseGrain, pointsOf } from './points.ts';
import { type Comparison, changeOf, comparisonOf, type DayRange, resolveRange } from './ranges.ts';
import { inOneCurrency, resolveScope, zoneOf } from './scope.ts';

/** An entry may be called without an input; here there is one, with its defaults. */
export type Inputs = {
  [Name in keyof WireInputs<typeof admin>['analytics']]: Exclude<
    WireInputs<typeof admin>['analytics'][Name],
    void
  >;
};
export type Outputs = WireOutputs<typeof admin>['analytics'];
type Metric = Outputs['getTimeSeries']['metric'];

/** Sums of spans by place, and by currency. */
export type Sums = ReadonlyMap<number, ReadonlyMap<string, Figures>>;

const NOTHING: Figures = { clicks: 0, orders: 0, revenue: '0', commission: '0' };

/** Figures over time, in the zone that is asked for. */
export class FiguresService {
  readonly #db: Database;
  readonly #dao: AnalyticsDao;
  readonly #hubZone: string;
  readonly #hubCurrency: string;
  readonly #now: () => Date;

  constructor(deps: { db: Database; hubZone: string; hubCurrency: string; now: () => Date }) {
    this.#db = deps.db;
    this.#dao = new AnalyticsDao(deps.db);
    this.#hubZone = deps.hubZone;
    this.#hubCurrency = deps.hubCurrency;
    this.#now = deps.now;
  }

  /** Returns the days and instants that a range means now. Throws `bad_request` for a range that cannot be. */
  resolveRange(input: Inputs['resolveRange']): Outputs['resolveRange'] {
    const zone = zoneOf(input.zone, this.#hubZone);
    const { start, end, fromDate, toDate } = resolveRange(input, { zone, now: this.#now() });
    return { zone, from: start.toISOString(), to: end.toISOString(), fromDate, toDate };
  }

  /**
   * Returns a figure by the points of a range. Throws `bad_request` for a range or a grain that cannot be, `not_found` for
   * the affiliate.
   */
  async getTimeSeries(
    input: Inputs['getTimeSeries'],
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Outputs['getTimeSeries']> {
    const asked = await this.understand(input, by);
    const { range, comparison, zone, now, marks } = asked;
    const grain = chooseGrain(input.grain ?? 'auto', range);
    const { metric } = input;
    const isMoney = metric === 'revenue' || metric === 'commission';
    const inCurrency = isMoney ? inOneCurrency(asked.scope, input.currency, this.#hubCurrency) : null;
    const currency = inCurrency?.currency ?? null;
    const points = pointsOf(range, grain, zone);
    const others = comparison === null ? [] : pointsOf(comparison, grain, zone);
    const spans = [...points, ...others, range, ...cutsOf(range, comparison)];
    const sums = await this.sum(inCurrency?.figures ?? asked.scope.figures, spans, marks);
    const valueAt = (place: number) => figureOf(sums, place, metric, currency);
    const isKnown = knownAt(metric, marks, now);
    const values = spans.map((span, place) => (isKnown(span) ? valueAt(place) : null));
    const totals = points.length + others.length;
    return {
      ...{ metric, currency, grain },
      ...rangeAnswer(asked, metric),
      points: points.map(({ start, end, label }, place) => ({
        ...{ start: start.toISOString(), end: end.toISOString(), label },
        value: values[place] ?? null,
        isComplete: end <= now,
      })),
      total: valueAt(totals),
      comparison: comparison && {
        ...comparisonAnswer(comparison),
        values: points.map((_, place) =>
          place < others.length ? (values[points.length + place] ?? null) : null,
        ),
        total: valueAt(totals + 2),
        comparable: valueAt(totals + 1),
        change: changeOf(Number(valueAt(totals + 1)), Number(valueAt(totals + 2))),
      },
    };
  }

  /** Returns all figures of a range at once. Throws like {@link getTimeSeries}. */
  async getSummary(
    input: Inputs['getSummary'],
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Outputs['getSummary']> {
    const asked = await this.understand(input, by);
    const { range, comparison, marks, scope } = asked;
    const sums = await this.sum(scope.figures, [range, ...cutsOf(range, comparison)], marks);
    return summaryOf(asked, sums, 0);
  }

  /** Returns the affiliates with the highest figure. Throws like {@link getTimeSeries}. */
  async listTop(
    input: Inputs['listTopAffiliates'],
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Outputs['listTopAffiliates']> {
    const asked = await this.understand(input, by);
    const { range, comparison, marks } = asked;
    const { metric = 'revenue', limit = 10 } = input;
    const isMoney = metric === 'revenue' || metric === 'commission';
    const { figures } = isMoney ? inOneCurrency(asked.scope, input.currency, this.#hubCurrency) : asked.scope;
    const storefrontIds = 'storefrontIds' in figures ? figures.storefrontIds : [];
    const [own, other] = comparison === null ? [range] : cutsOf(range, comparison);
    const rows = await this.#dao.listTop({
      ...{ storefrontIds, metric, limit },
      pieces: piecesOf([range, ...(other === undefined ? [] : [other])], marks, { withMonths: true }),
    });
    // Of a range that is not over, the list shows all of it, and the change what can be compared.
    const comparables =
      own === undefined || own.end >= range.end
        ? rows
        : await this.#dao.listOf({
            affiliateIds: rows.map(({ affiliateId }) => affiliateId),
            pieces: piecesOf([own], marks, { withMonths: true }),
          });
    const comparableOf = new Map(comparables.map((row) => [row.affiliateId, row[metric]]));
    return {
      metric,
      ...rangeAnswer(asked, metric),
      comparison: comparison && comparisonAnswer(comparison),
      rows: rows.map((row) =>
        topRow(row, metric, comparison === null ? null : (comparableOf.get(row.affiliateId) ?? 0)),
      ),
    };
  }

  /** Returns how far the orders of a range have come. Throws like {@link getTimeSeries}. */
  async getFunnel(
    input: Inputs['getFunnel'],
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Outputs['getFunnel']> {
    const asked = await this.understand({ ...input, compare: 'none' }, by);
    const { range, scope, marks } = asked;
    const [sums, states] = await Promise.all([
      this.sum(scope.figures, [range], marks),
      this.#dao.countOrderStates(scope.figures, range),
    ]);
    return {
      ...rangeAnswer(asked, 'clicks'),
      clicks: figureOf(sums, 0, 'clicks', null) as number,
      ...states,
    };
  }

  /** Returns the sums of spans, by the place of each and by currency. */
  async sum(scope: FigureScope, spans: readonly Span[], marks: FigureMarks): Promise<Sums> {
    const rows = await this.#dao.sumPieces(scope, piecesOf(spans, marks));
    const sums = new Map<number, Map<string, Figures>>();
    for (const { place, currency, ...figures } of rows) {
      sums.set(place, (sums.get(place) ?? new Map<string, Figures>()).set(currency, figures));
    }
    return sums;
  }

  async understand(input: Inputs['getSummary'], by: Pick<Caller, 'storefrontId'>): Promise<Asked> {
    const now = this.#now();
    const zone = zoneOf(input.zone, this.#hubZone);
    const range = resolveRange(input, { zone, now });
    // Says that a range is too long before anything is read.
    chooseGrain('auto', range);
    const comparison = comparisonOf(range, input, { zone, now });
    const [scope, marks] = await Promise.all([resolveScope(this.#db, input, by), this.#dao.getMarks()]);
    return { ...{ now, zone, range, comparison, scope, marks } };
  }
}

/** What a caller asks for, as the hub understands it. */
export interface Asked {
  now: Date;
  zone: string;
  range: DayRange;
  comparison: Comparison | null;
  scope: Awaited<ReturnType<typeof resolveScope>>;
  marks: FigureMarks;
}

/** The parts of a range and of the one beside it that can be compared. */
export function cutsOf({ start }: DayRange, comparison: Comparison | null): Span[] {
  if (comparison === null) return [];
  const { until, otherUntil } = comparison;
  return [
    { start, end: until },
    { start: comparison.start, end: otherUntil },
  ];
}

/** Returns a count, or an amount as its currency writes it. */
export function figureOf(
  sums: Sums,
  place: number,
  metric: Metric,
  currency: string | null,
): number | string {
  const at = sums.get(place);
  if (currency !== null && (metric === 'revenue' || metric === 'commission')) {
    return formatStored((at?.get(currency) ?? NOTHING)[metric], currency);
  }
  return [...(at?.values() ?? [])].reduce((sum, figures) => sum + Number(figures[metric]), 0);
}

/** Returns what tells whether a span's figure is known: it has begun, and what it counts was not deleted. */
export function knownAt(metric: Metric, marks: FigureMarks, now: Date): (span: Span) => boolean {
  const missing = missingBefore(metric, marks);
  return ({ start }) => start <= now && (missing === null || start >= missing);
}

/** Before it something is missing; null: nothing is. Orders are kept for ever, clicks are not. */
function missingBefore(metric: Metric, { backfilledFrom, clicksFrom }: FigureMarks): Date | null {
  const clicks = metric === 'clicks' ? clicksFrom : null;
  if (backfilledFrom === null || clicks === null) return backfilledFrom ?? clicks;
  return backfilledFrom > clicks ? backfilledFrom : clicks;
}

/** Returns the range of an answer. */
export function rangeAnswer({ range, zone, now, marks }: Asked, metric: Metric) {
  const missing = missingBefore(metric, marks);
  return {
    zone,
    from: range.start.toISOString(),
    to: range.end.toISOString(),
    fromDate: range.fromDate,
    toDate: range.toDate,
    asOf: now.toISOString(),
    missingBefore: missing !== null && missing > range.start ? missing.toISOString() : null,
  };
}

export function comparisonAnswer({ kind, start, end, fromDate, toDate, until, otherUntil }: Comparison) {
  return {
    ...{ kind, fromDate, toDate },
    from: start.toISOString(),
    to: end.toISOString(),
    until: until.toISOString(),
    otherUntil: otherUntil.toISOString(),
  };
}

/** Returns all figures of a range: its sums have the place `first`, those of its two cuts the next ones. */
export function summaryOf(asked: Asked, sums: Sums, first: number): Outputs['getSummary'] {
  const { comparison, scope } = asked;
  const compared = <Value extends number | string>(metric: Metric, currency: string | null) => {
    // The places of one metric all have the same type.
    const [value, comparable, other] = [first, first + 1, first + 2].map((place) =>
      figureOf(sums, place, metric, currency),
    ) as [Value, Value, Value];
    return comparison === null
      ? { value, comparable: null, comparison: null, change: null }
      : { value, comparable, comparison: other, change: changeOf(Number(comparable), Number(other)) };
  };
  const currencies = [...new Set(scope.storefronts.map(({ currency }) => currency))].sort();
  return {
    ...rangeAnswer(asked, 'clicks'),
    comparison: comparison && comparisonAnswer(comparison),
    clicks: compared<number>('clicks', null),
    orders: compared<number>('orders', null),
    money: currencies.map((currency) => ({
      currency,
      revenue: compared<string>('revenue', currency),
      commission: compared<string>('commission', currency),
    })),
  };
}

/** Returns a row of a top list; `comparable` is the part of its figure that the comparison stands beside. */
function topRow(
  { comparison: other, ...row }: AffiliateFigures,
  metric: Metric,
  comparable: number | string | null,
): Outputs['listTopAffiliates']['rows'][number] {
  const { currency } = row;
  const isMoney = metric === 'revenue' || metric === 'commission';
  const value = other[metric];
  return {
    ...row,
    revenue: formatStored(row.revenue, currency),
    commission: formatStored(row.commission, currency),
    comparison: comparable === null ? null : isMoney ? formatStored(String(value), currency) : value,
    change: comparable === null ? null : changeOf(Number(comparable), Number(value)),
  };
}
