import type { Database } from '@dreamteamhub/db';
import { RefusedEventDao, type RefusedEventData } from '@dreamteamhub/db/refusals';
import { TestEventDao } from '@dreamteamhub/db/test-events';
import type { FastifyBaseLogger } from 'fastify';
import type { AppError } from '../../platform/app-error.ts';
import type { ObservedCall, RequestContext } from '../../transport/context.ts';
import type { ArrivalLog } from './arrival-log.ts';
import { MinuteSamples } from './minute-samples.ts';
import { type CallOrigin, originOfCall } from './origin-of-call.ts';
import { isNotCounted, type Refusal, refusalOf, refusalOfLink, refusalsOfBatch } from './refusal.ts';
import { kindOfReport } from './report-kinds.ts';

/** Kept at most of each storefront in a minute, by each process: enough to see a pattern, too little to fill a disk. */
const PER_MINUTE = 30;
/** Test events are bounded by their number anyway, and a developer looks for each of them. */
const TEST_PER_MINUTE = 300;
/** Clicks that were stored and do not count, looked at in a minute, of all storefronts together. */
const UNCOUNTED_PER_MINUTE = 60;
/** Refused for their number alone, and so all alike. */
const TOO_MANY_PER_MINUTE = 3;
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
  readonly #arrivals: Pick<ArrivalLog, 'observe'>;
  readonly #log: FastifyBaseLogger;
  readonly #samples: MinuteSamples;
  /** What calls threw that were looked at. */
  readonly #told = new WeakSet<object>();
  /** Of calls whose key is being looked up. */
  readonly #noting = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: {
    db: Database;
    /** Is told of the calls that were answered. */
    arrivals: Pick<ArrivalLog, 'observe'>;
    log: FastifyBaseLogger;
    now?: () => number;
  }) {
    this.#dao = new RefusedEventDao(deps.db);
    this.#testEvents = new TestEventDao(deps.db);
    this.#arrivals = deps.arrivals;
    this.#log = deps.log;
    this.#samples = new MinuteSamples(deps.now);
  }

  /** Looks at how a call ended that reports events. */
  observe(call: ObservedCall): void {
    if (call.error === undefined) this.#arrivals.observe(call);
    else if (typeof call.thrown === 'object' && call.thrown !== null) this.#told.add(call.thrown);
    // A key that was refused, as for its page's origin, is still one of test mode.
    if (call.isTest || (call.error !== undefined && call.ctx.sentKey?.isTest === true))
      this.#observeTest(call);
    else this.#observeLive(call);
  }

  /**
   * Looks at a request to an entry that was refused before it came so far, as for a body that is no JSON, unless `thrown`
   * is what the entry itself threw.
   */
  observeUnread(request: Pick<ObservedCall, 'name' | 'ctx'> & { error: AppError; thrown: unknown }): void {
    const { thrown } = request;
    if (typeof thrown === 'object' && thrown !== null && this.#told.has(thrown)) return;
    this.observe({ ...request, raw: null, isTest: false });
  }

  #observeLive({ name, raw, ctx, error, output }: ObservedCall): void {
    if (error !== undefined) this.#noteError(name, raw, ctx, error);
    else if (name === 'recordClicks') this.#begin(this.#noteAll(refusalsOfBatch(raw, output), ctx));
    else if (isNotCounted(output) && this.#takesUncounted()) {
      this.#begin(this.#noteAll([refusalOf(name, raw, output.reason)], ctx));
    }
  }

  /** Keeps a link that does not lead where it says. */
  noteLink(link: { problem: string; url: string }): void {
    if (link.problem === 'unavailable') return;
    const by = { storefrontId: null, keyId: null, keyHint: null, door: 'link', origin: null } as const;
    this.#note(refusalOfLink(link), by);
  }

  /** Keeps one, where this minute has room. */
  #note({ kind, ...refusal }: Refusal, by: CallOrigin): void {
    if (kind === 'stock') return;
    const sample = `${by.storefrontId ?? NO_STOREFRONT}`;
    const isOneTooMany = refusal.reason === 'rate_limited';
    const hasRoom = isOneTooMany
      ? this.#samples.hasRoom(`too many ${sample}`, TOO_MANY_PER_MINUTE)
      : this.#samples.hasRoom(sample, PER_MINUTE);
    if (hasRoom) this.#wait({ isTest: false, event: { kind, ...refusal, ...by } });
  }

  /** Test events that are accepted keep their reasons themselves. */
  #observeTest({ name, raw, ctx, error, output }: ObservedCall): void {
    if (kindOfReport(name) === null) return;
    const refused =
      error === undefined
        ? name === 'recordClicks'
          ? refusalsOfBatch(raw, output).filter(({ isStored }) => !isStored)
          : []
        : isOfTheHub(error)
          ? []
          : [refusalOf(name, raw, error)];
    if (refused.length > 0) this.#begin(this.#noteTests(refused, ctx));
  }

  async #noteTests(refusals: readonly Refusal[], ctx: RequestContext): Promise<void> {
    const { storefrontId, keyId, door, origin } = await originOfCall(ctx);
    if (storefrontId === null) return;
    for (const { kind, reason, message, body } of refusals) {
      if (!this.#samples.hasRoom(`test ${storefrontId}`, TEST_PER_MINUTE)) return;
      const own = kind === 'link' ? 'click' : kind;
      const event = { storefrontId, kind: own, reason, message, body, keyId, door, origin };
      this.#wait({ isTest: true, event });
    }
  }

  #begin(noting: Promise<void>): void {
    this.#noting.add(noting);
    const end = () => this.#noting.delete(noting);
    noting.then(end, end);
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#timer ??= setTimeout(() => void this.flush(), FLUSH_MILLISECONDS).unref();
  }

  /** Whether to look at one more that does not count: of a shop's visitors, many come back within the hour. */
  #takesUncounted(): boolean {
    return this.#samples.hasRoom('uncounted', UNCOUNTED_PER_MINUTE);
  }

  /** Writes what waits, and what is about to. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#noting);
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
    this.#begin(this.#noteAll([refusalOf(name, raw, error)], ctx));
  }

  async #noteAll(refusals: readonly Refusal[], ctx: RequestContext): Promise<void> {
    if (refusals.length === 0) return;
    const by = await originOfCall(ctx);
    for (const refusal of refusals) this.#note(refusal, by);
  }
}

/** A database that is away says nothing about the event, and cannot take this either. */
function isOfTheHub({ code }: AppError): boolean {
  return code === 'unavailable' || code === 'internal';
}
