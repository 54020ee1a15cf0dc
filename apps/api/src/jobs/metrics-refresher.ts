import type { FastifyBaseLogger } from 'fastify';
import type { AffiliateService } from '../affiliates/affiliate-service.ts';

/** Well inside the promise that 30-day metrics are at most two seconds old. */
const LONGEST_REST_MILLISECONDS = 1000;
/** While events come in: the more is folded at once, the longer do clicks wait for a processor meanwhile. */
const SHORTEST_REST_MILLISECONDS = 250;
/** A refresh that takes long, for many affiliates, is followed by a longer rest: at most a fiftieth of the time is spent. */
const REST_PER_WORK = 50;
/** All affiliates this often: days fall out of the window, and whatever went wrong heals. */
const FULL_REFRESH_MILLISECONDS = 5 * 60 * 1000;

/**
 * Keeps the 30-day metrics fresh: every second, and up to four times as often while there are events. A timer rather
 * than a job, for pg-boss schedules nothing below a minute; of several processes, one works at a time.
 */
export class MetricsRefresher {
  readonly #affiliates: AffiliateService;
  readonly #log: FastifyBaseLogger;
  readonly #now: () => Date;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;
  #lastFull: Date | null = null;

  constructor(deps: { affiliates: AffiliateService; log: FastifyBaseLogger; now: () => Date }) {
    this.#affiliates = deps.affiliates;
    this.#log = deps.log;
    this.#now = deps.now;
  }

  start(): void {
    this.#schedule(0);
  }

  /** Lets a running refresh finish. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #schedule(milliseconds: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => {
      this.#running = this.#refresh().then((rest) => this.#schedule(rest));
    }, milliseconds);
  }

  /** Answers how long to rest afterwards, in milliseconds. */
  async #refresh(): Promise<number> {
    const startedAt = performance.now();
    try {
      const changed = await this.#refreshWhatIsDue(this.#now());
      if (changed === 0) return LONGEST_REST_MILLISECONDS;
      const rest = REST_PER_WORK * (performance.now() - startedAt);
      return Math.min(Math.max(rest, SHORTEST_REST_MILLISECONDS), LONGEST_REST_MILLISECONDS);
    } catch (error) {
      this.#log.warn({ err: error }, 'the 30-day metrics could not be refreshed; trying again in a second');
      return LONGEST_REST_MILLISECONDS;
    }
  }

  async #refreshWhatIsDue(now: Date): Promise<number> {
    if (!this.#isFullDue(now)) return this.#affiliates.foldRollups();
    const changed = await this.#affiliates.refreshMetrics();
    this.#lastFull = now;
    return changed;
  }

  /** After five minutes, and when a day (UTC) has ended since. */
  #isFullDue(now: Date): boolean {
    if (this.#lastFull === null) return true;
    const isNewDay = now.toISOString().slice(0, 10) !== this.#lastFull.toISOString().slice(0, 10);
    return isNewDay || now.getTime() - this.#lastFull.getTime() > FULL_REFRESH_MILLISECONDS;
  }
}
