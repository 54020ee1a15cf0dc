import type { Database, Page } from '@dreamteamhub/db';
import { AuditDao, type AuditRow } from '@dreamteamhub/db/audit';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { readCursor } from '../../platform/cursor.ts';

/** An entry of the audit log as the API returns it. */
type AuditEntryView = WireOutputs<typeof admin>['audit']['listEntries']['items'][number];

interface AuditFilterInput {
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
}

function toView({ at, ...row }: AuditRow): AuditEntryView {
  return { ...row, at: at.toISOString() };
}
