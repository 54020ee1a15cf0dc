import { eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import {
  AFFILIATE_ACCOUNTS,
  type AffiliateAccount,
  ledgerAccounts,
  ledgerTransfers,
  type SharedAccount,
  type TransferCause,
} from './tables.ts';

/** What an affiliate is owed in one currency, by where it stands; decimal strings. */
export interface AffiliateBalance {
  currency: string;
  pending: string;
  /** Negative where the affiliate owes the shop. */
  payable: string;
  held: string;
  inPayout: string;
  /** What left for good, less what came back. */
  paid: string;
}

export interface TransferView {
  id: number;
  storefrontId: number;
  /** Of the account that is an affiliate's; null when both are shared. */
  affiliateId: number | null;
  debit: AffiliateAccount | SharedAccount;
  credit: AffiliateAccount | SharedAccount;
  currency: string;
  amount: string;
  cause: TransferCause;
  causeId: string;
  attributionId: number | null;
  position: number | null;
  eventAt: Date;
  postedAt: Date;
  reason: string | null;
  actor: string | null;
}

export interface TransferFilter {
  /** Null: of all storefronts. */
  storefrontId: number | null;
  affiliateId?: number | undefined;
  attributionId?: number | undefined;
}

/** Reads the ledger. */
export class LedgerDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns an affiliate's balances, by currency; none before the first transfer. */
  async getBalances(affiliateId: number): Promise<AffiliateBalance[]> {
    const { rows } = await this.#db.execute<AffiliateBalance & Record<string, unknown>>(sql`
      SELECT account.currency::text, ${sql.join(AFFILIATE_ACCOUNTS.map(balanceOf), sql`, `)}, coalesce(max(cash.paid), 0.00)::text AS paid
      FROM ledger_accounts AS account JOIN ledger_balances AS balance ON balance.account_id = account.id
      LEFT JOIN LATERAL (
        SELECT sum(CASE WHEN transfer.debit_id = account.id THEN amount ELSE -amount END) AS paid
        FROM ledger_transfers AS transfer
        JOIN ledger_accounts AS other ON other.id IN (transfer.debit_id, transfer.credit_id) AND other.kind LIKE 'cash.%'
        WHERE account.kind IN ('in_payout', 'payable') AND account.id IN (transfer.debit_id, transfer.credit_id)) AS cash ON true
      WHERE account.affiliate_id = ${affiliateId}
      GROUP BY account.currency ORDER BY account.currency`);
    return rows;
  }

  /** Returns what is payable to an affiliate in a currency, and locks it until the transaction ends. */
  async lockPayable({ affiliateId, currency }: { affiliateId: number; currency: string }): Promise<string> {
    const { rows } = await this.#db.execute<{ payable: string | null }>(
      sql`SELECT hub_lock_payable(${affiliateId}, ${currency})::text AS payable`,
    );
    return rows[0]?.payable ?? '0';
  }

  /** Returns one page of transfers, newest first. */
  async getTransfers(request: TransferFilter & PageRequest): Promise<Page<TransferView>> {
    const { storefrontId, affiliateId, attributionId, afterId, limit } = request;
    const debit = alias(ledgerAccounts, 'debit');
    const credit = alias(ledgerAccounts, 'credit');
    const conditions: SQL[] = [];
    if (storefrontId !== null) conditions.push(sql`${debit.storefrontId} = ${storefrontId}`);
    if (attributionId !== undefined) conditions.push(eq(ledgerTransfers.attributionId, attributionId));
    if (afterId !== undefined) conditions.push(sql`${ledgerTransfers.id} < ${cursorId(afterId)}`);
    if (affiliateId !== undefined) {
      const own = sql`(SELECT array_agg(id) FROM ledger_accounts WHERE affiliate_id = ${affiliateId})`;
      conditions.push(
        sql`(${ledgerTransfers.debitId} = ANY (${own}) OR ${ledgerTransfers.creditId} = ANY (${own}))`,
      );
    }
    const rows = await this.#db
      .select({
        id: ledgerTransfers.id,
        storefrontId: debit.storefrontId,
        affiliateId: sql<number | null>`coalesce(${debit.affiliateId}, ${credit.affiliateId})`,
        debit: debit.kind,
        credit: credit.kind,
        currency: ledgerTransfers.currency,
        amount: ledgerTransfers.amount,
        cause: ledgerTransfers.cause,
        causeId: ledgerTransfers.causeId,
        attributionId: ledgerTransfers.attributionId,
        position: ledgerTransfers.position,
        eventAt: ledgerTransfers.eventAt,
        postedAt: ledgerTransfers.postedAt,
        reason: ledgerTransfers.reason,
        actor: ledgerTransfers.actor,
      })
      .from(ledgerTransfers)
      .innerJoin(debit, eq(debit.id, ledgerTransfers.debitId))
      .innerJoin(credit, eq(credit.id, ledgerTransfers.creditId))
      .where(conditions.length === 0 ? undefined : sql.join(conditions, sql` AND `))
      .orderBy(sql`${ledgerTransfers.id} DESC`)
      .limit(limit + 1);
    return toPage(rows, limit);
  }
}

const NAMES = { pending: 'pending', payable: 'payable', held: 'held', in_payout: 'inPayout' } as const;

function balanceOf(kind: AffiliateAccount): SQL {
  return sql`coalesce(sum(credits - debits) FILTER (WHERE account.kind = ${kind}), 0.00)::text AS ${sql.identifier(NAMES[kind])}`;
}
