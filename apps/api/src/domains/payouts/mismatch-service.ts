import type { Database, Page } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { postTransfers } from '@dreamteamhub/db/ledger';
import { MismatchDao, type MismatchView } from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type Caller, type PersonCaller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatStored } from '../../platform/money.ts';
import { lockBatch } from './batch-service.ts';
import { decisionOn } from './settlement-rules.ts';
import type { SettlementService } from './settlement-service.ts';

type Inputs = (typeof admin)['payouts'];
type Answer = WireOutputs<typeof admin>['payouts']['resolveMismatch'];

/** Money that moved otherwise than the hub had it, until a person decides whose it is. */
export class MismatchService {
  readonly #db: Database;
  readonly #settlements: SettlementService;

  constructor(deps: { db: Database; settlements: SettlementService }) {
    this.#db = deps.db;
    this.#settlements = deps.settlements;
  }

  async list(
    { batchId, state, limit, cursor }: z.output<Inputs['listMismatches']['input']>,
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<Answer>> {
    const page = await new MismatchDao(this.#db).list({
      ...{ storefrontId: by.storefrontId, batchId, limit, afterId: readCursor(cursor) },
      isOpen: state === undefined ? undefined : state === 'open',
    });
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor };
  }

  /** Posts whose a difference is; then its payment is paid. Throws `not_found`, and `conflict` for one that is decided. */
  async resolve(
    { id, decision }: z.output<Inputs['resolveMismatch']['input']>,
    by: PersonCaller,
  ): Promise<Answer> {
    return this.#db.transaction(async (tx) => {
      const mismatches = new MismatchDao(tx);
      const mismatch = await mismatches.get(id);
      if (mismatch === null) throw new AppError('not_found', `there is no difference with id ${id}`);
      await lockBatch(tx, mismatch.batchId);
      if (!(await mismatches.decide(id, { decision, decidedBy: by.id }))) {
        throw new AppError('conflict', 'this difference was decided already');
      }
      await new AuditDao(tx).record(by, {
        action: 'payouts.resolveMismatch',
        subject: { kind: 'payoutBatch', id: mismatch.batchId },
        after: { decision, item: mismatch.itemId, amount: mismatch.amount, currency: mismatch.currency },
      });
      await this.#settlements.closeMismatchedIn(tx, mismatch.batchId, mismatch.itemId);
      const decided = await mismatches.get(id);
      await postTransfers(tx, [decisionOn(mismatch, decision, { actor: actorOf(by) })]);
      return toAnswer(decided ?? mismatch);
    });
  }
}

function toAnswer({ storefrontId: _, createdAt, decidedAt, amount, ...row }: MismatchView): Answer {
  return {
    ...row,
    amount: formatStored(amount, row.currency),
    createdAt: createdAt.toISOString(),
    decidedAt: decidedAt?.toISOString() ?? null,
  };
}
