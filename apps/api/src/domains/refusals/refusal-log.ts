import type { Database } from '@dreamteamhub/db';
import { RefusedEventDao, type RefusedEventData } from '@dreamteamhub/db/refusals';
import { TestEventDao } from '@dreamteamhub/db/test-events';
import type { FastifyBaseLogger } from 'fastify';
import type { AppError } from '../../platform/app-error.ts';
import type { ObservedCall, RequestContext } from '../../transport/context.ts';
import {
  isNotCounted,
  type Refusal,
  refusalOf,
  refusalOfLink,
  refusalsOfBatch,
  takesReports,
} from './refusal.ts';

/** Kept at most of each storefront in a minute, by each process: enough to see a pattern, too little to fill a disk. */
const PER_MINUTE = 30;
/** Test events are bounded by their number anyway, and a developer looks for each of them. */
const TEST_PER_MINUTE = 300;
/** Clicks that were stored and do not count, looked at in a minute, of all storefronts together. */
const UNCOUNTED_PER_MINUTE = 60;
const MINUTE_MILLISECONDS = 60_000;
const FLUSH_MILLISECONDS = 1000;
/** Stands for callers without a key: they share one sample, however many storefronts they name. */
const NO_STOREFRONT = 0;

/** A refusal that waits to be written, among the test events if a test key sent it. */
type Waiting =
  | { isTest: false; event: RefusedEventData }
  | { isTest: true; event: Parameters<TestEventDao['addRefused']>[0][number] };

/**
 * Keeps a sample of the events that were refused or not counted; those of test keys among the test events. It never
 * makes a caller wait, and loses what the database does not take: it only explains.
 */
export class RefusalLog {
  readonly #dao: RefusedEventDao;
  readonly #testEvents: TestEventDao;
  readonly #log: FastifyBaseLogger;
  readonly #now: () => number;
  #waiting: Waiting[] = [];
  #minute = 0;
  #uncounted = 0;
  #keptByStorefront = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: { db: Database; log: FastifyBaseLogger; now?: () => number }) {
    this.#dao = new RefusedEventDao(deps.db);
    this.#testEvents = new TestEventDao(deps.db);
    this.#log = deps.log;
    this.#now = deps.now ?? Date.now;
  }

  /** Looks at how a call ended that reports events. */
  observe(call: ObservedCall): void {
    if (call.isTest) this.#observeTest(call);
    else this.#observeLive(call);
  }

  #observeLive({ name, raw, ctx, error, output }: ObservedCall): void {
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
  note({ kind, ...refusal }: Refusal, of: { storefrontId: number | null; origin: string | null }): void {
    if (kind === 'stock' || !this.#hasRoom(`${of.storefrontId ?? NO_STOREFRONT}`, PER_MINUTE)) return;
    this.#wait({ isTest: false, event: { kind, ...refusal, ...of } });
  }

  /** Test events that are accepted keep their reasons themselves. */
  #observeTest({ name, raw, ctx, error, output }: ObservedCall): void {
    if (!takesReports(name)) return;
    const refused =
      error === undefined
        ? name === 'recordClicks'
          ? refusalsOfBatch(raw, output).filter(({ isStored }) => !isStored)
          : []
        : isOfTheHub(error)
          ? []
          : [refusalOf(name, raw, error)];
    if (refused.length > 0) void this.#noteTests(refused, ctx);
  }

  async #noteTests(refusals: readonly Refusal[], ctx: RequestContext): Promise<void> {
    const storefrontId = await storefrontOf(ctx);
    if (storefrontId === null) return;
    for (const { kind, reason, message, body } of refusals) {
      if (!this.#hasRoom(`test ${storefrontId}`, TEST_PER_MINUTE)) return;
      this.#wait({
        isTest: true,
        event: { storefrontId, kind: kind === 'link' ? 'click' : kind, reason, message, body },
      });
    }
  }

  #hasRoom(sample: string, most: number): boolean {
    this.#turnMinute();
    const kept = this.#keptByStorefront.get(sample) ?? 0;
    this.#keptByStorefront.set(sample, kept + 1);
    return kept < most;
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
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
      await this.#dao.addRefusedEvents(events.flatMap((one) => (one.isTest ? [] : [one.event])));
      await this.#testEvents.addRefused(events.flatMap((one) => (one.isTest ? [one.event] : [])));
    } catch (error) {
      this.#log.warn({ err: error, events: events.length }, 'the sample of refused events was not kept');
    }
  }

  /** Deletes those of more than a week ago. */
  async forgetOld(): Promise<void> {
    await this.#dao.deleteOldRefusedEvents(7);
  }

  #noteError(name: string, raw: unknown, ctx: RequestContext, error: AppError): void {
    if (isOfTheHub(error)) return;
    void this.#noteAll([refusalOf(name, raw, error)], ctx);
  }

  async #noteAll(refusals: readonly Refusal[], ctx: RequestContext): Promise<void> {
    if (refusals.length === 0) return;
    const storefrontId = await storefrontOf(ctx);
    for (const refusal of refusals) this.note(refusal, { storefrontId, origin: ctx.origin });
  }
}

/** A database that is away says nothing about the event, and cannot take this either. */
function isOfTheHub({ code }: AppError): boolean {
  return code === 'unavailable' || code === 'internal';
}

async function storefrontOf(ctx: RequestContext): Promise<number | null> {
  const credential = await ctx.keyCredential().catch(() => null);
  const hasStorefront = credential?.kind === 'secret' || credential?.kind === 'publishable';
  return hasStorefront ? credential.storefrontId : null;
}
