import type { Database, Page, Total } from '@dreamteamhub/db';
import {
  type StatementLineView,
  StatementListDao,
  type StatementView,
  statementList,
} from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { readCursor, readPlace } from '../../platform/cursor.ts';
import { formatStored } from '../../platform/money.ts';
import { findAffiliate } from '../ledger/balance-service.ts';

type Entries = (typeof admin)['payouts'];
type Outputs = WireOutputs<typeof admin>['payouts'];
type Statement = Outputs['listStatements']['items'][number];
type Line = Outputs['getStatement']['lines'][number];
type Asked = z.output<Entries['listStatements']['input']> & {
  /** For exports: the total has no end. */
  isWhole?: boolean | undefined;
};
type Which = z.output<Entries['getStatement']['input']>;

/** Statements of closed periods. */
export class StatementService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /** Returns one page, newest period first. Throws `not_found` for an affiliate that the caller has not. */
  async list(
    { periodId, affiliateId, limit, cursor, withTotal, isWhole }: Asked,
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<Statement> & { total?: Total | undefined; asOf?: string | undefined }> {
    const place = readPlace(statementList, { sort: 'period', order: 'desc', cursor });
    if (affiliateId !== undefined) await findAffiliate(this.#db, affiliateId, by);
    const dao = new StatementListDao(this.#db);
    const filter = { storefrontId: by.storefrontId, periodId, affiliateId };
    const [page, counted] = await Promise.all([
      dao.getStatements({ ...filter, place, limit }),
      withTotal === true ? dao.countStatements(filter, { isWhole }) : undefined,
    ]);
    return {
      items: page.items.map(toAnswer),
      nextCursor: page.nextCursor,
      total: counted?.total,
      asOf: counted?.asOf.toISOString(),
    };
  }

  /** Returns a statement with all its lines. Throws `not_found`. */
  async get(which: Which, by: Pick<Caller, 'storefrontId'>): Promise<Outputs['getStatement']> {
    const statement = await this.#find(which, by);
    const lines = await new StatementListDao(this.#db).getLines(statement);
    return { ...toAnswer(statement), lines: lines.map((line) => toLine(line, statement.currency)) };
  }

  /** Returns one page of a statement's lines, oldest first. Throws `not_found`. */
  async listLines(
    { limit, cursor, ...which }: Which & { limit: number; cursor?: string | undefined },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Page<Line & { currency: string }>> {
    const statement = await this.#find(which, by);
    const request = { afterId: readCursor(cursor), limit };
    const { items, nextCursor } = await new StatementListDao(this.#db).getLinePage(statement, request);
    const { currency } = statement;
    return { items: items.map((line) => ({ ...toLine(line, currency), currency })), nextCursor };
  }

  async #find({ periodId, affiliateId }: Which, by: Pick<Caller, 'storefrontId'>): Promise<StatementView> {
    await findAffiliate(this.#db, affiliateId, by);
    const statement = await new StatementListDao(this.#db).getStatement(periodId, affiliateId);
    if (statement === null) {
      throw new AppError(
        'not_found',
        `there is no statement of period ${periodId} for affiliate ${affiliateId}`,
      );
    }
    return statement;
  }
}

const AMOUNTS = [
  ...(['opening', 'earned', 'reversed', 'adjusted', 'paid', 'closing'] as const),
  ...(['pending', 'payable', 'held', 'inPayout'] as const),
];

function toAnswer({ startsAt, endsAt, ...row }: StatementView): Statement {
  const written = AMOUNTS.map((name) => [name, formatStored(row[name], row.currency)]);
  return {
    ...row,
    ...(Object.fromEntries(written) as Record<(typeof AMOUNTS)[number], string>),
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
  };
}

function toLine(
  { transferId, kind, cause, conversionId, orderId, reason, ...line }: StatementLineView,
  currency: string,
): Line {
  return {
    ...{ transferId, kind, cause, conversionId, orderId, reason },
    postedAt: line.postedAt.toISOString(),
    eventAt: line.eventAt.toISOString(),
    amount: formatStored(line.amount, currency),
    balance: formatStored(line.balance, currency),
  };
}
