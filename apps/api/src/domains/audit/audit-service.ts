import type { Database } from '@dreamteamhub/db';
import { AuditDao, type AuditRow, auditList } from '@dreamteamhub/db/audit';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { readPlace } from '../../platform/cursor.ts';
import { type CountedPage, optionalDate, type PageInput } from '../../platform/list-input.ts';

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

  /** Returns one page. Throws `bad_request` for a cursor of another order. */
  async list(input: AuditFilterInput & PageInput): Promise<CountedPage<AuditEntryView>> {
    const { from, until, cursor, order, limit, withTotal, ...rest } = input;
    const filter = { ...rest, from: optionalDate(from), until: optionalDate(until) };
    const after = readPlace(auditList, { sort: 'written', order, cursor });
    const [page, total] = await Promise.all([
      this.#audit.getEntries({ ...filter, sort: 'written', order, limit, after }),
      withTotal === true ? this.#audit.countEntries(filter) : undefined,
    ]);
    return { items: page.items.map(toView), nextCursor: page.nextCursor, total };
  }
}

function toView({ at, ...row }: AuditRow): AuditEntryView {
  return { ...row, at: at.toISOString() };
}
