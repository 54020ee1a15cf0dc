import { and, asc, desc, eq, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import { countRows, readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import type { AttributionRow } from '../orders/order-types.ts';
import { affAttributions } from '../orders/tables.ts';
import { storefronts } from '../storefronts/tables.ts';
import { disputes } from './tables.ts';

/** Where the commissions of a conversion stand. */
export type CommissionState = 'toApprove' | 'maturing' | 'held' | 'payable' | 'paid' | 'reversed' | 'void';

export interface CommissionFilter {
  affiliateId?: number | undefined;
  state?: CommissionState | undefined;
  /** An order's id, in canonical form: exactly this one. */
  orderKey?: string | undefined;
  /** Null: all storefronts. */
  storefrontId: number | null;
}

/** What the commissions of a conversion add up to. Amounts are decimal strings. */
interface CommissionSums {
  amount: string;
  reversed: string;
  held: string;
  voided: string;
  orderedAt: Date;
  /** The last of its lines. */
  maturesAt: Date;
  /** Null unless all lines are. */
  approvedAt: Date | null;
  maturedAt: Date | null;
}

/** A verified conversion, with the names of its affiliate and storefront. */
export interface CommissionedConversion extends AttributionRow {
  storefront: string;
  /** Of the programme; null: the hub's. */
  timeZone: string | null;
  affiliateHandle: string;
  affiliateName: string;
  /** Null: it is from a version of the hub that kept no commissions, and its columns say all. */
  sums: CommissionSums | null;
}

export type DisputeRow = typeof disputes.$inferSelect;

/** What affiliates earn by verified conversions, as people see it. */
export class CommissionListDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page, newest first. */
  async getPage({
    limit,
    afterId,
    ...filter
  }: PageRequest & CommissionFilter): Promise<Page<CommissionedConversion>> {
    const isAfter = afterId === undefined ? undefined : sql`${affAttributions.id} < ${cursorId(afterId)}`;
    const ids = await this.#db
      .select({ id: affAttributions.id })
      .from(affAttributions)
      .where(and(isAfter, matches(filter)))
      .orderBy(desc(affAttributions.id))
      .limit(limit + 1);
    const { items, nextCursor } = toPage(ids, limit);
    return { items: await this.#read(items.map(({ id }) => id)), nextCursor };
  }

  /** Returns the number of conversions that match, at most 10,000, and the database's time. */
  async count(filter: CommissionFilter): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    const where = matches(filter) ?? sql`true`;
    return { asOf, total: await countRows(this.#db, sql`FROM ${affAttributions} WHERE ${where}`) };
  }

  /** Returns a verified conversion; null for a claim. */
  async get(id: number): Promise<CommissionedConversion | null> {
    const [row] = await this.#read([id]);
    return row ?? null;
  }

  /** Returns the disputes of a conversion's order, oldest first. */
  getDisputes({ storefrontId, orderKey }: AttributionRow): Promise<DisputeRow[]> {
    return this.#db
      .select()
      .from(disputes)
      .where(and(eq(disputes.storefrontId, storefrontId), sql`${disputes.orderKey} = ${orderKey}`))
      .orderBy(asc(disputes.openedAt), asc(disputes.disputeId));
  }

  async #read(ids: readonly number[]): Promise<CommissionedConversion[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .select({
        ...getTableColumns(affAttributions),
        storefront: storefronts.slug,
        timeZone: storefronts.timeZone,
        affiliateHandle: affiliates.handle,
        affiliateName: affiliates.name,
        sums: sql<Record<keyof CommissionSums, string | null> | null>`(
          SELECT CASE WHEN count(*) > 0 THEN jsonb_build_object(
            'amount', sum(amount)::text, 'reversed', sum(reversed)::text, 'held', sum(held)::text,
            'voided', sum(voided)::text, 'orderedAt', max(ordered_at), 'maturesAt', max(matures_at),
            'approvedAt', CASE WHEN count(*) = count(approved_at) THEN max(approved_at) END,
            'maturedAt', CASE WHEN count(*) = count(matured_at) THEN max(matured_at) END) END
          FROM commissions WHERE commissions.attribution_id = ${affAttributions.id})`,
      })
      .from(affAttributions)
      .innerJoin(affiliates, eq(affiliates.id, affAttributions.affiliateId))
      .innerJoin(storefronts, eq(storefronts.id, affAttributions.storefrontId))
      .where(and(inArray(affAttributions.id, [...ids]), eq(affAttributions.kind, 'verified')))
      .orderBy(desc(affAttributions.id));
    return rows.map(({ sums, ...row }) => ({ ...row, sums: sums === null ? null : toSums(sums) }));
  }
}

