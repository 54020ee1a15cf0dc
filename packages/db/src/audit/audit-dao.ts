import { and, eq, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { Page } from '../core/keyset.ts';
import {
  idCursor,
  isAfter,
  type ListPlace,
  placeOf,
  type SortedList,
  type SortRequest,
  sortedBy,
  toSortedPage,
} from '../core/sorted-list.ts';
import { countRows, type Total } from '../core/total.ts';
import type { Executor } from '../database.ts';
import { authUsers } from '../people/tables.ts';
import { apiKeys } from '../storefronts/tables.ts';
import { auditLog } from './tables.ts';

/** Who made a change. */
export interface AuditActor {
  kind: (typeof auditLog.$inferSelect)['actorKind'];
  /** Id of the user or key; null for other kinds. */
  id: string | null;
  requestId: string | null;
  network: string | null;
}

/** An action and its subject. `before` and `after` hold the fields that changed, and never a secret. */
export interface AuditFact {
  action: string;
  subject: { kind: string; id: string | number };
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
}

/** An entry of the audit log, with its actor's name as it is today. */
export interface AuditRow {
  id: number;
  at: Date;
  actorKind: AuditActor['kind'];
  actorId: string | null;
  /** The person's mail address or the key's name; null for other kinds, and for a person who was erased. */
  actorName: string | null;
  action: string;
  subjectKind: string;
  subjectId: string;
  /** Its name as it is today, where its id says little. */
  subjectName: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  requestId: string | null;
  network: string | null;
}

export interface AuditFilter {
  actorId?: string | undefined;
  /** A whole action, or the domain before its dot. */
  action?: string | undefined;
  subjectKind?: string | undefined;
  subjectId?: string | undefined;
  /** From this instant on … */
  from?: Date | undefined;
  /** … and before this one. */
  until?: Date | undefined;
}

/** The order in which they were written. */
export type AuditSort = 'written';

interface AuditListRequest extends AuditFilter, SortRequest<AuditSort> {
  limit: number;
  /** A place in the same order. */
  after?: ListPlace | undefined;
}

export const auditList: SortedList<AuditSort> = {
  sorts: { written: [{ by: sql`${auditLog.id}`, type: 'bigint' }] },
  plain: { sort: 'written', order: 'desc', ...idCursor },
};

/** The audit log. Each entry is written in the transaction of the change that it describes. */
export class AuditDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async record(actor: AuditActor, { action, subject, before, after }: AuditFact): Promise<void> {
    await this.#db.insert(auditLog).values({
      actorKind: actor.kind,
      actorId: actor.id,
      action,
      subjectKind: subject.kind,
      subjectId: String(subject.id),
      before: before ?? null,
      after: after ?? null,
      requestId: actor.requestId,
      network: actor.network,
    });
  }

  /** Returns one page. */
  async getEntries(request: AuditListRequest): Promise<Page<AuditRow>> {
    const { sort, order, limit, after } = request;
    const keys = auditList.sorts[sort];
    const rows = await this.#db
      .select({
        place: placeOf(keys),
        id: auditLog.id,
        at: auditLog.at,
        actorKind: auditLog.actorKind,
        actorId: auditLog.actorId,
        actorName: sql<string | null>`coalesce(${authUsers.email}, ${apiKeys.name})`,
        action: auditLog.action,
        subjectKind: auditLog.subjectKind,
        subjectId: auditLog.subjectId,
        subjectName,
        before: auditLog.before,
        after: auditLog.after,
        requestId: auditLog.requestId,
        network: auditLog.network,
      })
      .from(auditLog)
      .leftJoin(authUsers, and(eq(auditLog.actorKind, 'person'), eq(authUsers.id, auditLog.actorId)))
      .leftJoin(apiKeys, and(eq(auditLog.actorKind, 'key'), eq(sql`${apiKeys.id}::text`, auditLog.actorId)))
      .where(and(matches(request), isAfter(keys, order, after)))
      .orderBy(...sortedBy(keys, order))
      .limit(limit + 1);
    return toSortedPage(rows, limit, { list: auditList, sort, order });
  }

  /** Returns the number of entries that match, at most 10,000. */
  countEntries(filter: AuditFilter): Promise<Total> {
    return countRows(this.#db, sql`FROM ${auditLog} WHERE ${matches(filter) ?? sql`true`}`);
  }
}

// One lookup by primary key for each entry of a page.
const subjectName = sql<string | null>`CASE ${auditLog.subjectKind}
  WHEN 'person' THEN (SELECT email FROM auth_users WHERE id = ${auditLog.subjectId})
  WHEN 'affiliate' THEN (SELECT handle FROM affiliates WHERE id = ${auditLog.subjectId}::integer)
  WHEN 'storefront' THEN (SELECT slug FROM storefronts WHERE id = ${auditLog.subjectId}::integer)
  WHEN 'key' THEN (SELECT name FROM api_keys WHERE id = ${auditLog.subjectId}::integer)
  WHEN 'invitation' THEN (SELECT email FROM invitations WHERE id = ${auditLog.subjectId}::integer)
  WHEN 'conversion' THEN (SELECT order_id FROM aff_attributions WHERE id = ${auditLog.subjectId}::integer)
END`;

function matches({ actorId, action, subjectKind, subjectId, from, until }: AuditFilter): SQL | undefined {
  return and(
    actorId === undefined ? undefined : eq(auditLog.actorId, actorId),
    action === undefined
      ? undefined
      : action.includes('.')
        ? eq(auditLog.action, action)
        : sql`starts_with(${auditLog.action}, ${`${action}.`})`,
    subjectKind === undefined ? undefined : eq(auditLog.subjectKind, subjectKind),
    subjectId === undefined ? undefined : eq(auditLog.subjectId, subjectId),
    from === undefined ? undefined : gte(auditLog.at, from),
    until === undefined ? undefined : lt(auditLog.at, until),
  );
}
