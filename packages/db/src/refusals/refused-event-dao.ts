import { and, desc, eq, lt, sql } from 'drizzle-orm';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { refusedEvents } from './tables.ts';

export type RefusedEventRow = typeof refusedEvents.$inferSelect;
export type RefusedEventData = Omit<typeof refusedEvents.$inferInsert, 'id' | 'timestamp'>;

/** The sample of events that were refused or not counted. */
export class RefusedEventDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async addRefusedEvents(events: readonly RefusedEventData[]): Promise<void> {
    if (events.length > 0) await this.#db.insert(refusedEvents).values([...events]);
  }

  /** Returns one page, newest first. */
  async getRefusedEvents(
    request: PageRequest & {
      kind?: RefusedEventRow['kind'] | undefined;
      /** Null: of all storefronts, and those of none. */
      storefrontId: number | null;
    },
  ): Promise<Page<RefusedEventRow>> {
    const rows = await this.#db
      .select()
      .from(refusedEvents)
      .where(
        and(
          request.afterId === undefined ? undefined : lt(refusedEvents.id, cursorId(request.afterId)),
          request.kind === undefined ? undefined : eq(refusedEvents.kind, request.kind),
          request.storefrontId === null ? undefined : eq(refusedEvents.storefrontId, request.storefrontId),
        ),
      )
      .orderBy(desc(refusedEvents.id))
      .limit(request.limit + 1);
    return toPage(rows, request.limit);
  }

  /** Deletes what is older than `days`. */
  async deleteOldRefusedEvents(days: number): Promise<void> {
    await this.#db
      .delete(refusedEvents)
      .where(lt(refusedEvents.timestamp, sql`now() - make_interval(days => ${days})`));
  }
}
