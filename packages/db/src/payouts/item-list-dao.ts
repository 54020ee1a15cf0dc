import { type SQL, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import { countRows, readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import type { ItemState, PayoutRail } from './tables.ts';

/** A payment with the names of whom it goes to. */
export interface ItemView {
  id: number;
  batchId: number;
  rail: PayoutRail;
  storefront: string;
  affiliateId: number;
  affiliateHandle: string;
  affiliateName: string;
  amount: string;
  currency: string;
  state: ItemState;
  payee: string | null;
  reference: string;
  conversionId: number | null;
  requestId: number | null;
  providerStatus: string | null;
  reason: string | null;
  createdAt: Date;
  settledAt: Date | null;
}

export interface ItemFilter {
  /** Null: of all storefronts. */
  storefrontId: number | null;
  batchId?: number | undefined;
  affiliateId?: number | undefined;
  state?: ItemState | undefined;
  rail?: PayoutRail | undefined;
  /** Part of a reference, a handle or a name. */
  search?: string | undefined;
}

/** Payments as people list them. */
export class ItemListDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page, newest first. */
  async list({ afterId, limit, ...filter }: ItemFilter & PageRequest): Promise<Page<ItemView>> {
    const older = afterId === undefined ? sql`true` : sql`item.id < ${cursorId(afterId)}`;
    const rows = await this.#select(
      sql`${matching(filter)} AND ${older} ORDER BY item.id DESC LIMIT ${limit + 1}`,
    );
    return toPage(rows, limit);
  }

  async count(filter: ItemFilter, { isWhole = false } = {}): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    return { total: await countRows(this.#db, sql`${FROM} WHERE ${matching(filter)}`, { isWhole }), asOf };
  }

  /** Returns all items of a batch, in the order in which they were drafted. */
  getOfBatch(batchId: number): Promise<ItemView[]> {
    return this.#select(sql`item.batch_id = ${cursorId(batchId)} ORDER BY item.id`);
  }

  async get(id: number): Promise<ItemView | null> {
    const [row] = await this.#select(sql`item.id = ${cursorId(id)}`);
    return row ?? null;
  }

  async #select(where: SQL): Promise<ItemView[]> {
    const { rows } = await this.#db.execute<
      Omit<ItemView, 'id' | 'batchId' | 'requestId' | 'createdAt' | 'settledAt'> & {
        id: string;
        batchId: string;
        requestId: string | null;
        createdAt: string;
        settledAt: string | null;
      }
    >(sql`
      SELECT item.id, item.batch_id AS "batchId", batch.rail, storefront.slug AS storefront,
             item.affiliate_id AS "affiliateId", affiliate.handle AS "affiliateHandle", affiliate.name AS "affiliateName",
             item.amount::text AS amount, item.currency, item.state, item.payee_hint AS payee, item.reference,
             item.attribution_id AS "conversionId", item.request_id AS "requestId",
             item.provider_status AS "providerStatus", item.reason, batch.created_at::text AS "createdAt",
             item.settled_at::text AS "settledAt"
      ${FROM} WHERE ${where}`);
    return rows.map(({ id, batchId, requestId, createdAt, settledAt, ...row }) => ({
      ...row,
      id: Number(id),
      batchId: Number(batchId),
      requestId: requestId === null ? null : Number(requestId),
      createdAt: new Date(createdAt),
      settledAt: settledAt === null ? null : new Date(settledAt),
    }));
  }
}

const FROM = sql`
  FROM payout_items AS item JOIN payout_batches AS batch ON batch.id = item.batch_id
  JOIN storefronts AS storefront ON storefront.id = batch.storefront_id
  JOIN affiliates AS affiliate ON affiliate.id = item.affiliate_id`;

function matching({ storefrontId, batchId, affiliateId, state, rail, search }: ItemFilter): SQL {
  const wanted = search?.trim().toLowerCase();
  const conditions = [
    storefrontId === null ? undefined : sql`batch.storefront_id = ${storefrontId}`,
    batchId === undefined ? undefined : sql`item.batch_id = ${cursorId(batchId)}`,
    affiliateId === undefined ? undefined : sql`item.affiliate_id = ${affiliateId}`,
    state === undefined ? undefined : sql`item.state = ${state}`,
    rail === undefined ? undefined : sql`batch.rail = ${rail}`,
    wanted === undefined || wanted === ''
      ? undefined
      : sql`strpos(lower(concat_ws(' ', item.reference, affiliate.handle, affiliate.name)), ${wanted}) > 0`,
  ];
  return sql.join([sql`true`, ...conditions.filter((one) => one !== undefined)], sql` AND `);
}