function toSums(sums: Record<keyof CommissionSums, string | null>): CommissionSums {
  const time = (value: string | null) => (value === null ? null : new Date(value));
  return {
    ...{ amount: sums.amount ?? '0', reversed: sums.reversed ?? '0' },
    ...{ held: sums.held ?? '0', voided: sums.voided ?? '0' },
    orderedAt: new Date(String(sums.orderedAt)),
    maturesAt: new Date(String(sums.maturesAt)),
    ...{ approvedAt: time(sums.approvedAt), maturedAt: time(sums.maturedAt) },
  };
}

function matches({ affiliateId, state, storefrontId, orderKey }: CommissionFilter): SQL | undefined {
  return and(
    eq(affAttributions.kind, 'verified'),
    affiliateId === undefined ? undefined : eq(affAttributions.affiliateId, affiliateId),
    state === undefined ? undefined : isInState(state),
    storefrontId === null ? undefined : eq(affAttributions.storefrontId, storefrontId),
    orderKey === undefined ? undefined : isOfOrderKey(orderKey),
  );
}

const ofConversion = sql`commissions.attribution_id = ${affAttributions.id}`;
const isHeld = sql`EXISTS (SELECT FROM commissions WHERE ${ofConversion} AND held > 0)`;
const isReversed = sql`commission > 0 AND commission_reversed = commission`;
const isMaturing = sql`
  EXISTS (SELECT FROM commissions WHERE ${ofConversion} AND approved_at IS NOT NULL AND matured_at IS NULL)`;

/** What {@link stateOf} says of a conversion, asked of the database. */
function isInState(state: CommissionState): SQL {
  const { status } = affAttributions;
  switch (state) {
    case 'void':
    case 'paid':
      return eq(status, state);
    case 'held':
      return sql`${status} IN ('pending', 'approved') AND ${isHeld}`;
    case 'reversed':
      return sql`${status} IN ('pending', 'approved') AND ${isReversed}`;
    case 'toApprove':
      return sql`${status} = 'pending' AND NOT (${isReversed}) AND NOT ${isHeld}`;
    case 'maturing':
      return sql`${status} = 'approved' AND NOT (${isReversed}) AND NOT ${isHeld} AND ${isMaturing}`;
    case 'payable':
      return sql`${status} = 'approved' AND NOT (${isReversed}) AND NOT ${isHeld} AND NOT ${isMaturing}`;
  }
}

/** Returns the state of a conversion's commissions; what is held and left are whether anything is. */
export function stateOf({
  status,
  held,
  left,
  reversed,
  maturedAt,
}: {
  status: AttributionRow['status'];
  held: boolean;
  left: boolean;
  reversed: boolean;
  maturedAt: Date | null;
}): CommissionState {
  if (status === 'void' || status === 'paid') return status;
  if (held) return 'held';
  if (!left && reversed) return 'reversed';
  if (status === 'pending') return 'toApprove';
  return maturedAt === null ? 'maturing' : 'payable';
}

/** One storefront after the other, because the index begins with it. */
function isOfOrderKey(orderKey: string): SQL {
  return inArray(
    affAttributions.id,
    sql`(SELECT found.id FROM storefronts,
      LATERAL (SELECT id FROM aff_attributions AS named
               WHERE named.storefront_id = storefronts.id AND named.order_key = ${orderKey}) AS found)`,
  );
}
