import type { FastifyBaseLogger } from 'fastify';
import type { ClickSpool, Segment } from './click-spool.ts';
import type { SpooledClick } from './spooled-click.ts';
import type { TrackingService } from './tracking-service.ts';

const RETRY_MILLISECONDS = 1000;
/** A process that has clicks to replay touches their files every second. */
const ABANDONED_AFTER_MILLISECONDS = 60_000;
/** Clicks replayed at once: enough to fill a batch of the click writer, too few to fill its queue. */
const CHUNK = 100;

/**
 * Brings the spool's clicks into the database as soon as it takes them, oldest first. They keep their event ids, so a
 * click that was committed after all, or that is replayed twice because of a crash, is one click.
 */
export class SpoolReplayer {
  readonly #spool: ClickSpool;
  readonly #tracking: Pick<TrackingService, 'recordClick'>;
  readonly #isUnavailable: (error: unknown) => boolean;
  readonly #onPending: (clicks: number) => void;
  readonly #onLost: (clicks: number) => void;
  readonly #log: FastifyBaseLogger;
  readonly #stopping = new AbortController();
  #hasTakenOver = false;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<unknown> = Promise.resolve();

  constructor(deps: {
    spool: ClickSpool;
    tracking: Pick<TrackingService, 'recordClick'>;
    /** Whether an error says that the database is away, so that trying again is worth it. */
    isUnavailable: (error: unknown) => boolean;
    /** Called every second with the number of clicks that still wait. */
    onPending: (clicks: number) => void;
    /** Called for clicks that the database refused for good. */
    onLost: (clicks: number) => void;
    log: FastifyBaseLogger;
  }) {
    this.#spool = deps.spool;
    this.#tracking = deps.tracking;
    this.#isUnavailable = deps.isUnavailable;
    this.#onPending = deps.onPending;
    this.#onLost = deps.onLost;
    this.#log = deps.log;
  }

  /** Takes over what earlier processes left, then replays every second. */
  start(): void {
    this.#schedule(0);
  }

  /** Does not wait for a database that hangs: what is not committed stays in the spool. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stopping.abort();
    await this.#pass;
  }

  /** Replays until nothing is left, or until the database takes no more. */
  async replay(): Promise<'done' | 'interrupted'> {
    for (let segment = await this.#spool.oldest(); segment !== null; segment = await this.#spool.oldest()) {
      if (!(await this.#replaySegment(segment))) {
        await this.#spool.touch();
        return 'interrupted';
      }
      await this.#spool.remove(segment);
    }
    return 'done';
  }

  #schedule(milliseconds: number): void {
    this.#timer = setTimeout(() => {
      this.#pass = this.#run().finally(() => {
        if (!this.#stopping.signal.aborted) this.#schedule(RETRY_MILLISECONDS);
      });
    }, milliseconds);
  }

  async #run(): Promise<void> {
    try {
      if (!this.#hasTakenOver) await this.#takeOver();
      // Only a process that has no segments of its own left can help others.
      if ((await this.replay()) === 'done') {
        await this.#spool.adopt({ idleMilliseconds: ABANDONED_AFTER_MILLISECONDS });
      }
    } catch (error) {
      this.#log.error({ err: error }, 'the click spool cannot be replayed; trying again in a second');
    }
    this.#onPending(this.#spool.pending);
  }

  async #takeOver(): Promise<void> {
    await this.#spool.adopt();
    this.#hasTakenOver = true;
    const { pending } = this.#spool;
    if (pending > 0) this.#log.info({ clicks: pending }, 'clicks from an earlier run are in the spool');
  }

  /** Replays a segment. Returns whether all of its clicks are in the database now. */
  async #replaySegment(segment: Segment): Promise<boolean> {
    const clicks = await this.#spool.read(segment);
    for (let from = 0; from < clicks.length; from += CHUNK) {
      const chunk = clicks.slice(from, from + CHUNK);
      const settled = await this.#unlessStopped(Promise.all(chunk.map((click) => this.#replayClick(click))));
      if (!settled.every(Boolean)) return false;
    }
    return true;
  }

  async #replayClick({ input, reporter }: SpooledClick): Promise<boolean> {
    try {
      await this.#tracking.recordClick(input, reporter);
    } catch (error) {
      if (this.#isUnavailable(error)) return false;
      // Its affiliate was archived since, or worse: it would be refused forever.
      this.#onLost(1);
      this.#log.error({ err: error, eventId: input.eventId }, 'a spooled click was refused and is lost');
    }
    this.#spool.settle(input.eventId);
    return true;
  }

  #unlessStopped(work: Promise<boolean[]>): Promise<boolean[]> {
    const { signal } = this.#stopping;
    if (signal.aborted) return Promise.resolve([false]);
    const { promise, resolve } = Promise.withResolvers<boolean[]>();
    const leave = () => resolve([false]);
    signal.addEventListener('abort', leave, { once: true });
    return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', leave));
  }
}
