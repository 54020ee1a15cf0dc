import type { Database } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { decisionOf, postTransfers, type SuspendedAmount, SuspenseDao } from '@dreamteamhub/db/ledger';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type Caller, type PersonCaller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatStored } from '../../platform/money.ts';

type Outputs = WireOutputs<typeof admin>['ledger'];
type Decision = 'paid' | 'notPaid';

/** Amounts that were set aside, because nobody knew whether they were paid out before a refund came. */
export class SuspenseService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  async list(
    { limit, cursor }: { limit: number; cursor?: string | undefined },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Outputs['listSuspense']> {
    const request = { limit, afterId: readCursor(cursor), storefrontId: by.storefrontId };
    const page = await new SuspenseDao(this.#db).getOpen(request);
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor };
  }

  /** Posts where the amount belongs. Throws `not_found`, and `conflict` for one that is decided. */
  async resolve(
    { transferId, decision }: { transferId: number; decision: Decision },
    by: PersonCaller,
  ): Promise<Outputs['resolveSuspense']> {
    await this.#db.transaction(async (tx) => {
      const suspended = await new SuspenseDao(tx).lock(transferId);
      if (suspended === null) {
        throw new AppError('not_found', `no amount was set aside by a transfer with id ${transferId}`);
      }
      if (suspended.isDecided) throw new AppError('conflict', 'this amount was decided already');
      const { storefrontId, affiliateId, conversionId, currency, amount } = suspended;
      await new AuditDao(tx).record(by, {
        action: 'ledger.resolveSuspense',
        subject: { kind: 'conversion', id: conversionId },
        after: { decision, amount, currency, transferId },
      });
      await postTransfers(tx, [
        {
          ...{ storefrontId, affiliateId, currency, amount, actor: actorOf(by) },
          // Of what was paid and refunded later, the affiliate owes it; what was never paid is still in the till.
          debit: decision === 'paid' ? 'payable' : 'cash.manual',
          credit: 'suspense',
          ...{ cause: 'migrate', causeId: decisionOf(transferId), leg: 0 },
          commission: { attributionId: conversionId, position: 0 },
        },
      ]);
    });
    return { success: true };
  }
}

function toAnswer({
  id: transferId,
  storefrontId: _storefrontId,
  isDecided: _isDecided,
  at,
  amount,
  ...row
}: SuspendedAmount): Outputs['listSuspense']['items'][number] {
  return { transferId, ...row, amount: formatStored(amount, row.currency), at: at.toISOString() };
}
