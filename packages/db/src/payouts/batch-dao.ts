import { type SQL, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import { countRows, readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { type BatchState, type ItemState, type PayoutRail, payoutBatches } from './tables.ts';

export type BatchRow = typeof payoutBatches.$inferSelect;
export type NewBatch = typeof payoutBatches.$inferInsert;

/** A batch whose provider is asked what became of it. */
export type BatchToAsk = Pick<BatchRow, 'id' | 'attemptedAt' | 'calledAt'>;

/** With the names of its storefront and of people (ids of those who were erased), and where its items stand. */
export interface BatchView extends Omit<BatchRow, 'fileSealed'> {
  storefront: string;
  creator: string;
  approver: string | null;
  submitter: string | null;
  canceller: string | null;
  states: { state: ItemState; count: number; amount: string }[];
}

export interface BatchFilter {
  /** Null: of all storefronts. */
  storefrontId: number | null;
  rail?: PayoutRail | undefined;
  /** `unsettled`: handed over, and not settled. */
  state?: BatchState | 'unsettled' | undefined;
  kind?: BatchRow['kind'] | undefined;
  /** Made from then on … */
  from?: Date | undefined;
  /** … and before this. */
  to?: Date | undefined;
}

/** The states of batches that are handed over, and not settled. */
export const UNSETTLED = sql`('submitting', 'unknown', 'submitted')`;

/** Payout batches. */
export class BatchDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async insert(batch: NewBatch): Promise<BatchRow> {
    const [stored] = await this.#db.insert(payoutBatches).values(batch).returning();
    if (stored === undefined) throw new Error('the insert of a batch returned no row');
    return stored;
  }

  /** Locks a batch until the transaction ends; null when there is none. */
  async lock(id: number): Promise<BatchRow | null> {
    const [row] = await this.#db.select().from(payoutBatches).where(isBatch(id)).for('no key update');
    return row ?? null;
  }

  async find(id: number): Promise<BatchRow | null> {
    const [row] = await this.#db.select().from(payoutBatches).where(isBatch(id));
    return row ?? null;
  }

  /** Returns a person as batches name who made them: the mail address, or the id of somebody who was erased. */
  async getNameOf(personId: string): Promise<string> {
    const { rows } = await this.#db.execute<{ name: string }>(
      sql`SELECT ${nameOf(sql`${personId}`)} AS name`,
    );
    return rows[0]?.name ?? personId;
  }

  async update(id: number, change: Partial<NewBatch>): Promise<void> {
    await this.#db.update(payoutBatches).set(change).where(isBatch(id));
  }

  /**
   * Returns the batches on some rails that a provider may have news of, the longest not asked first: those under way, and
   * once a day those of the last days that are settled, because what was paid can come back.
   */
  async findToAsk(
    rails: readonly PayoutRail[],
    { settledDays }: { settledDays: number },
  ): Promise<BatchToAsk[]> {
    if (rails.length === 0) return [];
    const { id, state, attemptedAt, calledAt, providerId, rail } = payoutBatches;
    return this.#db
      .select({ id, attemptedAt, calledAt })
      .from(payoutBatches)
      .where(sql`${rail} IN ${rails} AND (
        ${state} IN ${UNSETTLED}
        OR ${state} IN ('settled', 'partly') AND ${providerId} IS NOT NULL
           AND ${attemptedAt} > now() - make_interval(days => ${settledDays})
           AND ${calledAt} < now() - interval '1 day')`)
      .orderBy(sql`${calledAt} NULLS FIRST`, id);
  }

  /** Returns the id of the batch that a provider names so, or was told to name so; null when there is none. */
  async findNamed(name: string): Promise<number | null> {
    const { id, providerId, messageId } = payoutBatches;
    const [row] = await this.#db
      .select({ id })
      .from(payoutBatches)
      .where(sql`${providerId} = ${name} OR ${messageId} = ${name}`)
      .limit(1);
    return row?.id ?? null;
  }

  async get(id: number): Promise<BatchView | null> {
    const [row] = await this.#select(sql`batch.id = ${cursorId(id)}`, sql`1`);
    return row ?? null;
  }

  /** Returns one page, newest first. */
  async list({ afterId, limit, ...filter }: BatchFilter & PageRequest): Promise<Page<BatchView>> {
    const older = afterId === undefined ? sql`true` : sql`batch.id < ${cursorId(afterId)}`;
    return toPage(await this.#select(sql`${matching(filter)} AND ${older}`, sql`${limit + 1}`), limit);
  }

  async count(filter: BatchFilter, { isWhole = false } = {}): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    const rows = sql`FROM payout_batches AS batch WHERE ${matching(filter)}`;
    return { total: await countRows(this.#db, rows, { isWhole }), asOf };
  }

  async #select(where: SQL, limit: SQL): Promise<BatchView[]> {
    const { rows } = await this.#db.execute<Raw>(sql`
      SELECT batch.id, batch.storefront_id AS "storefrontId", batch.kind, batch.rail, batch.currency,
             batch.minimum::text AS minimum, batch.state, batch.total::text AS total, batch.item_count AS "itemCount",
             batch.left_out AS "leftOut", batch.message_id AS "messageId", batch.attempt,
             batch.attempted_at::text AS "attemptedAt", batch.provider_id AS "providerId", batch.problem,
             batch.account, batch.called_at::text AS "calledAt",
             batch.file_name AS "fileName", batch.file_sha256 AS "fileSha256", batch.created_at::text AS "createdAt",
             batch.created_by AS "createdBy", batch.approved_at::text AS "approvedAt", batch.approved_by AS "approvedBy",
             batch.is_self_approved AS "isSelfApproved", batch.submitted_at::text AS "submittedAt",
             batch.submitted_by AS "submittedBy", batch.settled_at::text AS "settledAt",
             batch.cancelled_at::text AS "cancelledAt", batch.cancelled_by AS "cancelledBy", storefront.slug AS storefront,
             ${nameOf(sql`batch.created_by`)} AS creator, ${nameOf(sql`batch.approved_by`)} AS approver,
             ${nameOf(sql`batch.submitted_by`)} AS submitter, ${nameOf(sql`batch.cancelled_by`)} AS canceller,
             (SELECT coalesce(jsonb_agg(jsonb_build_object('state', state, 'count', items, 'amount', amount::text) ORDER BY state), '[]')
              FROM (SELECT state, count(*) AS items, sum(amount) AS amount FROM payout_items AS item
                    WHERE item.batch_id = batch.id GROUP BY state) AS sums) AS states
      FROM payout_batches AS batch JOIN storefronts AS storefront ON storefront.id = batch.storefront_id
      WHERE ${where} ORDER BY batch.id DESC LIMIT ${limit}`);
    return rows.map(toView);
  }
}

type Times =
  | 'createdAt'
  | 'attemptedAt'
  | 'calledAt'
  | 'approvedAt'
  | 'submittedAt'
  | 'settledAt'
  | 'cancelledAt';
type Raw = Omit<BatchView, 'id' | Times> & { id: string } & Record<Times, string | null>;

function toView({
  id,
  createdAt,
  attemptedAt,
  calledAt,
  approvedAt,
  submittedAt,
  settledAt,
  cancelledAt,
  ...row
}: Raw): BatchView {
  return {
    ...row,
    id: Number(id),
    createdAt: new Date(createdAt ?? 0),
    attemptedAt: dateOf(attemptedAt),
    calledAt: dateOf(calledAt),
    approvedAt: dateOf(approvedAt),
    submittedAt: dateOf(submittedAt),
    settledAt: dateOf(settledAt),
    cancelledAt: dateOf(cancelledAt),
  };
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text));

const isBatch = (id: number): SQL => sql`${payoutBatches.id} = ${cursorId(id)}`;

/** A person's mail address, or the id of somebody who was erased. */
const nameOf = (id: SQL): SQL =>
  sql`coalesce((SELECT email FROM auth_users WHERE auth_users.id = ${id}), ${id})`;

function matching({ storefrontId, rail, state, kind, from, to }: BatchFilter): SQL {
  const conditions = [
    storefrontId === null ? undefined : sql`batch.storefront_id = ${storefrontId}`,
    rail === undefined ? undefined : sql`batch.rail = ${rail}`,
    state === undefined
      ? undefined
      : state === 'unsettled'
        ? sql`batch.state IN ${UNSETTLED}`
        : sql`batch.state = ${state}`,
    kind === undefined ? undefined : sql`batch.kind = ${kind}`,
    from === undefined ? undefined : sql`batch.created_at >= ${from.toISOString()}::timestamptz`,
    to === undefined ? undefined : sql`batch.created_at < ${to.toISOString()}::timestamptz`,
  ];
  return sql.join([sql`true`, ...conditions.filter((one) => one !== undefined)], sql` AND `);
}
