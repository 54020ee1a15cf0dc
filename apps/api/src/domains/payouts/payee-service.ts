import type { Database, Transaction } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { PayeeDao, type PayoutDetailsRow, type PayoutDetailsView } from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import type { PersonCaller } from '../../platform/caller.ts';
import { SealError, type SecretBox } from '../../platform/secret-box.ts';
import type { ProofOfIdentity } from '../people/proof-of-identity-service.ts';
import { detailsPlace, openPayee, type Payee, sealPayee } from './payee.ts';
import { isInSepa } from './rails/sepa/countries.ts';
import { hintOf, readPayee } from './read-payee.ts';

type Entries = (typeof admin)['payouts'];
type Answer = WireOutputs<typeof admin>['payouts']['getPayoutDetails'];

/** How long changed details wait. Whoever took over an account has to wait, and whom it belongs to is told meanwhile. */
export const HOLD_HOURS = 72;

/** What is told of a change. */
export interface PayeeChange {
  affiliate: { id: number; handle: string };
  before: { payee: Payee | null; hint: string } | null;
  after: { payee: Payee; hint: string };
  usableFrom: Date;
}

/** Where each affiliate is paid to. */
export class PayeeService {
  readonly #db: Database;
  readonly #secrets: SecretBox;
  readonly #identity: ProofOfIdentity;
  readonly #tell: (tx: Transaction, change: PayeeChange) => Promise<void>;

  constructor(deps: {
    db: Database;
    secrets: SecretBox;
    identity: ProofOfIdentity;
    /** Puts the messages about a change into its transaction. */
    tell: (tx: Transaction, change: PayeeChange) => Promise<void>;
  }) {
    this.#db = deps.db;
    this.#secrets = deps.secrets;
    this.#identity = deps.identity;
    this.#tell = deps.tell;
  }

  /** Throws `not_found`. */
  async get({ id }: z.output<Entries['getPayoutDetails']['input']>): Promise<Answer> {
    if ((await new AffiliateDao(this.#db).getAffiliateById(id)) === null) throw unknownAffiliate(id);
    return this.#answer(id, await new PayeeDao(this.#db).find(id));
  }

  /**
   * Stores where an affiliate is paid to, sealed. The first details are usable at once, others after {@link HOLD_HOURS}; the
   * same ones again change nothing. Throws `bad_request` that names the field, also for a wrong password or code, and
   * `not_found`.
   */
  async set(
    { id, password, code, ...given }: z.output<Entries['setPayoutDetails']['input']>,
    by: PersonCaller,
  ): Promise<Answer> {
    const payee = readPayee(given);
    await this.#identity.demand(by.id, { password, code });
    return this.#db.transaction(async (tx) => {
      // Of two changes at once, one comes after the other, and the hold is that of the later.
      const affiliate = await new AffiliateDao(tx).lockAffiliate(id);
      if (affiliate === null) throw unknownAffiliate(id);
      const dao = new PayeeDao(tx);
      const before = await dao.find(id);
      const known = before === null ? null : this.#opened(before);
      if (before === null || !isSame(known, payee)) {
        const hint = hintOf(payee);
        const stored = await dao.store({
          ...{ affiliateId: id, method: payee.method, hint, changedBy: by.id },
          sealed: sealPayee(this.#secrets, detailsPlace(id), payee),
          holdHours: before === null ? 0 : HOLD_HOURS,
        });
        await new AuditDao(tx).record(by, {
          action: 'payouts.setPayoutDetails',
          subject: { kind: 'affiliate', id },
          ...(before === null ? {} : { before: { method: before.method, hint: before.hint } }),
          after: { method: payee.method, hint, usableFrom: stored.usableFrom.toISOString() },
        });
        await this.#tell(tx, {
          affiliate: { id, handle: affiliate.handle },
          before: before === null ? null : { payee: known, hint: before.hint },
          after: { payee, hint },
          usableFrom: stored.usableFrom,
        });
      }
      return this.#answer(id, await dao.find(id));
    });
  }

  /** Returns all that is stored of where an affiliate is paid to, for the affiliate; null: nothing, or nothing readable. */
  async disclose(affiliateId: number): Promise<Payee | null> {
    const row = await new PayeeDao(this.#db).find(affiliateId);
    return row === null ? null : this.#opened(row);
  }

  #answer(affiliateId: number, row: PayoutDetailsView | null): Answer {
    if (row === null) {
      const nothing = {
        method: null,
        hint: null,
        holder: null,
        inSepa: null,
        usableFrom: null,
        changedAt: null,
      };
      return { affiliateId, ...nothing, onHold: false, changedBy: null };
    }
    const { method, hint, isOnHold: onHold, usableFrom, changedAt, changer: changedBy } = row;
    const payee = this.#opened(row);
    return {
      ...{ affiliateId, method, hint, onHold, changedBy },
      holder: payee?.holder ?? null,
      inSepa: payee?.method === 'bank' ? isInSepa(payee.iban) : null,
      usableFrom: usableFrom.toISOString(),
      changedAt: changedAt.toISOString(),
    };
  }

  /** Null where the key that sealed it is gone: it has to be entered anew. */
  #opened({ affiliateId, sealed }: PayoutDetailsRow): Payee | null {
    try {
      return openPayee(this.#secrets, detailsPlace(affiliateId), sealed);
    } catch (error) {
      if (error instanceof SealError) return null;
      throw error;
    }
  }
}

/** Both are made by {@link readPayee}, whose fields have an order. */
function isSame(one: Payee | null, other: Payee): boolean {
  return one !== null && JSON.stringify(withBranch(one)) === JSON.stringify(withBranch(other));
}

/** A BIC of 8 characters and the same with `XXX` are one bank: its head office. */
function withBranch(payee: Payee): Payee {
  return payee.method === 'bank' && payee.bic?.length === 8 ? { ...payee, bic: `${payee.bic}XXX` } : payee;
}

function unknownAffiliate(id: number): AppError {
  return new AppError('not_found', `there is no affiliate with id ${id}`);
}
