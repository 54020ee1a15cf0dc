import type { Database } from '@dreamteamhub/db';
import { BatchDao, type BatchToAsk } from '@dreamteamhub/db/payouts';
import type { FastifyBaseLogger } from 'fastify';
import { namesOfEvent } from './provider-event.ts';
import type { Rail } from './rail.ts';

/** For how long what was paid may still come back. */
const SETTLED_DAYS = 60;
const SOONEST_MILLISECONDS = 2 * 60_000;
const LATEST_MILLISECONDS = 3600_000;

/** Asks what became of a batch. */
export interface Asks {
  ask(batchId: number): Promise<void>;
}

/** Asks providers what became of payouts, by the clock and when one says that there is news. */
export class AskService {
  readonly #db: Database;
  readonly #execution: Asks;
  readonly #rails: readonly Rail[];
  readonly #askSoon: (batchId: number) => Promise<unknown>;
  readonly #now: () => Date;
  readonly #log: FastifyBaseLogger;

  constructor(deps: {
    db: Database;
    execution: Asks;
    rails: readonly Rail[];
    askSoon: (batchId: number) => Promise<unknown>;
    now: () => Date;
    log: FastifyBaseLogger;
  }) {
    this.#db = deps.db;
    this.#execution = deps.execution;
    this.#rails = deps.rails;
    this.#askSoon = deps.askSoon;
    this.#now = deps.now;
    this.#log = deps.log;
  }

  /** Asks about all batches whose time has come. One that cannot be asked keeps no other waiting. */
  async askAll(): Promise<void> {
    const rails = this.#rails.flatMap(({ name, ask }) => (ask === undefined ? [] : [name]));
    for (const batch of await new BatchDao(this.#db).findToAsk(rails, { settledDays: SETTLED_DAYS })) {
      if (!isDue(batch, this.#now())) continue;
      try {
        await this.#execution.ask(batch.id);
      } catch (error) {
        this.#log.error({ err: error, batchId: batch.id }, 'a payout batch could not be asked about');
      }
    }
  }

  /** Takes what claims to be a provider's event. It is not believed: it names a batch, which is asked about soon. */
  async noteEvent(event: unknown): Promise<void> {
    for (const name of namesOfEvent(event)) {
      const batchId = await new BatchDao(this.#db).findNamed(name);
      if (batchId !== null) {
        await this.#askSoon(batchId);
        return;
      }
    }
  }
}

/** Whether a batch is asked about again: soon at first, and later every hour, because what is not claimed waits for weeks. */
export function isDue({ attemptedAt, calledAt }: Omit<BatchToAsk, 'id'>, now: Date): boolean {
  if (attemptedAt === null || calledAt === null) return true;
  const age = now.getTime() - attemptedAt.getTime();
  const pause = Math.min(LATEST_MILLISECONDS, Math.max(SOONEST_MILLISECONDS, age / 10));
  return now.getTime() - calledAt.getTime() >= pause;
}
