import { createHash } from 'node:crypto';
import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type PersonCaller } from '../../platform/caller.ts';
import type { WorkerPool } from '../../platform/workers/worker-pool.ts';
import { toldUnknown } from './answers/answer-file.ts';
import { readAnswer } from './answers/answer-task.ts';
import type { BatchService } from './batch-service.ts';
import type { SettlementService } from './settlement-service.ts';

type Input = z.output<(typeof admin)['payouts']['answerBatch']['input']>;
type Output = WireOutputs<typeof admin>['payouts']['answerBatch'];

/** What banks answer to batches. */
export class AnswerService {
  readonly #db: Database;
  readonly #batches: Pick<BatchService, 'get'>;
  readonly #settlements: Pick<SettlementService, 'hear'>;
  readonly #workers: WorkerPool;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    batches: Pick<BatchService, 'get'>;
    settlements: Pick<SettlementService, 'hear'>;
    workers: WorkerPool;
    now: () => Date;
  }) {
    this.#db = deps.db;
    this.#batches = deps.batches;
    this.#settlements = deps.settlements;
    this.#workers = deps.workers;
    this.#now = deps.now;
  }

  /**
   * Takes in a bank's file; the same one again changes nothing. Throws `not_found`, `conflict` for a batch that was not
   * handed over and for a file about another one, and `bad_request` that names `file`.
   */
  async answer({ id, file, name }: Input, by: PersonCaller): Promise<Output> {
    const { messageId, currency, total, items } = await this.#batches.get(id, by);
    if (messageId === null) throw new AppError('conflict', 'this batch was not handed over yet');
    const references = items.flatMap(({ reference }) => reference ?? []);
    const { format, said, unknown } = await this.#workers.run(readAnswer, {
      ...{ file, now: this.#now() },
      batch: { messageId, currency, total, references },
    });
    // What it says is kept with each item; of which file it came is said before anything of it counts.
    await this.#db.transaction((tx) =>
      new AuditDao(tx).record(by, {
        action: 'payouts.answerBatch',
        subject: { kind: 'payoutBatch', id },
        after: { file: name ?? null, format, payments: said.length, sha256: sha256(file) },
      }),
    );
    const heard = await this.#settlements.hear(id, said, { source: 'bankFile', actor: actorOf(by) });
    return {
      format,
      ...{ applied: heard.applied, stale: heard.stale, mismatched: heard.mismatched },
      unknown: toldUnknown([...unknown, ...heard.unknown]),
      batch: await this.#batches.get(id, by),
    };
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
