import type { FastifyBaseLogger } from 'fastify';
import type { ClickSpool, Segment } from './click-spool.ts';
import type { SpooledClick } from './spooled-click.ts';
import type { TrackingService } from './tracking-service.ts';

const RETRY_MILLISECONDS = 1000;
/** A process that has clicks to replay touches their files every second. */
const ABANDONED_AFTER_MILLISECONDS = 60_000;
/** Clicks replayed at once: enough to fill a batch of the click writer, too few to fill its queue. */
const CHUNK = 100;

/** What became of clicks: `kept` are those that stay for another time, `interrupted` those that the database was away for. */
type Fate = 'done' | 'kept' | 'interrupted';

/**
 * Brings the spool's clicks into the database as soon as it takes them, oldest first. They keep their event ids, so a
 * click that was committed after all, or that is replayed twice because of a crash, is one click.
 */
export class SpoolReplayer {
  readonly #spool: ClickSpool;
  readonly #tracking: Pick<TrackingService, 'recordClick'>;
  readonly #isRefusal: (error: unknown) => boolean;
  readonly #isUnavailable: (error: unknown) => boolean;
  readonly #onPending: (clicks: number) => void;
  readonly #onLost: (clicks: number) => void;
  readonly #log: FastifyBaseLogger;
  readonly #stopping = new AbortController();
  /** Event ids of clicks that failed for a reason nobody knows yet: each is logged once, not every second. */
  readonly #puzzling = new Set<string>();
  #hasTakenOver = false;
  #timer: NodeJS.Timeout | undefined;
  #pass: Promise<unknown> = Promise.resolve();

  constructor(deps: {
    spool: ClickSpool;
    tracking: Pick<TrackingService, 'recordClick'>;
    /** Whether an error blames the click itself, so that it would fail forever. */
    isRefusal: (error: unknown) => boolean;
    /** Whether an error says that the database is away, so that no other click will fare better now. */
    isUnavailable: (error: unknown) => boolean;
    /** Called every second with the number of clicks that still wait. */
    onPending: (clicks: number) => void;
    /** Called for clicks that the database refused for good. */
    onLost: (clicks: number) => void;
    log: FastifyBaseLogger;
  }) {
    this.#spool = deps.spool;
    this.#tracking = deps.tracking;
    this.#isRefusal = deps.isRefusal;
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

  /**
   * Replays what there is, until the database takes no more. `kept`: some clicks failed and may not be to blame; they stay
   * for the next time, and held up no others.
   */
  async replay(): Promise<Fate> {
    let outcome: Fate = 'done';
    for (
      let segment = await this.#spool.oldest();
      segment !== null && outcome !== 'interrupted';
      segment = await this.#spool.oldest({ after: segment })
    ) {
      const fate = await this.#replaySegment(segment);
      if (fate === 'done') await this.#spool.remove(segment);
      else outcome = fate;
    }
    if (outcome !== 'done') await this.#spool.touch();
    return outcome;
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
      // Only a process that has nothing of its own left to do can help others.
      if ((await this.replay()) !== 'interrupted') {
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

  /** Replays a segment; `done` when all of its clicks are in the database now, or lost. */
  async #replaySegment(segment: Segment): Promise<Fate> {
    const clicks = await this.#spool.read(segment);
    let fate: Fate = 'done';
    for (let from = 0; from < clicks.length; from += CHUNK) {
      const chunk = clicks.slice(from, from + CHUNK);
      const fates = await this.#unlessStopped(Promise.all(chunk.map((click) => this.#replayClick(click))));
      if (fates.includes('interrupted')) return 'interrupted';
      if (fates.includes('kept')) fate = 'kept';
    }
    return fate;
  }

  async #replayClick({ input, reporter }: SpooledClick): Promise<Fate> {
    const { eventId } = input;
    try {
      await this.#tracking.recordClick(input, reporter);
    } catch (error) {
      if (this.#isUnavailable(error)) return 'interrupted';
      if (!this.#isRefusal(error)) {
        if (!this.#puzzling.has(eventId))
          this.#log.error({ err: error, eventId }, 'a spooled click failed and is kept');
        this.#puzzling.add(eventId);
        return 'kept';
      }
      // Its affiliate was archived since, or worse: it would be refused forever.
      this.#onLost(1);
      this.#log.error({ err: error, eventId }, 'a spooled click was refused and is lost');
    }
    this.#puzzling.delete(eventId);
    this.#spool.settle(eventId);
    return 'done';
  }

  #unlessStopped(work: Promise<Fate[]>): Promise<Fate[]> {
    const { signal } = this.#stopping;
    if (signal.aborted) return Promise.resolve(['interrupted']);
    const { promise, resolve } = Promise.withResolvers<Fate[]>();
    const leave = () => resolve(['interrupted']);
    signal.addEventListener('abort', leave, { once: true });
    return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', leave));
  }
}
