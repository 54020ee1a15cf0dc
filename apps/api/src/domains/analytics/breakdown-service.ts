import type { Database } from '@dreamteamhub/db';
import { AnalyticsDao, BreakdownDao } from '@dreamteamhub/db/analytics';
import type { Caller } from '../../platform/caller.ts';
import type { Inputs, Outputs } from './figures-service.ts';
import { chooseGrain } from './points.ts';
import { resolveRange } from './ranges.ts';
import { resolveScope } from './scope.ts';

/** Where clicks came from. */
export class BreakdownService {
  readonly #db: Database;
  readonly #hubZone: string;
  readonly #now: () => Date;

  constructor(deps: { db: Database; hubZone: string; now: () => Date }) {
    this.#db = deps.db;
    this.#hubZone = deps.hubZone;
    this.#now = deps.now;
  }

  /**
   * Returns the values of a dimension with most clicks in a range of each storefront's own days. Throws `bad_request` for
   * the range, `not_found` for the affiliate.
   */
  async get(
    input: Inputs['getBreakdown'],
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Outputs['getBreakdown']> {
    const now = this.#now();
    const scope = await resolveScope(this.#db, input, by);
    const zones = scope.storefronts.map(({ timeZone }) => timeZone ?? this.#hubZone);
    const ranges = zones.map((zone) => resolveRange(input, { zone, now }));
    for (const range of ranges) chooseGrain('auto', range);
    const days = ranges.map((range, place) => ({
      ...range,
      // One range a storefront.
      storefrontId: scope.storefronts[place]?.id ?? 0,
    }));
    const [first = '', ...others] = zones;
    const { rows, total } = await new BreakdownDao(this.#db).read({
      days,
      affiliateId: 'affiliateId' in scope.figures ? scope.figures.affiliateId : null,
      dimension: input.dimension,
      limit: input.limit ?? 20,
    });
    const { breakdownsFrom, clicksFrom } = await new AnalyticsDao(this.#db).getMarks();
    const start = new Date(Math.min(...days.map((day) => day.start.getTime())));
    const missing = latest(breakdownsFrom, clicksFrom);
    return {
      dimension: input.dimension,
      zone: others.every((zone) => zone === first) ? first : null,
      from: start.toISOString(),
      to: new Date(Math.max(...days.map((day) => day.end.getTime()))).toISOString(),
      fromDate: days.map(({ fromDate }) => fromDate).sort()[0] ?? '',
      toDate:
        days
          .map(({ toDate }) => toDate)
          .sort()
          .at(-1) ?? '',
      asOf: now.toISOString(),
      missingBefore: missing !== null && missing > start ? missing.toISOString() : null,
      rows,
      other: rows.reduce((rest, { clicks }) => rest - clicks, total),
      total,
    };
  }
}

function latest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
