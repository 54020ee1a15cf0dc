import { getTableColumns, sql } from 'drizzle-orm';
import { cursorId } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { type ItemState, payoutEvents, payoutItems } from './tables.ts';

export type ItemRow = typeof payoutItems.$inferSelect;

/** A payment that is drafted. */
export interface NewItem {
  affiliateId: number;
  amount: string;
  currency: string;
  state: ItemState;
  throughSeq: number | null;
  attributionId: number | null;
  requestId: number | null;
  payeeSealed: string | null;
  payeeHint: string | null;
  reference: string;
}

/** What is said of a payment, as it is kept. */
export type NewPayoutEvent = Omit<typeof payoutEvents.$inferInsert, 'id' | 'receivedAt'>;
export type PayoutEventRow = typeof payoutEvents.$inferSelect;

/** What changes of an item. */
export interface ItemChange {
  id: number;
  state: ItemState;
  providerId: string | null;
  providerStatus: string | null;
  providerAt: Date | null;
  reason: string | null;
  /** Whether nothing more is expected. */
  isSettled: boolean;
}

/** What is payable to an affiliate. */
export interface Payable {
  affiliateId: number;
  /** Decimal string; below zero, the affiliate owes it. */
  amount: string;
  /** The number of the last transfer that it counts. */
  seq: number;
}

