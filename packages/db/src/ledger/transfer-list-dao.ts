import { type SQL, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import { countRows, readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import type { AffiliateAccount, SharedAccount, TransferCause } from './tables.ts';

type Account = AffiliateAccount | SharedAccount;

/** The most accounts that are read one by one: of more, it is faster to look through all transfers. */
const FEW = 50;

export interface TransferView {
  id: number;
  storefront: string;
  /** Of the account that is an affiliate's; null when both are shared. */
  affiliateId: number | null;
  affiliateHandle: string | null;
  debit: Account;
  credit: Account;
  currency: string;
  amount: string;
  cause: TransferCause;
  causeId: string;
  /** The attribution that it is about. */
  conversionId: number | null;
  orderId: string | null;
  position: number | null;
  eventAt: Date;
  postedAt: Date;
  /** What the affiliate is owed right after it; null where `withBalance` does not ask for it. */
  balance: string | null;
  reason: string | null;
  /** Mail address or key's name of who caused it, else as it is stored; null: the hub itself. */
  actor: string | null;
}

export interface TransferFilter {
  /** Null: of all storefronts. */
  storefrontId: number | null;
  affiliateId?: number | undefined;
  conversionId?: number | undefined;
  /** On either side. */
  account?: Account | undefined;
  cause?: TransferCause | undefined;
  currency?: string | undefined;
  /** Posted from then on … */
  from?: Date | undefined;
  /** … and before this. */
  to?: Date | undefined;
}

/** Transfers as people list them. */
export class TransferListDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page, newest first. `withBalance`: of one affiliate, without another filter. */
  async getTransfers(
    request: TransferFilter & PageRequest & { withBalance?: boolean | undefined },
  ): Promise<Page<TransferView>> {
    const { afterId, limit, withBalance = false } = request;
    const few = await this.#fewAccounts(request);
    const { rows } = await this.#db.execute<Raw>(sql`
      WITH page AS MATERIALIZED (
        SELECT transfer.* FROM (${idsOf(request, few, { afterId, limit: limit + 1 })}) AS chosen
        JOIN ledger_transfers AS transfer ON transfer.id = chosen.id)
      ${withBalance ? owedBefore(request.affiliateId, afterId) : sql``}
      SELECT page.id, storefront.slug AS storefront, affiliate.id AS "affiliateId", affiliate.handle AS "affiliateHandle",
             debit.kind AS debit, credit.kind AS credit, page.currency, page.amount::text AS amount, page.cause,
             page.cause_id AS "causeId", about.id AS "conversionId", about.order_id AS "orderId", page.position,
             page.event_at::text AS "eventAt", page.posted_at::text AS "postedAt", page.reason,
             coalesce(person.email, key.name, page.actor) AS actor,
             ${withBalance ? balance : sql`NULL`} AS balance
      FROM page
      JOIN ledger_accounts AS debit ON debit.id = page.debit_id
      JOIN ledger_accounts AS credit ON credit.id = page.credit_id
      JOIN storefronts AS storefront ON storefront.id = debit.storefront_id
      LEFT JOIN affiliates AS affiliate ON affiliate.id = coalesce(debit.affiliate_id, credit.affiliate_id)
      LEFT JOIN aff_attributions AS about ON about.id = ${attributionOf}
      LEFT JOIN auth_users AS person ON page.actor = 'person:' || person.id
      LEFT JOIN api_keys AS key ON page.actor = 'key:' || key.id
      ORDER BY page.id DESC`);
    return toPage(rows.map(toView), limit);
  }

  /** Counts at most 10,000, or all. */
  async countTransfers(
    filter: TransferFilter,
    { isWhole = false } = {},
  ): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    const rows = sql`FROM (${idsOf(filter, await this.#fewAccounts(filter), {})}) AS matching`;
    return { total: await countRows(this.#db, rows, { isWhole }), asOf };
  }

  /** Returns the ids of the accounts that are asked for: of one affiliate, or of a kind. Null: of any, or of many. */
  async #fewAccounts({ affiliateId, account, storefrontId }: TransferFilter): Promise<number[] | null> {
    if (affiliateId === undefined && account === undefined) return null;
    const own = storefrontId === null ? sql`` : sql`AND storefront_id = ${storefrontId}`;
    const { rows } = await this.#db.execute<{ id: string }>(sql`
      SELECT id FROM ledger_accounts
      WHERE ${affiliateId === undefined ? sql`kind = ${account} ${own} LIMIT ${FEW + 1}` : sql`affiliate_id = ${affiliateId}`}`);
    const isMany = affiliateId === undefined && rows.length > FEW;
    return isMany ? null : rows.map(({ id }) => Number(id));
  }
}

type Raw = Omit<TransferView, 'eventAt' | 'postedAt' | 'id'> & {
  id: string;
  eventAt: string;
  postedAt: string;
};

function toView({ id, eventAt, postedAt, ...row }: Raw): TransferView {
  return { ...row, id: Number(id), eventAt: new Date(eventAt), postedAt: new Date(postedAt) };
}

/** Payments and what was set aside are of an attribution as a whole: its id is what caused them. */
const attributionOf = sql`
  coalesce(page.attribution_id, CASE WHEN page.cause IN ('pay', 'migrate') AND page.cause_id ~ '^[0-9]{1,9}$' THEN page.cause_id::integer END)`;

/**
 * Selects the ids of matching transfers, newest first. Those of some accounts are read account by account from the indexes,
 * each by its number, so that the planner knows whether it has ten transfers among a million, or most of the million.
 */
function idsOf(
  filter: TransferFilter,
  few: number[] | null,
  { afterId, limit }: { afterId?: number | undefined; limit?: number },
): SQL {
  const matching = sql.join([sql`true`, ...conditions(filter, afterId)], sql` AND `);
  const newest = limit === undefined ? sql`` : sql`ORDER BY id DESC LIMIT ${limit}`;
  const where = (condition: SQL) =>
    sql`(SELECT id FROM ledger_transfers AS transfer WHERE ${condition} AND ${matching} ${newest})`;
  if (few === null) return where(sql`true`);
  if (few.length === 0) return where(sql`false`);
  const parts = few.flatMap((id) => [
    where(sql`debit_id = ${id}::bigint`),
    where(sql`credit_id = ${id}::bigint`),
  ]);
  return sql`SELECT DISTINCT id FROM (${sql.join(parts, sql` UNION ALL `)}) AS found ${newest}`;
}

function conditions(filter: TransferFilter, afterId: number | undefined): SQL[] {
  const { storefrontId, affiliateId, conversionId, account, cause, currency, from, to } = filter;
  const all: SQL[] = [];
  if (afterId !== undefined) all.push(sql`transfer.id < ${cursorId(afterId)}`);
  if (cause !== undefined) all.push(sql`transfer.cause = ${cause}`);
  if (currency !== undefined) all.push(sql`transfer.currency = ${currency}`);
  if (from !== undefined) all.push(sql`transfer.posted_at >= ${from.toISOString()}::timestamptz`);
  if (to !== undefined) all.push(sql`transfer.posted_at < ${to.toISOString()}::timestamptz`);
  if (conversionId !== undefined) {
    all.push(sql`(transfer.attribution_id = ${conversionId}
      OR transfer.cause IN ('pay', 'migrate') AND transfer.cause_id = ${String(conversionId)})`);
  }
  // Both sides of a transfer are of one storefront.
  if (storefrontId !== null && affiliateId === undefined) {
    all.push(
      sql`EXISTS (SELECT FROM ledger_accounts AS own WHERE own.id = transfer.debit_id AND own.storefront_id = ${storefrontId})`,
    );
  }
  if (account !== undefined) {
    // Each list is read once, and looked up for each transfer; one EXISTS for both sides would read it for each.
    const ofKind = sql`(SELECT id FROM ledger_accounts AS side WHERE side.kind = ${account})`;
    all.push(sql`(transfer.debit_id IN ${ofKind} OR transfer.credit_id IN ${ofKind})`);
  }
  return all;
}

/** What an affiliate is owed now, less all that is newer than the page. */
function owedBefore(affiliateId: number | undefined, afterId: number | undefined): SQL {
  const newer = (side: 'debit_id' | 'credit_id') => sql`
    (SELECT coalesce(sum(amount), 0) FROM ledger_transfers AS newer
     WHERE newer.${sql.raw(side)} = account.id AND newer.id >= ${cursorId(afterId ?? 0)})`;
  const isLater = afterId !== undefined;
  return sql`, owed AS MATERIALIZED (
    SELECT account.currency, sum(credits - debits ${isLater ? sql`- ${newer('credit_id')} + ${newer('debit_id')}` : sql``}) AS amount
    FROM ledger_accounts AS account JOIN ledger_balances ON account_id = account.id
    WHERE account.affiliate_id = ${affiliateId}
    GROUP BY account.currency)`;
}

/** What is owed after the page's newest transfer, less what the newer ones of the page have added. */
const added = sql`
  (CASE WHEN credit.affiliate_id IS NULL THEN 0 ELSE page.amount END - CASE WHEN debit.affiliate_id IS NULL THEN 0 ELSE page.amount END)`;
const balance = sql`
  ((SELECT owed.amount FROM owed WHERE owed.currency = page.currency)
   - coalesce(sum(${added}) OVER (PARTITION BY page.currency ORDER BY page.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0))::text`;
