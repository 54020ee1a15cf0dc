import { and, desc, eq, getTableColumns, gt, isNotNull, lt, sql } from 'drizzle-orm';
import { affiliates } from '../affiliates/tables.ts';
import { cursorId, type Page, type PageRequest, toPage } from '../core/keyset.ts';
import type { Executor } from '../database.ts';
import { storefronts } from '../storefronts/tables.ts';
import { testEvents } from './tables.ts';
import { insertTestEvents, type TestEventRow } from './test-event-write.ts';

/** A test event with the names of its storefront and affiliate. */
export interface TestEventView
  extends Pick<
    TestEventRow,
    'id' | 'kind' | 'outcome' | 'reason' | 'message' | 'body' | 'result' | 'hubEvent' | 'timestamp'
  > {
  storefront: string;
  affiliateHandle: string | null;
}

const { id, kind, outcome, reason, message, body, result, hubEvent, timestamp } = getTableColumns(testEvents);

/** What test keys reported. */
export class TestEventDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /** Returns one page, newest first. */
  async getTestEvents(
    request: PageRequest & {
      kind?: TestEventRow['kind'] | undefined;
      outcome?: TestEventRow['outcome'] | undefined;
      /** Null: of all storefronts. */
      storefrontId: number | null;
    },
  ): Promise<Page<TestEventView>> {
    const rows = await this.#db
      .select({
        id,
        kind,
        outcome,
        reason,
        message,
        body,
        result,
        hubEvent,
        timestamp,
        storefront: storefronts.slug,
        affiliateHandle: affiliates.handle,
      })
      .from(testEvents)
      .innerJoin(storefronts, eq(storefronts.id, testEvents.storefrontId))
      .leftJoin(affiliates, eq(affiliates.id, testEvents.affiliateId))
      .where(
        and(
          request.afterId === undefined ? undefined : lt(testEvents.id, cursorId(request.afterId)),
          request.kind === undefined ? undefined : eq(testEvents.kind, request.kind),
          request.outcome === undefined ? undefined : eq(testEvents.outcome, request.outcome),
          request.storefrontId === null ? undefined : eq(testEvents.storefrontId, request.storefrontId),
        ),
      )
      .orderBy(desc(testEvents.id))
      .limit(request.limit + 1);
    return toPage(rows, request.limit);
  }

  /** Writes events that were refused. */
  async addRefused(
    events: readonly Pick<
      TestEventRow,
      'storefrontId' | 'kind' | 'reason' | 'message' | 'body' | 'keyId' | 'door' | 'origin'
    >[],
  ): Promise<void> {
    for (const storefront of new Set(events.map(({ storefrontId }) => storefrontId))) {
      const own = events.filter(({ storefrontId }) => storefrontId === storefront);
      await insertTestEvents(
        this.#db,
        storefront,
        own.map(({ storefrontId: _, ...event }) => ({ ...event, outcome: 'refused' })),
      );
    }
  }

  /** Notes what the shop's own server would have been sent for the test event that this transaction wrote last. */
  async noteHubEvent(event: Record<string, unknown>): Promise<void> {
    await this.#db.execute(sql`
      UPDATE test_events SET hub_event = ${JSON.stringify(event)}::jsonb
      WHERE id = currval(pg_get_serial_sequence('test_events', 'id'))`);
  }

  /** Returns the hub events that test events of the last `seconds` would have caused, oldest first. */
  async getRecentHubEvents(seconds: number, storefrontId: number | null): Promise<Record<string, unknown>[]> {
    const rows = await this.#db
      .select({ event: testEvents.hubEvent })
      .from(testEvents)
      .where(
        and(
          isNotNull(testEvents.hubEvent),
          gt(testEvents.timestamp, sql`now() - make_interval(secs => ${seconds})`),
          storefrontId === null ? undefined : eq(testEvents.storefrontId, storefrontId),
        ),
      )
      .orderBy(testEvents.id);
    return rows.flatMap(({ event }) => (event === null ? [] : [event]));
  }

  /** Deletes the events of a storefront, or of all. Returns their number. */
  async deleteTestEvents(storefrontId: number | null): Promise<number> {
    const { rowCount } = await this.#db
      .delete(testEvents)
      .where(storefrontId === null ? undefined : eq(testEvents.storefrontId, storefrontId));
    return rowCount ?? 0;
  }

  /** Deletes what is older than `days`. */
  async deleteOldTestEvents(days: number): Promise<void> {
    await this.#db
      .delete(testEvents)
      .where(lt(testEvents.timestamp, sql`now() - make_interval(days => ${days})`));
  }

  /** Returns the number of events by outcome. */
  async countByOutcome(): Promise<{ outcome: TestEventRow['outcome']; total: number }[]> {
    return this.#db
      .select({ outcome: testEvents.outcome, total: sql<number>`count(*)::integer` })
      .from(testEvents)
      .groupBy(testEvents.outcome);
  }
}
