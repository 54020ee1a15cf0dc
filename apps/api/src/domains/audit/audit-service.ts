import type { Database, Page } from '@dreamteamhub/db';
import { AuditDao, type AuditRow } from '@dreamteamhub/db/audit';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { readCursor } from '../../platform/cursor.ts';

/** An entry of the audit log as the API returns it. */
export type AuditEntryView = WireOutputs<typeof admin>['audit']['listEntries']['items'][number];

export interface AuditFilterInput {
  actorId?: string | undefined;
  action?: string | undefined;
  subjectKind?: string | undefined;
  subjectId?: string | undefined;
  from?: string | undefined;
  until?: string | undefined;
}

/** Reads who changed what. The services that change something write it, in the same transaction. */
export class AuditService {
  readonly #audit: AuditDao;

  constructor(deps: { db: Database }) {
    this.#audit = new AuditDao(deps.db);
  }

  /** Returns one page, newest first. */
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

  /** Yields every entry of a filter, newest first, without holding them all. */
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
