import { type Fault, faultOf } from '@dreamteamhub/db';
import type { ClickDao, ClickData, ClickResult } from '@dreamteamhub/db/tracking';
import { AppError } from '../../platform/app-error.ts';

/** From this many unanswered clicks on, a third batch gives the database more to do than it costs it. */
const CLICKS_FOR_A_THIRD_BATCH = 150;
/** The most clicks in one transaction. */
const LARGEST_BATCH = 1_000;
/** The most clicks that may wait; beyond it callers are told to try again. Some seconds of work at full speed. */
const LONGEST_QUEUE = 20_000;
/** How often a batch is tried when the locks of others get in its way. */
const ATTEMPTS = 4;
/** Serialization failure, deadlock, lock not available: the same batch may go through right after. */
const CONTENTION = /^(?:40001|40P01|55P03)$/;

interface Waiting {
  click: ClickData;
  resolve: (result: ClickResult) => void;
  reject: (error: unknown) => void;
}

/**
 * Commits clicks in groups: those that arrive while batches are being committed form the next one. There is no timer,
 * so a lone click waits for nothing, and the busier the hub, the less each click costs. While the database works on
 * one batch, it already has the next one, and this process answers and reads: neither waits for the other.
 */
export class ClickWriter {
  readonly #clicks: Pick<ClickDao, 'recordClicks'>;
  readonly #dedupSeconds: number;
  readonly #onBatch: (size: number) => void;
  // A count, not a Set of promises: the tables that a busy Set outgrows link each to the next, and the garbage
  // collector, which takes the oldest for alive, kept every click.
  #batchesUnderWay = 0;
  #clicksUnderWay = 0;
  #queue: Waiting[] = [];
  #isScheduled = false;
  #isStopped = false;
  #onSettled: () => void = () => undefined;

  constructor(deps: {
    clicks: Pick<ClickDao, 'recordClicks'>;
    /** The same visitor is counted for an affiliate once in this time. */
    dedupSeconds: number;
    /** Called with the size of each batch that was committed. */
    onBatch?: (size: number) => void;
  }) {
    this.#clicks = deps.clicks;
    this.#dedupSeconds = deps.dedupSeconds;
    this.#onBatch = deps.onBatch ?? (() => undefined);
  }

  /** Clicks that wait for their batch. */
  get queued(): number {
    return this.#queue.length;
  }

  /**
   * Resolves once the click is committed. Throws `unavailable` when the queue is full, the hub stops, or the database
   * is away (then it is unknown whether it was stored: a retry with the same event id is safe), and `bad_request` when
   * the database can never store this very click. Rejects with any other error as it is.
   */
  write(click: ClickData): Promise<ClickResult> {
    if (this.#isStopped) return Promise.reject(unavailable('the hub is stopping'));
    if (this.#queue.length >= LONGEST_QUEUE)
      return Promise.reject(unavailable('too many clicks are waiting'));
    return new Promise((resolve, reject) => {
      this.#queue.push({ click, resolve, reject });
      this.#schedule();
    });
  }

  /** Takes no more clicks and commits those that wait. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (;;) {
      this.#send(0);
      if (this.#batchesUnderWay === 0) return;
      await new Promise<void>((resolve) => {
        this.#onSettled = resolve;
      });
    }
  }

  // At the end of this turn of the event loop: requests that arrived together leave together.
  #schedule(): void {
    if (this.#isScheduled) return;
    if (this.#batchesUnderWay >= mostUnderWay(this.#clicksUnderWay + this.#queue.length)) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.#send(0);
    });
  }

  /**
   * Sends what may leave now. After an idle time that is everything; after that, each batch gets its share of all
   * unanswered clicks: otherwise one would hold nearly all of them, and the others only what arrives meanwhile.
   * `answered`: clicks that were just committed, whose callers may be about to send their next ones.
   */
  #send(answered: number): void {
    while (this.#queue.length > 0) {
      const isIdle = this.#batchesUnderWay === 0 && answered === 0;
      const present = this.#clicksUnderWay + answered + this.#queue.length;
      const most = mostUnderWay(present);
      const share = Math.ceil(present / most);
      if (this.#batchesUnderWay >= most || (this.#batchesUnderWay > 0 && this.#queue.length < share)) return;
      this.#write(this.#queue.splice(0, Math.min(isIdle ? LARGEST_BATCH : share, LARGEST_BATCH)));
    }
  }

  #write(batch: Waiting[]): void {
    this.#batchesUnderWay++;
    this.#clicksUnderWay += batch.length;
    void this.#commit(batch).then((answer) => {
      this.#batchesUnderWay--;
      this.#clicksUnderWay -= batch.length;
      this.#send(batch.length);
      answer();
      this.#onSettled();
    });
  }

  /** Returns a function that answers the callers, so that the next batch can leave first. */
  async #commit(batch: Waiting[]): Promise<() => void> {
    try {
      const results = await this.#record(batch);
      this.#onBatch(batch.length);
      return () => {
        for (const [place, waiting] of batch.entries()) waiting.resolve(results[place] as ClickResult);
      };
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'database' || batch.length === 1) {
        const reason = refusal(fault, error);
        return () => {
          for (const waiting of batch) waiting.reject(reason);
        };
      }
      // Something in this batch cannot be stored: halving finds it, and its neighbours are committed.
      const middle = batch.length >> 1;
      const halves = [await this.#commit(batch.slice(0, middle)), await this.#commit(batch.slice(middle))];
      return () => {
        for (const answer of halves) answer();
      };
    }
  }

  async #record(batch: Waiting[]): Promise<ClickResult[]> {
    const clicks = batch.map((waiting) => waiting.click);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#clicks.recordClicks(clicks, { dedupSeconds: this.#dedupSeconds });
      } catch (error) {
        if (attempt === ATTEMPTS || !CONTENTION.test(String((error as { code?: unknown }).code))) throw error;
      }
    }
  }
}

/**
 * Returns how many batches may be under way for a number of unanswered clicks: one that the database works on and one
 * that it finds when it is done; for many clicks, one more on its way here or there.
 */
function mostUnderWay(clicks: number): number {
  return clicks < CLICKS_FOR_A_THIRD_BATCH ? 2 : 3;
}

function unavailable(why: string, cause?: unknown): AppError {
  return new AppError('unavailable', `${why}: the click may not be stored, try again`, { cause });
}

function refusal(fault: Fault | null, error: unknown): unknown {
  switch (fault) {
    case 'database':
      return unavailable('the database is not available', error);
    case 'event':
      return new AppError('bad_request', 'the database cannot store this click', { cause: error });
    // What the hub did not foresee is its own mistake, and no reason to give up the click.
    default:
      return error;
  }
}
