import { type SQL, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import {
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortKey,
  sortedBy,
  toSortedPage,
} from '../core/sorted-list.ts';
import { countRows, readClock, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { lineAmount, lineKind } from './statement-sql.ts';

/** Figures of a statement, or of all those of a period; decimal strings. */
export interface StatementSums {
  opening: string;
  earned: string;
  reversed: string;
  adjusted: string;
  paid: string;
  closing: string;
}

export interface StatementView extends StatementSums {
  periodId: number;
  storefront: string;
  affiliateId: number;
  affiliateHandle: string;
  affiliateName: string;
  currency: string;
  startsAt: Date;
  endsAt: Date;
  pending: string;
  payable: string;
  held: string;
  inPayout: string;
  hash: string;
}

export interface StatementLineView {
  transferId: number;
  postedAt: Date;
  eventAt: Date;
  kind: 'earned' | 'reversed' | 'adjusted' | 'paid';
  cause: string;
  amount: string;
  balance: string;
  conversionId: number | null;
  orderId: string | null;
  reason: string | null;
}

export interface StatementFilter {
  /** Null: of all storefronts. */
  storefrontId: number | null;
  periodId?: number | undefined;
  affiliateId?: number | undefined;
}

/** Newest periods first, in each the affiliates by id. */
const NEWEST: readonly SortKey[] = [
  { by: sql`statement.period_id`, type: 'bigint' },
  { by: sql`statement.affiliate_id`, type: 'bigint', isGroup: true },
];

export const statementList: SortedList<'period'> = {
  sorts: { period: NEWEST },
  plain: {
    ...{ sort: 'period', order: 'desc' },
    encode: ([period, affiliate]) => Buffer.from(`statement:${period}:${affiliate}`).toString('base64url'),
    decode: (cursor) => {
      const [, period, affiliate] =
        /^statement:(\d{1,15}):(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
      return period === undefined || affiliate === undefined ? null : [period, affiliate];
    },
  },
};

/** Statements of closed periods and their lines, as people read them. */
export class StatementListDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page, newest period first. */
  async getStatements(
    filter: StatementFilter & { place: ListPlace | undefined; limit: number },
  ): Promise<Page<StatementView>> {
    const after = isAfter(NEWEST, 'desc', filter.place);
    const rows = await this.#selectStatements(
      [...conditionsOf(filter), ...(after === undefined ? [] : [after])],
      filter.limit + 1,
    );
    return toSortedPage(rows, filter.limit, { list: statementList, sort: 'period', order: 'desc' });
  }

  /** Counts at most 10,000, or all. */
  async countStatements(
    filter: StatementFilter,
    { isWhole = false } = {},
  ): Promise<{ total: Total; asOf: Date }> {
    const asOf = await readClock(this.#db);
    const rows = sql`
      FROM payout_statements AS statement JOIN payout_periods AS period ON period.id = statement.period_id
      WHERE ${sql.join([sql`true`, ...conditionsOf(filter)], sql` AND `)}`;
    return { total: await countRows(this.#db, rows, { isWhole }), asOf };
  }

  async getStatement(periodId: number, affiliateId: number): Promise<StatementView | null> {
    const [row] = await this.#selectStatements(
      conditionsOf({ storefrontId: null, periodId, affiliateId }),
      1,
    );
    if (row === undefined) return null;
    const { place: _, ...statement } = row;
    return statement;
  }

  /** Returns what moved an affiliate's total in a period, oldest first, each with what was owed after it. */
  getLines(statement: StatementView): Promise<StatementLineView[]> {
    return this.#selectLines(statement, {});
  }

  /** Returns one page of them. */
  async getLinePage(statement: StatementView, request: PageRequest): Promise<Page<StatementLineView>> {
    const { limit, afterId } = request;
    const lines = await this.#selectLines(statement, { afterId, limit: limit + 1 });
    const { items, nextCursor } = toPage(
      lines.map((line) => ({ id: line.transferId, line })),
      limit,
    );
    return { items: items.map(({ line }) => line), nextCursor };
  }

  async #selectLines(
    { affiliateId, currency, startsAt, endsAt, opening }: StatementView,
    { afterId, limit }: Partial<PageRequest>,
  ): Promise<StatementLineView[]> {
    const { rows } = await this.#db.execute<
      Omit<StatementLineView, 'transferId' | 'postedAt' | 'eventAt'> &
        Record<'transferId' | 'postedAt' | 'eventAt', string>
    >(sql`
      WITH own AS (SELECT id FROM ledger_accounts WHERE affiliate_id = ${affiliateId} AND currency = ${currency}),
      moved AS (
        SELECT id FROM ledger_transfers WHERE debit_id IN (SELECT id FROM own)
        UNION SELECT id FROM ledger_transfers WHERE credit_id IN (SELECT id FROM own)),
      line AS (
        SELECT transfer.*, ${lineAmount} AS change, ${lineKind} AS kind
        FROM moved JOIN ledger_transfers AS transfer USING (id)
        JOIN ledger_accounts AS debit ON debit.id = debit_id JOIN ledger_accounts AS credit ON credit.id = credit_id
        WHERE num_nonnulls(debit.affiliate_id, credit.affiliate_id) = 1
          AND posted_at >= ${startsAt.toISOString()}::timestamptz AND posted_at < ${endsAt.toISOString()}::timestamptz),
      balanced AS (SELECT line.*, ${opening}::numeric + sum(change) OVER (ORDER BY id) AS balance FROM line)
      SELECT balanced.id AS "transferId", posted_at::text AS "postedAt", event_at::text AS "eventAt", balanced.kind, cause,
             change::text AS amount, balance::text, about.id AS "conversionId", about.order_id AS "orderId", balanced.reason
      FROM balanced
      LEFT JOIN aff_attributions AS about ON about.id = coalesce(
        balanced.attribution_id,
        CASE WHEN cause IN ('pay', 'migrate') AND cause_id ~ '^[0-9]{1,9}$' THEN cause_id::integer END)
      WHERE ${afterId === undefined ? sql`true` : sql`balanced.id > ${cursorId(afterId)}`}
      ORDER BY balanced.id ${limit === undefined ? sql`` : sql`LIMIT ${limit}`}`);
    return rows.map(({ transferId, postedAt, eventAt, ...row }) => ({
      ...row,
      transferId: Number(transferId),
      postedAt: new Date(postedAt),
      eventAt: new Date(eventAt),
    }));
  }

  async #selectStatements(
    conditions: SQL[],
    limit: number,
  ): Promise<(StatementView & { place: ListPlace })[]> {
    const { rows } = await this.#db.execute<
      Omit<StatementView, 'periodId' | 'startsAt' | 'endsAt'> & {
        place: ListPlace;
      } & Record<'periodId' | 'startsAt' | 'endsAt', string>
    >(sql`
      SELECT statement.period_id AS "periodId", storefront.slug AS storefront, affiliate.id AS "affiliateId",
             affiliate.handle AS "affiliateHandle", affiliate.name AS "affiliateName", period.currency,
             starts_at::text AS "startsAt", ends_at::text AS "endsAt",
             ${sql.join(
               [...STATEMENT_SUMS, 'pending', 'payable', 'held'].map(
                 (name) => sql`statement.${sql.identifier(name)}::text`,
               ),
               sql`, `,
             )}, in_payout::text AS "inPayout", statement.hash, ${placeOf(NEWEST)} AS place
      FROM payout_statements AS statement JOIN payout_periods AS period ON period.id = statement.period_id
      JOIN storefronts AS storefront ON storefront.id = period.storefront_id
      JOIN affiliates AS affiliate ON affiliate.id = statement.affiliate_id
      WHERE ${sql.join([sql`true`, ...conditions], sql` AND `)}
      ORDER BY ${sql.join(sortedBy(NEWEST, 'desc'), sql`, `)} LIMIT ${limit}`);
    return rows.map(({ periodId, startsAt, endsAt, ...row }) => ({
      ...row,
      periodId: Number(periodId),
      startsAt: new Date(startsAt),
      endsAt: new Date(endsAt),
    }));
  }
}

/** The figures of a statement that add up over those of a period. */
export const STATEMENT_SUMS = ['opening', 'earned', 'reversed', 'adjusted', 'paid', 'closing'] as const;

function conditionsOf({ storefrontId, periodId, affiliateId }: StatementFilter): SQL[] {
  return [
    ...(storefrontId === null ? [] : [sql`period.storefront_id = ${storefrontId}`]),
    ...(periodId === undefined ? [] : [sql`statement.period_id = ${cursorId(periodId)}`]),
    ...(affiliateId === undefined ? [] : [sql`statement.affiliate_id = ${affiliateId}`]),
  ];
}
