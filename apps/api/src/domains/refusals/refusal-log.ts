import type { Database } from '@dreamteamhub/db';
import { RefusedEventDao, type RefusedEventData } from '@dreamteamhub/db/refusals';
import type { FastifyBaseLogger } from 'fastify';
import type { AppError } from '../../platform/app-error.ts';
import type { ObservedCall, RequestContext } from '../../transport/context.ts';
import { isNotCounted, type Refusal, refusalOf, refusalOfLink, refusalsOfBatch } from './refusal.ts';

/** Kept at most of each storefront in a minute, by each process: enough to see a pattern, too little to fill a disk. */
const PER_MINUTE = 30;
/** Clicks that were stored and do not count, looked at in a minute, of all storefronts together. */
const UNCOUNTED_PER_MINUTE = 60;
const MINUTE_MILLISECONDS = 60_000;
const FLUSH_MILLISECONDS = 1000;
/** Stands for callers without a key: they share one sample, however many storefronts they name. */
const NO_STOREFRONT = 0;

/**
 * Keeps a sample of the events that were refused or not counted. It never makes a caller wait, and loses what the
 * database does not take: it only explains.
 */
export class RefusalLog {
  readonly #dao: RefusedEventDao;
  readonly #log: FastifyBaseLogger;
  readonly #now: () => number;
  #waiting: RefusedEventData[] = [];
  #minute = 0;
  #uncounted = 0;
  #keptByStorefront = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: { db: Database; log: FastifyBaseLogger; now?: () => number }) {
    this.#dao = new RefusedEventDao(deps.db);
    this.#log = deps.log;
    this.#now = deps.now ?? Date.now;
  }

  /** Looks at how a tracking call ended. */
  observe({ name, raw, ctx, error, output }: ObservedCall): void {
    if (error !== undefined) this.#noteError(name, raw, ctx, error);
    else if (name === 'recordClicks') void this.#noteAll(refusalsOfBatch(raw, output), ctx);
    else if (isNotCounted(output) && this.#takesUncounted()) {
      void this.#noteAll([refusalOf(name, raw, output.reason)], ctx);
    }
  }

  /** Keeps a link that does not lead where it says. */
  noteLink(link: { problem: string; url: string }): void {
    if (link.problem !== 'unavailable') this.note(refusalOfLink(link), { storefrontId: null, origin: null });
  }

  /** Keeps one, where this minute has room. */
  note(refusal: Refusal, of: { storefrontId: number | null; origin: string | null }): void {
    this.#turnMinute();
    const storefront = of.storefrontId ?? NO_STOREFRONT;
    const kept = this.#keptByStorefront.get(storefront) ?? 0;
    if (kept >= PER_MINUTE) return;
    this.#keptByStorefront.set(storefront, kept + 1);
    this.#waiting.push({ ...refusal, ...of });
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS).unref();
  }

  /** Whether to look at one more that does not count: of a shop's visitors, many come back within the hour. */
  #takesUncounted(): boolean {
    this.#turnMinute();
    return ++this.#uncounted <= UNCOUNTED_PER_MINUTE;
  }

  #turnMinute(): void {
    const minute = Math.floor(this.#now() / MINUTE_MILLISECONDS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#uncounted = 0;
    this.#keptByStorefront.clear();
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const events = this.#waiting;
    if (events.length === 0) return;
    this.#waiting = [];
    try {
      await this.#dao.addRefusedEvents(events);
    } catch (error) {
      this.#log.warn({ err: error, events: events.length }, 'the sample of refused events was not kept');
    }
  }

  /** Deletes those of more than a week ago. */
  async forgetOld(): Promise<void> {
    await this.#dao.deleteOldRefusedEvents(7);
  }

  #noteError(name: string, raw: unknown, ctx: RequestContext, error: AppError): void {
    // A database that is away says nothing about the event, and cannot take this either.
    if (error.code === 'unavailable' || error.code === 'internal') return;
    void this.#noteAll([refusalOf(name, raw, error)], ctx);
  }

  async #noteAll(refusals: readonly Refusal[], ctx: RequestContext): Promise<void> {
    if (refusals.length === 0) return;
    const credential = await ctx.keyCredential().catch(() => null);
    const storefrontId =
      credential?.kind === 'secret' || credential?.kind === 'publishable' ? credential.storefrontId : null;
    for (const refusal of refusals) this.note(refusal, { storefrontId, origin: ctx.origin });
  }
}
