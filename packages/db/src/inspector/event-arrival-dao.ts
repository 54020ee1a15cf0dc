import { and, eq, isNull, lt, type SQL, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import { testEvents } from '../test-events/tables.ts';
import { eventRetryKey } from '../test-events/test-event-write.ts';
import { eventArrivals } from './tables.ts';

export type ArrivalData = Omit<typeof eventArrivals.$inferInsert, 'id' | 'timestamp'>;

/** How an event of test mode came in, and what tells it from the others of its storefront. */
export interface TestArrival extends Pick<ArrivalData, 'keyId' | 'door' | 'origin'> {
  storefrontId: number;
  kind: 'click' | 'order' | 'refund' | 'stock';
  /** When the call began; its events are younger. */
  since: Date;
  /** Of a click. */
  eventId?: string | undefined;
  /** Of an order or a refund, as sent. */
  orderId?: string | undefined;
}

/** Clocks of a process and of its database may differ by so much. */
const CLOCKS = sql`interval '2 seconds'`;

/** How events came in that the hub took. */
export class EventArrivalDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  async addArrivals(arrivals: readonly ArrivalData[]): Promise<void> {
    if (arrivals.length > 0) await this.#db.insert(eventArrivals).values([...arrivals]);
  }

  /** Notes how test events came in that were just written, on those that nothing was noted on yet. */
  async noteTestArrivals(arrivals: readonly TestArrival[]): Promise<void> {
    const isNamed = ({ eventId, orderId }: TestArrival) =>
      Number(eventId !== undefined || orderId !== undefined);
    // What is known by a name goes first: what is known by its time alone takes the rest.
    const sorted = [...arrivals].sort((a, b) => isNamed(b) - isNamed(a));
    for (const { storefrontId, kind, since, eventId, orderId, ...came } of sorted) {
      await this.#db
        .update(testEvents)
        .set(came)
        .where(
          and(
            eq(testEvents.storefrontId, storefrontId),
            eq(testEvents.kind, kind),
            isNull(testEvents.door),
            sql`${testEvents.timestamp} >= ${since.toISOString()}::timestamptz - ${CLOCKS}`,
            ...ofCall({ eventId, orderId }),
          ),
        );
    }
  }

  /** Deletes what is older than `days`. */
  async deleteOldArrivals(days: number): Promise<void> {
    await this.#db
      .delete(eventArrivals)
      .where(lt(eventArrivals.timestamp, sql`now() - make_interval(days => ${days})`));
  }
}

function ofCall({ eventId, orderId }: Pick<TestArrival, 'eventId' | 'orderId'>): SQL[] {
  return [
    ...(eventId === undefined ? [] : [sql`${testEvents.retryKey} = ${eventRetryKey(eventId)}`]),
    ...(orderId === undefined
      ? []
      : [sql`hub_canonical_text(${testEvents.body}->>'orderId') = hub_canonical_text(${orderId}::text)`]),
  ];
}
