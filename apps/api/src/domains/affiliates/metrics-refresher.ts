import type { FastifyBaseLogger } from 'fastify';
import type { AffiliateService } from './affiliate-service.ts';

/**
 * Well inside the promise that 30-day metrics are at most two seconds old. Not shorter: the cost of a fold depends
 * mostly on its affiliates, and those are nearly the same however often it runs.
 */
const REST_MILLISECONDS = 1000;
/** How often all affiliates are refreshed: days drop out of the window, and whatever went wrong heals. */
const FULL_REFRESH_MILLISECONDS = 5 * 60 * 1000;

/**
 * Refreshes the 30-day metrics every second. A timer rather than a job, because pg-boss schedules nothing below a
 * minute. Of several processes, one works at a time.
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
      this.#running = this.#refresh().then(() => this.#schedule(REST_MILLISECONDS));
    }, milliseconds);
  }

  async #refresh(): Promise<void> {
    try {
      await this.#refreshWhatIsDue(this.#now());
    } catch (error) {
      this.#log.warn({ err: error }, 'the 30-day metrics could not be refreshed; trying again in a second');
    }
  }

  async #refreshWhatIsDue(now: Date): Promise<void> {
    if (!this.#isFullDue(now)) {
      await this.#affiliates.foldRollups();
      return;
    }
    await this.#affiliates.refreshMetrics();
    this.#lastFull = now;
  }

  /** After five minutes, and when a day (UTC) has ended since. */
  #isFullDue(now: Date): boolean {
    if (this.#lastFull === null) return true;
    const isNewDay = now.toISOString().slice(0, 10) !== this.#lastFull.toISOString().slice(0, 10);
    return isNewDay || now.getTime() - this.#lastFull.getTime() > FULL_REFRESH_MILLISECONDS;
  }
}
