import { and, desc, eq, sql } from 'drizzle-orm';
import type { Executor } from '../database.ts';
import type { ClickData, ClickResult } from '../tracking/click-dao.ts';
import { testEvents } from './tables.ts';
import { eventRetryKey, findRetried, insertTestEvents, lockTestEvents } from './test-event-write.ts';

type NotCountedReason = 'bot' | 'duplicate' | 'paused';

/** A click, and the affiliate that it is of. */
interface TestClick {
  id: number;
  affiliateId: number;
}

/** The clicks of test mode. */
export class TestClickDao {
  readonly #db: Executor;

  constructor(db: Executor) {
    this.#db = db;
  }

  /**
   * Records a click in a transaction of its own. `judge` says why it is not counted, given the affiliate's status and
   * whether its visitor was counted in the last `dedupSeconds`.
   */
  recordClick(
    click: ClickData,
    options: {
      dedupSeconds: number;
      judge: (facts: {
        isBot: boolean;
        isPaused: boolean;
        isCountedBefore: boolean;
      }) => { reason: NotCountedReason; message: string } | null;
    },
  ): Promise<ClickResult> {
    const { storefrontId, affiliateId, visitorKey, event } = click;
    const retry = event && { key: eventRetryKey(event.eventId), bodyHash: event.bodyHash };
    return this.#db.transaction(async (tx): Promise<ClickResult> => {
      await lockTestEvents(tx, storefrontId);
      const known = retry === undefined ? 'unknown' : await findRetried(tx, storefrontId, retry);
      if (known === 'mismatch') return { outcome: 'event_mismatch' };
      if (known !== 'unknown') return { outcome: 'repeated', ...answerOf(known) };
      const { rows } = await tx.execute<{ status: string }>(
        sql`SELECT status FROM affiliates WHERE id = ${affiliateId} AND status <> 'archived'`,
      );
      if (rows[0] === undefined) return { outcome: 'unknown_affiliate' };
      const earlier = await new TestClickDao(tx).#findCounted(
        { visitorKey, storefrontId, affiliateId },
        options.dedupSeconds,
      );
      const isPaused = rows[0].status === 'paused';
      const why = options.judge({ isBot: click.isBot, isPaused, isCountedBefore: earlier !== null });
      const counted = why?.reason === 'duplicate' ? earlier : null;
      const id = await insertTestEvents(tx, storefrontId, [
        {
          kind: 'click',
          outcome: why === null ? 'recorded' : 'not_counted',
          reason: why?.reason ?? null,
          message: why?.message ?? null,
          affiliateId,
          visitorKey,
          retryKey: retry?.key ?? null,
          bodyHash: retry?.bodyHash ?? null,
          body: {
            ...(event === undefined ? {} : { eventId: event.eventId }),
            ...shown('landingPage', click.landingPage),
            ...shown('referrer', click.referrer),
            ...shown('subId', click.subId),
          },
          result: {
            // Of a visitor counted before, the click that counted.
            ...(counted === null ? {} : { clickId: counted.id }),
            counted: why === null,
            ...(why === null ? {} : { reason: why.reason }),
          },
        },
      ]);
      return { outcome: 'inserted', clickId: counted?.id ?? id, reason: why?.reason ?? null };
    });
  }

  async getClickById(id: number): Promise<TestClick | null> {
    return this.#first(eq(testEvents.id, sql`${id}::bigint`));
  }

  /** Returns the click that an event id became, or null. */
  async getClickByEventId(storefrontId: number, eventId: string): Promise<TestClick | null> {
    const rows = await this.#db
      .select({ id: testEvents.id, result: testEvents.result })
      .from(testEvents)
      .where(
        and(
          eq(testEvents.storefrontId, storefrontId),
          eq(testEvents.kind, 'click'),
          eq(testEvents.retryKey, eventRetryKey(eventId)),
        ),
      );
    return rows[0] === undefined ? null : this.getClickById(Number(rows[0].result?.clickId ?? rows[0].id));
  }

  /** Returns a visitor's last counted click: for one affiliate or any, in one storefront or any. */
  getLastCountedClick(visitor: {
    storefrontId?: number | undefined;
    visitorKey: string;
    affiliateId?: number | undefined;
  }): Promise<TestClick | null> {
    return this.#findCounted(visitor, null);
  }

  #findCounted(
    visitor: { visitorKey: string; storefrontId?: number | undefined; affiliateId?: number | undefined },
    withinSeconds: number | null,
  ): Promise<TestClick | null> {
    const { visitorKey, storefrontId, affiliateId } = visitor;
    return this.#first(
      and(
        eq(testEvents.visitorKey, visitorKey),
        eq(testEvents.outcome, 'recorded'),
        storefrontId === undefined ? undefined : eq(testEvents.storefrontId, storefrontId),
        affiliateId === undefined ? undefined : eq(testEvents.affiliateId, affiliateId),
        withinSeconds === null
          ? undefined
          : sql`${testEvents.timestamp} > now() - make_interval(secs => ${withinSeconds})`,
      ),
    );
  }

  async #first(condition: ReturnType<typeof and>): Promise<TestClick | null> {
    const [row] = await this.#db
      .select({ id: testEvents.id, affiliateId: testEvents.affiliateId })
      .from(testEvents)
      .where(and(condition, eq(testEvents.kind, 'click')))
      .orderBy(desc(testEvents.id))
      .limit(1);
    const affiliateId = row?.affiliateId ?? null;
    return row === undefined || affiliateId === null ? null : { id: row.id, affiliateId };
  }
}

function answerOf({ id, result }: { id: number; result: Record<string, unknown> | null }) {
  const reason = (result?.reason ?? null) as NotCountedReason | null;
  return { clickId: Number(result?.clickId ?? id), reason };
}

/** Queries of a shop's pages may hold anything about its visitor. */
function shown(name: string, text: string | null): Record<string, string> {
  if (text === null) return {};
  return {
    [name]:
      name === 'subId'
        ? text
        : text
            .replace(/[?#].*$/s, '')
            .slice(0, 200)
            .toWellFormed(),
  };
}
