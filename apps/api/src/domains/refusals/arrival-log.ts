import type { Database } from '@dreamteamhub/db';
import { type ArrivalData, EventArrivalDao, type TestArrival } from '@dreamteamhub/db/inspector';
import type { FastifyBaseLogger } from 'fastify';
import type { ObservedCall } from '../../transport/context.ts';
import { subjectsOf } from './arrival.ts';
import { MinuteSamples } from './minute-samples.ts';
import { originOfCall } from './origin-of-call.ts';
import { kindOfReport } from './report-kinds.ts';

/** Noted at most of each kind of report in a minute, by each process. A busy shop's clicks pass by at no cost. */
const PER_MINUTE = 240;
const FLUSH_MILLISECONDS = 1_000;

type Waiting = { isTest: false; arrivals: ArrivalData[] } | { isTest: true; arrival: TestArrival };

/**
 * Notes by which key and door events came in that the hub took: a sample, beside the events themselves. It never makes a
 * caller wait, and loses what the database does not take: it only explains.
 */
export class ArrivalLog {
  readonly #dao: EventArrivalDao;
  readonly #log: FastifyBaseLogger;
  readonly #samples: MinuteSamples;
  /** Of calls whose key is being looked up. */
  readonly #noting = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: { db: Database; log: FastifyBaseLogger; now?: () => number }) {
    this.#dao = new EventArrivalDao(deps.db);
    this.#log = deps.log;
    this.#samples = new MinuteSamples(deps.now);
  }

  /** Looks at a call that reports events and was answered. */
  observe(call: ObservedCall): void {
    const kind = kindOfReport(call.name);
    if (kind === null || !this.#samples.hasRoom(call.isTest ? `test ${kind}` : kind, PER_MINUTE)) return;
    if (call.isTest) this.#begin(this.#noteTest(kind, call, new Date()));
    else if (kind !== 'stock') this.#begin(this.#note(call));
  }

  /** Notes a visit by a partner's link. Of test mode if it has a storefront's test key. */
  noteVisit(visit: { eventId: string; testKey?: { id: number; storefrontId: number } | undefined }): void {
    const { eventId, testKey } = visit;
    if (!this.#samples.hasRoom('link', PER_MINUTE)) return;
    const came = { keyId: testKey?.id ?? null, door: 'link', origin: null } as const;
    if (testKey === undefined) {
      this.#wait({ isTest: false, arrivals: [{ ...came, subject: `event:${eventId.toLowerCase()}` }] });
      return;
    }
    const { storefrontId } = testKey;
    this.#wait({
      isTest: true,
      arrival: { ...came, storefrontId, kind: 'click', since: new Date(), eventId },
    });
  }

  async #note(call: ObservedCall): Promise<void> {
    const { keyId, door, origin, storefrontId } = await originOfCall(call.ctx);
    const subjects = subjectsOf(call, storefrontId);
    if (subjects.length === 0) return;
    this.#wait({
      isTest: false,
      arrivals: subjects.slice(0, PER_MINUTE).map((subject) => ({ subject, keyId, door, origin })),
    });
  }

  async #noteTest(kind: TestArrival['kind'], { raw, ctx }: ObservedCall, since: Date): Promise<void> {
    const { keyId, door, origin, storefrontId } = await originOfCall(ctx);
    if (storefrontId === null) return;
    const { eventId, orderId } = (raw ?? {}) as Record<string, unknown>;
    this.#wait({
      isTest: true,
      arrival: {
        ...{ storefrontId, kind, since, keyId, door, origin },
        ...(kind === 'click' && typeof eventId === 'string' ? { eventId } : {}),
        ...(kind !== 'click' && typeof orderId === 'string' ? { orderId } : {}),
      },
    });
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

  /** Writes what waits, and what is about to. */
  async flush(): Promise<void> {
    await Promise.allSettled(this.#noting);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = this.#waiting;
    if (waiting.length === 0) return;
    this.#waiting = [];
    try {
      await this.#dao.addArrivals(waiting.flatMap((one) => (one.isTest ? [] : one.arrivals)));
      await this.#dao.noteTestArrivals(waiting.flatMap((one) => (one.isTest ? [one.arrival] : [])));
    } catch (error) {
      this.#log.warn({ err: error, calls: waiting.length }, 'how events came in was not noted');
    }
  }

  /** Deletes those of more than a week ago. */
  async forgetOld(): Promise<void> {
    await this.#dao.deleteOldArrivals(7);
  }
}