/** Payments, and what was said of them. */
export class ItemDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Returns what is payable to each affiliate who has something or owes something, by affiliate. `isLocked`: it does not
   * change until the transaction ends.
   */
  async getPayables({
    storefrontId,
    currency,
    affiliateIds,
    isLocked,
  }: {
    storefrontId: number;
    currency: string;
    /** Unset: of everybody. */
    affiliateIds?: readonly number[] | undefined;
    isLocked: boolean;
  }): Promise<Payable[]> {
    const of = affiliateIds === undefined ? null : [...affiliateIds];
    const { rows } = await this.#db.execute<{ affiliate: number; payable: string; seq: string }>(
      isLocked
        ? sql`SELECT affiliate, payable::text, seq FROM hub_lock_payables(${storefrontId}, ${currency}, ${sql.param(of)}::integer[])`
        : sql`
          SELECT account.affiliate_id AS affiliate, (credits - debits)::text AS payable, seq
          FROM ledger_accounts AS account JOIN ledger_balances AS balance ON balance.account_id = account.id
          WHERE account.storefront_id = ${storefrontId} AND account.currency = ${currency} AND account.kind = 'payable'
            AND credits <> debits AND (${sql.param(of)}::integer[] IS NULL OR account.affiliate_id = ANY (${sql.param(of)}::integer[]))
          ORDER BY account.affiliate_id`,
    );
    return rows.map(({ affiliate, payable, seq }) => ({
      affiliateId: affiliate,
      amount: payable,
      seq: Number(seq),
    }));
  }

  /** Stores items; returns their ids, in the same order. */
  async insert(batchId: number, items: readonly NewItem[]): Promise<number[]> {
    const { rows } = await this.#db.execute<{ id: string; reference: string }>(sql`
      INSERT INTO payout_items (batch_id, affiliate_id, amount, currency, state, through_seq, attribution_id, request_id,
                                payee_sealed, payee_hint, reference)
      SELECT ${cursorId(batchId)}, item."affiliateId", item.amount, item.currency, item.state, item."throughSeq",
             item."attributionId", item."requestId", item."payeeSealed", item."payeeHint", item.reference
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(items)}::jsonb) AS (
        "affiliateId" integer, amount numeric, currency text, state text, "throughSeq" bigint, "attributionId" integer,
        "requestId" bigint, "payeeSealed" text, "payeeHint" text, reference text)) WITH ORDINALITY
        AS item ("affiliateId", amount, currency, state, "throughSeq", "attributionId", "requestId", "payeeSealed", "payeeHint", reference, place)
      ORDER BY place
      RETURNING id, reference`);
    const ids = new Map(rows.map(({ id, reference }) => [reference, Number(id)]));
    return items.map(({ reference }) => {
      const id = ids.get(reference);
      if (id === undefined) throw new Error('the insert of an item returned no row');
      return id;
    });
  }

  /** Locks items of a batch until the transaction ends, by id. `references` unset: all. */
  async lock(batchId: number, references?: readonly string[]): Promise<ItemRow[]> {
    const named =
      references === undefined
        ? sql`true`
        : sql`${payoutItems.reference} = ANY (${sql.param([...references])}::text[])`;
    return this.#db
      .select()
      .from(payoutItems)
      .where(sql`${payoutItems.batchId} = ${cursorId(batchId)} AND ${named}`)
      .orderBy(payoutItems.id)
      .for('no key update');
  }

  /** Returns items by their ids; those that nobody has are left out. */
  getMany(ids: readonly number[]): Promise<ItemRow[]> {
    return this.#db
      .select()
      .from(payoutItems)
      .where(sql`${payoutItems.id} = ANY (${sql.param([...ids])}::bigint[])`)
      .orderBy(payoutItems.id);
  }

  /** Returns all items of a batch, by id. */
  getOfBatch(batchId: number): Promise<ItemRow[]> {
    return this.#db
      .select()
      .from(payoutItems)
      .where(sql`${payoutItems.batchId} = ${cursorId(batchId)}`)
      .orderBy(payoutItems.id);
  }

  /** Moves all items of a batch from one state to another. */
  async moveAll(batchId: number, from: ItemState, to: ItemState): Promise<void> {
    await this.#db.execute(sql`
      UPDATE payout_items SET state = ${to}, settled_at = CASE WHEN ${to} = 'cancelled' THEN now() ELSE settled_at END
      WHERE batch_id = ${cursorId(batchId)} AND state = ${from}`);
  }

  async update(changes: readonly ItemChange[]): Promise<void> {
    if (changes.length === 0) return;
    await this.#db.execute(sql`
      UPDATE payout_items AS item
      SET state = change.state, provider_id = coalesce(change."providerId", item.provider_id),
          provider_status = coalesce(change."providerStatus", item.provider_status),
          provider_at = coalesce(change."providerAt", item.provider_at), reason = coalesce(change.reason, item.reason),
          settled_at = CASE WHEN change."isSettled" THEN now() END
      FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS change (
        id bigint, state text, "providerId" text, "providerStatus" text, "providerAt" timestamptz, reason text, "isSettled" boolean)
      WHERE item.id = change.id`);
  }

  /** Stores what was said; what was said before is left out. Returns what is new, as `item id, key`. */
  async insertEvents(events: readonly NewPayoutEvent[]): Promise<{ itemId: number; key: string }[]> {
    if (events.length === 0) return [];
    return this.#db
      .insert(payoutEvents)
      .values([...events])
      .onConflictDoNothing()
      .returning({ itemId: payoutEvents.itemId, key: payoutEvents.key });
  }

  /** Returns which of these were said already. */
  async findSaid(
    itemIds: readonly number[],
    source: PayoutEventRow['source'],
  ): Promise<{ itemId: number; key: string }[]> {
    return this.#db
      .select({ itemId: payoutEvents.itemId, key: payoutEvents.key })
      .from(payoutEvents)
      .where(
        sql`${payoutEvents.itemId} = ANY (${sql.param([...itemIds])}::bigint[]) AND ${payoutEvents.source} = ${source}`,
      );
  }

  /** Returns all that was said of an item, oldest first; of people, the mail address, or the id of one who was erased. */
  async getEvents(itemId: number): Promise<PayoutEventRow[]> {
    return this.#db
      .select({
        ...getTableColumns(payoutEvents),
        actor: sql<string | null>`coalesce(${authUsers.email}, ${payoutEvents.actor})`,
      })
      .from(payoutEvents)
      .leftJoin(authUsers, sql`${payoutEvents.actor} = 'person:' || ${authUsers.id}`)
      .where(sql`${payoutEvents.itemId} = ${cursorId(itemId)}`)
      .orderBy(payoutEvents.id);
  }
}
