import { eq, type SQL, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { type ItemState, payoutRequests } from './tables.ts';

export type RequestRow = typeof payoutRequests.$inferSelect;

export type NewRequest = Pick<
  RequestRow,
  'storefrontId' | 'affiliateId' | 'currency' | 'amount' | 'throughSeq' | 'note' | 'createdBy'
>;

/** With the names of its affiliate, its storefront and of people (ids of those who were erased), and what became of it. */
export interface RequestView extends Omit<RequestRow, 'throughSeq'> {
  storefront: string;
  affiliateHandle: string;
  affiliateName: string;
  batchId: number | null;
  itemState: ItemState | null;
}

export interface RequestFilter {
  /** Null: of all storefronts. */
  storefrontId: number | null;
  affiliateId?: number | undefined;
  state?: RequestRow['state'] | undefined;
}

/** What affiliates ask to be paid. */
export class RequestDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns the open requests in a currency, by affiliate. `isLocked`: until the transaction ends. */
  async getOpen({
    storefrontId,
    currency,
    affiliateIds,
    isLocked,
  }: {
    storefrontId: number;
    currency: string;
    affiliateIds?: readonly number[] | undefined;
    isLocked: boolean;
  }): Promise<RequestRow[]> {
    const of =
      affiliateIds === undefined
        ? sql`true`
        : sql`${payoutRequests.affiliateId} = ANY (${sql.param([...affiliateIds])}::integer[])`;
    const query = this.#db
      .select()
      .from(payoutRequests)
      .where(
        sql`${payoutRequests.storefrontId} = ${storefrontId} AND ${payoutRequests.currency} = ${currency} AND ${payoutRequests.state} = 'requested' AND ${of}`,
      )
      .orderBy(payoutRequests.affiliateId);
    return isLocked ? query.for('no key update') : query;
  }

  /** Puts requests into a batch, or, when it was cancelled, back to those that wait. */
  async setBatched(ids: readonly number[], isBatched: boolean): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .update(payoutRequests)
      .set({ state: isBatched ? 'batched' : 'requested' })
      .where(sql`${payoutRequests.id} = ANY (${sql.param([...ids])}::bigint[])`);
  }

  /** Locks a request until the transaction ends; null when there is none. */
  async lock(id: number): Promise<RequestRow | null> {
    const [row] = await this.#db
      .select()
      .from(payoutRequests)
      .where(sql`${payoutRequests.id} = ${cursorId(id)}`)
      .for('no key update');
    return row ?? null;
  }

  async insert(request: NewRequest): Promise<RequestRow> {
    const [row] = await this.#db.insert(payoutRequests).values(request).returning();
    if (row === undefined) throw new Error('the insert of a request returned no row');
    return row;
  }

  async get(id: number): Promise<RequestView | null> {
    const [row] = await this.#select(sql`request.id = ${cursorId(id)}`, 1);
    return row ?? null;
  }

  /** Returns one page, newest first. */
  async list({
    storefrontId,
    affiliateId,
    state,
    afterId,
    limit,
  }: RequestFilter & PageRequest): Promise<Page<RequestView>> {
    const conditions = [
      storefrontId === null ? undefined : sql`request.storefront_id = ${storefrontId}`,
      affiliateId === undefined ? undefined : sql`request.affiliate_id = ${affiliateId}`,
      state === undefined ? undefined : sql`request.state = ${state}`,
      afterId === undefined ? undefined : sql`request.id < ${cursorId(afterId)}`,
    ].filter((one) => one !== undefined);
    return toPage(await this.#select(sql.join([sql`true`, ...conditions], sql` AND `), limit + 1), limit);
  }

  async #select(where: SQL, limit: number): Promise<RequestView[]> {
    const { rows } = await this.#db.execute<
      Omit<RequestView, 'id' | 'batchId' | 'createdAt' | 'decidedAt'> & {
        id: string;
        batchId: string | null;
        createdAt: string;
        decidedAt: string | null;
      }
    >(sql`
      SELECT request.id, request.storefront_id AS "storefrontId", storefront.slug AS storefront,
             request.affiliate_id AS "affiliateId", affiliate.handle AS "affiliateHandle", affiliate.name AS "affiliateName",
             request.amount::text AS amount, request.currency, request.state, request.note, request.reason,
             request.created_at::text AS "createdAt", ${nameOf(sql`request.created_by`)} AS "createdBy",
             request.decided_at::text AS "decidedAt", ${nameOf(sql`request.decided_by`)} AS "decidedBy",
             item.batch_id AS "batchId", item.state AS "itemState"
      FROM payout_requests AS request
      JOIN storefronts AS storefront ON storefront.id = request.storefront_id
      JOIN affiliates AS affiliate ON affiliate.id = request.affiliate_id
      LEFT JOIN payout_items AS item ON item.request_id = request.id AND item.state <> 'cancelled'
      WHERE ${where} ORDER BY request.id DESC LIMIT ${limit}`);
    return rows.map(({ id, batchId, createdAt, decidedAt, ...row }) => ({
      ...row,
      id: Number(id),
      batchId: batchId === null ? null : Number(batchId),
      createdAt: new Date(createdAt),
      decidedAt: decidedAt === null ? null : new Date(decidedAt),
    }));
  }

  async update(id: number, change: Partial<RequestRow>): Promise<void> {
    await this.#db.update(payoutRequests).set(change).where(eq(payoutRequests.id, id));
  }
}

/** A person's mail address, or the id of somebody who was erased. */
const nameOf = (id: SQL): SQL =>
  sql`coalesce((SELECT email FROM auth_users WHERE auth_users.id = ${id}), ${id})`;
