import { type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { AFFILIATE_ACCOUNTS, type AffiliateAccount, ledgerProgress } from './tables.ts';

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

/** What the affiliates of a currency are owed together; decimal strings. */
export interface OwedTotal {
  currency: string;
  pending: string;
  /** Of those who owe nothing. */
  payable: string;
  held: string;
  inPayout: string;
  /** What the others owe the shop. */
  owing: string;
  /** Affiliates with something payable. */
  affiliates: number;
}

/** Reads the ledger. */
export class LedgerDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns an affiliate's balances, by currency; none before the first transfer. */
  async getBalances(affiliateId: number): Promise<AffiliateBalance[]> {
    // Only accounts with few transfers are summed: payments, what came back, and what was set aside.
    const { rows } = await this.#db.execute<AffiliateBalance & Record<string, unknown>>(sql`
      SELECT account.currency::text, ${sql.join(AFFILIATE_ACCOUNTS.map(balanceOf), sql`, `)},
             coalesce(sum(paid.amount), 0.00)::text AS paid
      FROM ledger_accounts AS account JOIN ledger_balances AS balance ON balance.account_id = account.id
      LEFT JOIN LATERAL (
        SELECT sum(amount) AS amount FROM (
          SELECT transfer.amount FROM ledger_transfers AS transfer JOIN ledger_accounts AS other ON other.id = transfer.credit_id
          WHERE account.kind = 'in_payout' AND transfer.debit_id = account.id AND (other.kind LIKE 'cash.%' OR other.kind = 'suspense')
          UNION ALL
          SELECT -transfer.amount FROM ledger_transfers AS transfer JOIN ledger_accounts AS other ON other.id = transfer.debit_id
          WHERE account.kind = 'in_payout' AND transfer.credit_id = account.id AND (other.kind LIKE 'cash.%' OR other.kind = 'suspense')
          UNION ALL
          SELECT CASE WHEN transfer.debit_id = account.id THEN transfer.amount ELSE -transfer.amount END
          FROM ledger_accounts AS suspense JOIN ledger_transfers AS transfer
            ON (transfer.credit_id = suspense.id AND transfer.debit_id = account.id)
              OR (transfer.debit_id = suspense.id AND transfer.credit_id = account.id)
          WHERE account.kind = 'payable' AND suspense.kind = 'suspense' AND suspense.affiliate_id IS NULL
            AND suspense.storefront_id = account.storefront_id AND suspense.currency = account.currency
          UNION ALL
          SELECT -transfer.amount FROM payout_items AS item JOIN ledger_transfers AS transfer
            ON transfer.cause = 'return' AND transfer.cause_id = 'item ' || item.id
          WHERE account.kind = 'payable' AND item.affiliate_id = account.affiliate_id
            AND transfer.credit_id = account.id) AS moved) AS paid ON true
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

  /** Returns the id of the last attribution that {@link setBookedThrough} was told of; 0 for none. */
  async getBookedThrough(): Promise<number> {
    const [row] = await this.#db.select().from(ledgerProgress);
    return row?.bookedThrough ?? 0;
  }

  /** Notes that all attributions up to an id were looked at, and booked. Never moves back. */
  async setBookedThrough(id: number): Promise<void> {
    await this.#db
      .insert(ledgerProgress)
      .values({ bookedThrough: id })
      .onConflictDoUpdate({
        target: ledgerProgress.isOnly,
        set: { bookedThrough: sql`greatest(${ledgerProgress.bookedThrough}, excluded.booked_through)` },
      });
  }

  /** Returns what all affiliates together are owed, by currency. `storefrontId` null: of all storefronts. */
  async getOwed(storefrontId: number | null): Promise<OwedTotal[]> {
    const { rows } = await this.#db.execute<OwedTotal & Record<string, unknown>>(sql`
      WITH sums AS (
        SELECT currency, kind, sum(credits - debits) AS net, coalesce(sum(debits - credits) FILTER (WHERE debits > credits), 0) AS owing,
               count(*) FILTER (WHERE credits > debits) AS owed
        FROM ledger_balances
        WHERE ${storefrontId === null ? sql`true` : sql`storefront_id = ${storefrontId}`}
        GROUP BY currency, kind)
      SELECT currency::text,
             coalesce(sum(net) FILTER (WHERE kind = 'pending'), 0)::text AS pending,
             coalesce(sum(net + owing) FILTER (WHERE kind = 'payable'), 0)::text AS payable,
             coalesce(sum(net) FILTER (WHERE kind = 'held'), 0)::text AS held,
             coalesce(sum(net) FILTER (WHERE kind = 'in_payout'), 0)::text AS "inPayout",
             coalesce(sum(owing) FILTER (WHERE kind = 'payable'), 0)::text AS owing,
             coalesce(sum(owed) FILTER (WHERE kind = 'payable'), 0)::integer AS affiliates
      FROM sums GROUP BY currency ORDER BY currency`);
    return rows;
  }
}

const NAMES = { pending: 'pending', payable: 'payable', held: 'held', in_payout: 'inPayout' } as const;

function balanceOf(kind: AffiliateAccount): SQL {
  return sql`coalesce(sum(credits - debits) FILTER (WHERE account.kind = ${kind}), 0.00)::text AS ${sql.identifier(NAMES[kind])}`;
}
