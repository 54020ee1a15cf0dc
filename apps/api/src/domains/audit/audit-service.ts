import type { Database, Page } from '@dreamteamhub/db';
import { AuditDao, type AuditRow } from '@dreamteamhub/db/audit';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { readCursor } from '../../platform/cursor.ts';

/** A line of the audit log as answers show it. */
export type AuditEntryView = WireOutputs<typeof admin>['audit']['listEntries']['items'][number];

export interface AuditFilterInput {
  actorId?: string | undefined;
  action?: string | undefined;
  subjectKind?: string | undefined;
  subjectId?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** Who changed what. It is written by the services that change something, in the same transaction. */
export class AuditService {
  readonly #audit: AuditDao;

  constructor(deps: { db: Database }) {
    this.#audit = new AuditDao(deps.db);
  }

  /** One page, newest first. */
  async list({
    from,
    until,
    cursor,
    ...rest
  }: AuditFilterInput & { limit: number; cursor?: string | undefined }): Promise<Page<AuditEntryView>> {
    const page = await this.#audit.getEntries({
      ...rest,
      from: from === undefined ? undefined : new Date(from),
      until: until === undefined ? undefined : new Date(until),
      afterId: readCursor(cursor),
    });
    return { items: page.items.map(toView), nextCursor: page.nextCursor };
  }

  /** Every line of a filter, newest first, without holding them all. */
  async *all(filter: AuditFilterInput): AsyncGenerator<AuditEntryView> {
    let cursor: string | undefined;
    do {
      const page: Page<AuditEntryView> = await this.list({ ...filter, limit: 500, cursor });
      yield* page.items;
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
}

function toView({ at, ...row }: AuditRow): AuditEntryView {
  return { ...row, at: at.toISOString() };
}
