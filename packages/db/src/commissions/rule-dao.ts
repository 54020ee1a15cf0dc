import { and, asc, desc, eq, gt, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm';
import { affiliateGroups, affiliates } from '../affiliates/tables.ts';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';
import { commissionRules } from './tables.ts';

export type CommissionRuleRow = typeof commissionRules.$inferSelect;
export type NewRule = Omit<typeof commissionRules.$inferInsert, 'id' | 'createdAt'>;

export interface RuleNames {
  storefront: string | null;
  currency: string | null;
  affiliateHandle: string | null;
  group: string | null;
}

/** Versions that end where they begin were taken back before they counted for anything. */
const isNotWithdrawn = sql`(${commissionRules.to} IS NULL OR ${commissionRules.to} > ${commissionRules.from})`;

/**
 * The rate of the rule "this affiliate, any goods, all orders" that is live now, where it is no more than a rate; else null.
 * Ranges of one scope never overlap: it is one at most.
 */
const OWN_RATE = sql`(
  SELECT rate_bps FROM commission_rules
  WHERE scope_key = affiliates.storefront_id || ' all affiliate:' || affiliates.id || ' any'
    AND valid_from <= clock_timestamp() AND coalesce(valid_to > clock_timestamp(), true)
    AND kind = 'percent' AND "limit" IS NULL AND num_nonnulls(cap_per_order, cap_per_month) = 0
    AND NOT include_tax AND NOT include_shipping)`;

/** Commission rules. Versions are inserted and ended, never changed. */
export class RuleDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Returns the versions for an affiliate, its group or everyone of its storefront that are live at a time, and earlier
   * ones that lock their rate: a customer may have one.
   */
  getRulesOf(affiliateId: number, at: Date): Promise<CommissionRuleRow[]> {
    const { from, to, lockRate } = commissionRules;
    const affiliate = (column: 'group_id' | 'storefront_id') =>
      sql`(SELECT ${sql.identifier(column)} FROM affiliates WHERE id = ${affiliateId})`;
    const isForEveryone = sql`${commissionRules.affiliateId} IS NULL AND ${commissionRules.groupId} IS NULL`;
    return this.#db
      .select()
      .from(commissionRules)
      .where(
        and(
          or(
            eq(commissionRules.affiliateId, affiliateId),
            eq(commissionRules.groupId, affiliate('group_id')),
            sql`${isForEveryone} AND (${commissionRules.storefrontId} IS NULL OR ${commissionRules.storefrontId} = ${affiliate('storefront_id')})`,
          ),
          lte(from, at),
          or(isNull(to), gt(to, at), lockRate),
        ),
      )
      .prepare('hub_get_rules_of_affiliate')
      .execute();
  }

  /** Serialises the writers of one scope until the transaction ends. */
  async lockScope(scopeKey: string): Promise<void> {
    await this.#db.execute(
      sql`SELECT pg_advisory_xact_lock(hashtextextended('rule:' || ${scopeKey}::text, 1))`,
    );
  }

  /** Returns the versions of a scope that have not ended by a time, the earliest first. */
  getVersionsAfter(scopeKey: string, at: Date): Promise<CommissionRuleRow[]> {
    return this.#db
      .select()
      .from(commissionRules)
      .where(
        and(
          eq(commissionRules.scopeKey, scopeKey),
          or(isNull(commissionRules.to), gt(commissionRules.to, at)),
          isNotWithdrawn,
        ),
      )
      .orderBy(asc(commissionRules.from));
  }

  async insert(rule: NewRule): Promise<CommissionRuleRow> {
    const [row] = await this.#db.insert(commissionRules).values(rule).returning();
    if (row === undefined) throw new Error('the insert of a commission rule returned no row');
    return row;
  }

  /** Ends a version, or lets it end earlier; false when it has ended, or ends no later. */
  async end(id: number, to: Date): Promise<boolean> {
    const rows = await this.#db
      .update(commissionRules)
      .set({ to })
      .where(
        and(
          eq(commissionRules.id, id),
          or(isNull(commissionRules.to), and(gt(commissionRules.to, to), sql`${commissionRules.to} > now()`)),
        ),
      )
      .returning({ id: commissionRules.id });
    return rows.length === 1;
  }

  async getRule(id: number): Promise<CommissionRuleRow | null> {
    const [row] = await this.#db.select().from(commissionRules).where(eq(commissionRules.id, id));
    return row ?? null;
  }

  /** Returns all versions of a scope, the latest first. */
  getVersions(scopeKey: string): Promise<CommissionRuleRow[]> {
    return this.#db
      .select()
      .from(commissionRules)
      .where(eq(commissionRules.scopeKey, scopeKey))
      .orderBy(desc(commissionRules.from));
  }

  /** Returns the number of commissions that were rated by a version. */
  async countCommissions({
    id,
    affiliateId,
  }: Pick<CommissionRuleRow, 'id' | 'affiliateId'>): Promise<number> {
    const ofAffiliate = affiliateId === null ? sql`` : sql`AND affiliate_id = ${affiliateId}`;
    const { rows } = await this.#db.execute<{ count: number }>(
      sql`SELECT count(*)::integer AS count FROM commissions WHERE rule_id = ${id} ${ofAffiliate}`,
    );
    return rows[0]?.count ?? 0;
  }

  /**
   * Returns how many affiliates of a storefront (null: of all) have a live rule of their own for all goods and orders, and
   * how many groups have one: it goes before what is for everyone.
   */
  async countNarrower(
    storefrontId: number | null,
    at: Date,
  ): Promise<{ affiliates: number; groups: number }> {
    const { rows } = await this.#db.execute<{ affiliates: number; groups: number }>(sql`
      SELECT count(DISTINCT affiliate_id)::integer AS affiliates, count(DISTINCT group_id)::integer AS groups
      FROM commission_rules
      WHERE num_nonnulls(affiliate_id, group_id) = 1 AND num_nonnulls(sku, product_id, category) = 0 AND applies_to = 'all'
        AND storefront_id = coalesce(${storefrontId}::integer, storefront_id)
        AND valid_from <= ${at.toISOString()}::timestamptz AND coalesce(valid_to, 'infinity') > ${at.toISOString()}::timestamptz`);
    return rows[0] ?? { affiliates: 0, groups: 0 };
  }

  /** Returns whether one of the lines that were placed last is of a product or in a category, by canonical form. */
  async hasLine(what: { kind: 'product' | 'category'; key: string }, atMost: number): Promise<boolean> {
    const isMeant =
      what.kind === 'product'
        ? sql`hub_canonical_text(product_id) = ${what.key}`
        : sql`EXISTS (SELECT FROM jsonb_array_elements_text(categories) AS name WHERE hub_canonical_text(name) = ${what.key})`;
    const { rows } = await this.#db.execute<{ found: boolean }>(sql`
      SELECT EXISTS (SELECT FROM (SELECT product_id, categories FROM order_lines
                                  ORDER BY order_id DESC, position DESC LIMIT ${atMost}) AS line WHERE ${isMeant}) AS found`);
    return rows[0]?.found ?? false;
  }

  /** The database's time, up to the next millisecond: a version that begins now begins after what is stored. */
  async now(): Promise<Date> {
    const { rows } = await this.#db.execute<{ now: string }>(
      sql`SELECT (date_trunc('milliseconds', clock_timestamp()) + interval '1 millisecond')::text AS now`,
    );
    return new Date(String(rows[0]?.now));
  }

  /** Resolves when a time has come, of milliseconds: what begins then counts at once for everybody. */
  async waitUntil(time: Date): Promise<void> {
    await this.#db.execute(sql`
      SELECT pg_sleep(greatest(0, extract(epoch FROM ${time.toISOString()}::timestamptz - clock_timestamp())::float8))`);
  }

  /** Until the transaction ends, a change of an affiliate's own rate makes no version: the caller writes it. */
  async keepRules(): Promise<void> {
    await this.#db.execute(sql`SELECT set_config('hub.keeps_rules', 'on', true)`);
  }

  /**
   * Returns the affiliates whose rate is not that of their rule, because one has begun or ended since; locks them until the
   * transaction ends.
   */
  async lockOwnRatesBehind(): Promise<number[]> {
    const { rows } = await this.#db.execute<{ id: number }>(sql`
      SELECT id FROM affiliates
      WHERE id IN (SELECT affiliate_id FROM commission_rules) AND commission_bps IS DISTINCT FROM ${OWN_RATE}
      ORDER BY id FOR NO KEY UPDATE`);
    return rows.map(({ id }) => id);
  }

  /**
   * Sets the rates of affiliates, which the caller has locked, to those of their rules. Returns the number of affiliates whose
   * rate changed.
   */
  async followOwnRates(ids: readonly number[]): Promise<number> {
    await this.keepRules();
    const { rowCount } = await this.#db.execute(sql`
      UPDATE affiliates SET commission_bps = ${OWN_RATE}
      WHERE id = ANY (${sql.param([...ids])}::integer[]) AND commission_bps IS DISTINCT FROM ${OWN_RATE}`);
    return rowCount ?? 0;
  }

  /** Returns whom versions are for, and in which currency they are, by id. */
  async getNames(ids: readonly number[]): Promise<Map<number, RuleNames>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .select({
        id: commissionRules.id,
        storefront: storefronts.slug,
        currency: storefronts.currency,
        affiliateHandle: affiliates.handle,
        group: affiliateGroups.name,
      })
      .from(commissionRules)
      .leftJoin(storefronts, eq(storefronts.id, commissionRules.storefrontId))
      .leftJoin(affiliates, eq(affiliates.id, commissionRules.affiliateId))
      .leftJoin(affiliateGroups, eq(affiliateGroups.id, commissionRules.groupId))
      .where(inArray(commissionRules.id, [...ids]));
    return new Map(rows.map(({ id, ...names }) => [id, names]));
  }

  /** Returns one page of versions, the last stored first. */
  async getRules({
    storefrontId,
    affiliateId,
    liveAt,
    endedAt,
    afterId,
    limit,
  }: PageRequest & {
    /** Null: of all storefronts. Those for all storefronts are of each. */
    storefrontId: number | null;
    affiliateId?: number | undefined;
    /** Unset: also those that have ended. */
    liveAt?: Date | undefined;
    /** Only those that have ended by then. */
    endedAt?: Date | undefined;
  }): Promise<Page<CommissionRuleRow>> {
    const conditions: SQL[] = [];
    if (storefrontId !== null)
      conditions.push(sql`coalesce(${commissionRules.storefrontId}, ${storefrontId}) = ${storefrontId}`);
    if (affiliateId !== undefined) conditions.push(eq(commissionRules.affiliateId, affiliateId));
    if (liveAt !== undefined)
      conditions.push(
        sql`coalesce(${commissionRules.to}, 'infinity') > ${liveAt.toISOString()}::timestamptz AND ${isNotWithdrawn}`,
      );
    if (endedAt !== undefined) {
      conditions.push(
        sql`(${commissionRules.to} <= ${endedAt.toISOString()}::timestamptz OR NOT ${isNotWithdrawn})`,
      );
    }
    if (afterId !== undefined) conditions.push(sql`${commissionRules.id} < ${cursorId(afterId)}`);
    const rows = await this.#db
      .select()
      .from(commissionRules)
      .where(and(...conditions))
      .orderBy(desc(commissionRules.id))
      .limit(limit + 1);
    return toPage(rows, limit);
  }
}
