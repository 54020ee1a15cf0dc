import type { FastifyBaseLogger } from 'fastify';
import type { AffiliateService } from '../affiliates/affiliate-service.ts';

/** Well inside the promise that 30-day metrics are at most two seconds old. */
const REFRESH_MILLISECONDS = 1000;
/** Transactions become visible after their own timestamps; this is how much later they may. */
const OVERLAP_SECONDS = 15;
/** All affiliates this often: heals what was missed, and lets days fall out of the window. */
const FULL_REFRESH_MILLISECONDS = 5 * 60 * 1000;

/**
 * Keeps the 30-day metrics fresh, every second. A timer rather than a job, for pg-boss schedules nothing below a
 * minute; of several processes, one works at a time.
 */
export class MetricsRefresher {
  readonly #affiliates: AffiliateService;
  readonly #log: FastifyBaseLogger;
  readonly #now: () => Date;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;
  #lastFull: Date | null = null;
  #lastSuccess: Date | null = null;

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
      this.#running = this.#refresh().finally(() => this.#schedule(REFRESH_MILLISECONDS));
    }, milliseconds);
  }

  async #refresh(): Promise<void> {
    const now = this.#now();
    try {
      if (this.#lastSuccess === null || this.#isFullDue(now)) {
        await this.#affiliates.refreshMetrics();
        this.#lastFull = now;
      } else {
        const sinceSeconds = (now.getTime() - this.#lastSuccess.getTime()) / 1000;
        await this.#affiliates.refreshMetrics({ withinSeconds: sinceSeconds + OVERLAP_SECONDS });
      }
      this.#lastSuccess = now;
    } catch (error) {
      this.#log.warn({ err: error }, 'the 30-day metrics could not be refreshed; trying again in a second');
    }
  }

  /** After five minutes, and when a day (UTC) has ended since. */
  #isFullDue(now: Date): boolean {
    if (this.#lastFull === null) return true;
    const isNewDay = now.toISOString().slice(0, 10) !== this.#lastFull.toISOString().slice(0, 10);
    return isNewDay || now.getTime() - this.#lastFull.getTime() > FULL_REFRESH_MILLISECONDS;
  }
}
