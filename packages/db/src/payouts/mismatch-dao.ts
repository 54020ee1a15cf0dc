import { type SQL, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { payoutMismatches } from './tables.ts';

export type MismatchRow = typeof payoutMismatches.$inferSelect;

export type NewMismatch = Pick<MismatchRow, 'itemId' | 'currency' | 'amount' | 'reason'>;

/** With its payment's names; of who decided it, the mail address, or the id of somebody who was erased. */
export interface MismatchView extends MismatchRow {
  batchId: number;
  storefrontId: number;
  storefront: string;
  affiliateId: number;
  affiliateHandle: string;
  affiliateName: string;
}

/** What left to an affiliate beyond what was owed. */
export interface Excess {
  affiliateId: number;
  /** Decimal string, above zero. */
  amount: string;
  /** Of the latest of these payments. */
  batchId: number;
}

/** Money that moved otherwise than the hub had it. */
export class MismatchDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async insert(rows: readonly NewMismatch[]): Promise<void> {
    if (rows.length > 0) await this.#db.insert(payoutMismatches).values([...rows]);
  }

  /** Returns one page, newest first. `storefrontId` null: of all storefronts; `isOpen` unset: decided or not. */
  async list({
    storefrontId,
    batchId,
    isOpen,
    afterId,
    limit,
  }: PageRequest & {
    storefrontId: number | null;
    batchId?: number | undefined;
    isOpen?: boolean | undefined;
  }): Promise<Page<MismatchView>> {
    const conditions = [
      storefrontId === null ? undefined : sql`batch.storefront_id = ${storefrontId}`,
      batchId === undefined ? undefined : sql`item.batch_id = ${cursorId(batchId)}`,
      isOpen === undefined ? undefined : sql`(mismatch.decision IS NULL) = ${isOpen}`,
      afterId === undefined ? undefined : sql`mismatch.id < ${cursorId(afterId)}`,
    ].filter((one) => one !== undefined);
    return toPage(await this.#select(sql.join([sql`true`, ...conditions], sql` AND `), limit + 1), limit);
  }

  async get(id: number): Promise<MismatchView | null> {
    const [row] = await this.#select(sql`mismatch.id = ${cursorId(id)}`, 1);
    return row ?? null;
  }

  /** Notes whose a difference is; false when somebody has decided it already. The caller holds the batch's lock. */
  async decide(
    id: number,
    { decision, decidedBy }: { decision: 'affiliate' | 'shop'; decidedBy: string },
  ): Promise<boolean> {
    const { rowCount } = await this.#db.execute(sql`
      UPDATE payout_mismatches SET decision = ${decision}, decided_by = ${decidedBy}, decided_at = now()
      WHERE id = ${cursorId(id)} AND decision IS NULL`);
    return (rowCount ?? 0) > 0;
  }

  /** Returns how many of an item's differences nobody has decided. */
  async countOpen(itemId: number): Promise<number> {
    const { rows } = await this.#db.execute<{ open: number }>(sql`
      SELECT count(*)::integer AS open FROM payout_mismatches WHERE item_id = ${cursorId(itemId)} AND decision IS NULL`);
    return rows[0]?.open ?? 0;
  }

  /** Returns who got more than was owed in a currency while nobody has decided whose that is, by affiliate. */
  async getExcesses({
    storefrontId,
    currency,
    affiliateIds,
  }: {
    storefrontId: number;
    currency: string;
    /** Unset: of everybody. */
    affiliateIds?: readonly number[] | undefined;
  }): Promise<Excess[]> {
    const of = affiliateIds === undefined ? null : [...affiliateIds];
    const { rows } = await this.#db.execute<{ affiliateId: number; amount: string; batchId: string }>(sql`
      SELECT item.affiliate_id AS "affiliateId", sum(mismatch.amount)::text AS amount, max(item.batch_id) AS "batchId"
      FROM payout_mismatches AS mismatch JOIN payout_items AS item ON item.id = mismatch.item_id
      JOIN payout_batches AS batch ON batch.id = item.batch_id
      WHERE mismatch.decision IS NULL AND batch.storefront_id = ${storefrontId} AND mismatch.currency = ${currency}
        AND (${sql.param(of)}::integer[] IS NULL OR item.affiliate_id = ANY (${sql.param(of)}::integer[]))
      GROUP BY item.affiliate_id HAVING sum(mismatch.amount) > 0 ORDER BY item.affiliate_id`);
    return rows.map(({ batchId, ...row }) => ({ ...row, batchId: Number(batchId) }));
  }

  async #select(where: SQL, limit: number): Promise<MismatchView[]> {
    const { rows } = await this.#db.execute<
      Omit<MismatchView, 'id' | 'itemId' | 'batchId' | 'createdAt' | 'decidedAt'> & {
        id: string;
        itemId: string;
        batchId: string;
        createdAt: string;
        decidedAt: string | null;
      }
    >(sql`
      SELECT mismatch.id, mismatch.item_id AS "itemId", item.batch_id AS "batchId", batch.storefront_id AS "storefrontId",
             storefront.slug AS storefront, item.affiliate_id AS "affiliateId", affiliate.handle AS "affiliateHandle",
             affiliate.name AS "affiliateName", mismatch.amount::text AS amount, mismatch.currency, mismatch.reason,
             mismatch.created_at::text AS "createdAt", mismatch.decision, mismatch.decided_at::text AS "decidedAt",
             coalesce((SELECT email FROM auth_users WHERE auth_users.id = mismatch.decided_by), mismatch.decided_by) AS "decidedBy"
      FROM payout_mismatches AS mismatch
      JOIN payout_items AS item ON item.id = mismatch.item_id JOIN payout_batches AS batch ON batch.id = item.batch_id
      JOIN storefronts AS storefront ON storefront.id = batch.storefront_id
      JOIN affiliates AS affiliate ON affiliate.id = item.affiliate_id
      WHERE ${where} ORDER BY mismatch.id DESC LIMIT ${limit}`);
    return rows.map(({ id, itemId, batchId, createdAt, decidedAt, ...row }) => ({
      ...row,
      ...{ id: Number(id), itemId: Number(itemId), batchId: Number(batchId) },
      createdAt: new Date(createdAt),
      decidedAt: decidedAt === null ? null : new Date(decidedAt),
    }));
  }

  /** Returns by how much what left of items differed from what was owed, as decimal strings by item; none of those without a difference. */
  async sumOfItems(itemIds: readonly number[]): Promise<Map<number, string>> {
    const { rows } = await this.#db.execute<{ id: string; amount: string }>(sql`
      SELECT item_id AS id, sum(amount)::text AS amount FROM payout_mismatches
      WHERE item_id = ANY (${sql.param([...itemIds])}::bigint[]) GROUP BY item_id`);
    return new Map(rows.map(({ id, amount }) => [Number(id), amount]));
  }
}
