import type { Database } from '@dreamteamhub/db';
import {
  AnalyticsDao,
  BreakdownDao,
  type BreakdownStretch,
  FigureKeepingDao,
  type StorefrontDay,
} from '@dreamteamhub/db/analytics';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import type { FastifyBaseLogger } from 'fastify';
import { addDays, dayOf, daysBetween } from '../../platform/zones.ts';
import { toQuarter } from './ranges.ts';

/** The length of a stretch that is worked on at once, and how long that should take. */
const STRETCH = { firstMinutes: 60, longestMinutes: 31 * 24 * 60, short: 100, long: 1_000 };
/** As long as one run fills in the past; the next one goes on from there. */
const BACKFILL_MILLISECONDS = 10 * 60 * 1000;
/** How many days are compared every night, and back to when changes of orders are looked for. */
const COMPARED_DAYS = 3;
const CHANGED_HOURS = 48;

const DAY = 24 * 3600 * 1000;
const WEEK_MINUTES = 7 * 24 * 60;

/** Keeps the figures over time. Everything here may stop anywhere and be called again. */
export class FigureKeeper {
  readonly #db: Database;
  readonly #figures: FigureKeepingDao;
  readonly #breakdowns: BreakdownDao;
  readonly #hubZone: string;
  readonly #log: FastifyBaseLogger;
  readonly #now: () => Date;

  constructor(deps: { db: Database; hubZone: string; log: FastifyBaseLogger; now: () => Date }) {
    this.#db = deps.db;
    this.#figures = new FigureKeepingDao(deps.db);
    this.#breakdowns = new BreakdownDao(deps.db);
    this.#hubZone = deps.hubZone;
    this.#log = deps.log;
    this.#now = deps.now;
  }

  /** Brings figures and breakdowns up to the last quarter of an hour, then fills in what came before they began. */
  async closeHours(): Promise<void> {
    await this.#figures.closeDays();
    await inStretches(async (minutes) => {
      const differing = await this.#figures.compareNext(minutes);
      this.#note(differing ?? 0);
      return differing !== null;
    });
    const until = Date.now() + BACKFILL_MILLISECONDS;
    const isFilledIn = await inStretches((minutes) => this.#figures.backfillNext(minutes), until);
    await this.#breakDown({ until, isFilledIn });
  }

  /** Adds clicks to the breakdowns: the last ones, then, once figures are filled in, earlier ones until the time is up. */
  async #breakDown({ until, isFilledIn }: { until: number; isFilledIn: boolean }): Promise<void> {
    const { breakdownsFrom, breakdownsUntil } = await new AnalyticsDao(this.#db).getMarks();
    const daysOf = (stretch: BreakdownStretch) => this.#daysOf(stretch);
    await inStretches((minutes) => this.#breakdowns.addNext(minutes, daysOf));
    // At most a week at once: the days before may have far more clicks. Never further back than the figures: they are
    // compared with each other.
    const addEarlier = (minutes: number) =>
      this.#breakdowns.addEarlier(Math.min(minutes, WEEK_MINUTES), daysOf);
    const isComplete = isFilledIn && (await inStretches(addEarlier, until));
    // Days that are over in every zone: those that got clicks now, or in the runs before.
    await this.#breakdowns.cut({
      firstDay:
        isComplete && breakdownsFrom !== null
          ? '-infinity'
          : addDays(dayOf(breakdownsUntil, this.#hubZone), -4),
      today: addDays(dayOf(this.#now(), this.#hubZone), -1),
    });
  }

  /** Compares the last days, and the days of orders that changed, with the raw rows, whatever happened to their deltas. */
  async compareDays(): Promise<void> {
    const last = toQuarter(this.#now());
    for (let days = COMPARED_DAYS; days > 0; days--) {
      const from = new Date(last.getTime() - days * DAY);
      this.#note(await this.#figures.compare({ from, until: new Date(from.getTime() + DAY) }));
    }
    for (const day of await this.#figures.listChangedDays(CHANGED_HOURS)) {
      this.#note(await this.#figures.compare(day));
    }
  }

  #note(differing: number): void {
    if (differing === 0) return;
    this.#log.warn(
      { figures: differing },
      'figures over time differed from the raw rows, and were corrected',
    );
  }

  async #daysOf({ from, until }: BreakdownStretch): Promise<StorefrontDay[]> {
    const storefronts = await new StorefrontDao(this.#db).listStorefronts();
    return storefronts.flatMap(({ id, timeZone }) => {
      const zone = timeZone ?? this.#hubZone;
      const days = daysBetween({ first: dayOf(from, zone), last: dayOf(until, zone) }, zone);
      return days.map((day) => ({ storefrontId: id, ...day }));
    });
  }
}

/**
 * Works on one stretch after another, of a length that takes about as long, until there is none or the time is up. Returns
 * whether there is none.
 */
async function inStretches(
  work: (minutes: number) => Promise<boolean>,
  until = Number.POSITIVE_INFINITY,
): Promise<boolean> {
  let minutes = STRETCH.firstMinutes;
  for (;;) {
    const startedAt = Date.now();
    if (!(await work(minutes))) return true;
    if (Date.now() >= until) return false;
    const took = Date.now() - startedAt;
    if (took < STRETCH.short) minutes = Math.min(minutes * 2, STRETCH.longestMinutes);
    // Always whole quarters of an hour.
    if (took > STRETCH.long) minutes = Math.max(Math.floor(minutes / 30) * 15, 15);
  }
}
