import type { DatabaseConnection } from '@dreamteamhub/db';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { auditCommissions, readCommissions } from './audit-commissions.ts';
import { auditOrders, readOrders } from './audit-orders.ts';
import { auditEvent, type Finding, finding } from './finding.ts';
import type { Answer, ClickEvent, SentEvents } from './sent-events.ts';

interface StoredClick {
  id: number;
  eventId: string;
  pixelId: string;
  visitorKey: string;
  counted: boolean;
  reason: string | null;
}

/**
 * Compares what callers were told with what is stored, and the books with the rows under them. Empty: all promises kept.
 * Leaves out clicks with a sub id: those of followed links, whose event ids the hub makes; whoever follows links counts them.
 */
export async function audit({ db, pool }: DatabaseConnection, sentEvents: SentEvents): Promise<Finding[]> {
  const { rows: clicks } = await pool.query<StoredClick>(
    `SELECT id::float8, event_id AS "eventId", pixel_id AS "pixelId", visitor_key AS "visitorKey", counted, reason
     FROM aff_clicks WHERE sub_id IS NULL`,
  );
  const orders = await readOrders(pool);
  const commissions = await readCommissions(pool);
  const { differences } = await new VerifyDao(db).verify();
  return [
    ...auditClicks(clicks, sentEvents),
    ...auditVisitors(clicks),
    ...auditOrders(orders, sentEvents),
    ...auditCommissions(commissions, sentEvents),
    ...differences.map(({ what, of, day, booked, actual }) =>
      finding('books', null, `${what} of ${of} on ${day}: booked ${booked}, actually ${actual}`),
    ),
    ...sentEvents.unexpected.map((detail) => finding('unexpected', null, detail)),
  ];
}

function auditClicks(clicks: StoredClick[], sentEvents: SentEvents): Finding[] {
  const byEvent = Map.groupBy(clicks, (click) => click.eventId);
  const byId = new Map(clicks.map((click) => [click.id, click]));
  const findings: Finding[] = [];
  for (const { event, answers } of sentEvents.entries) {
    if (event.kind !== 'click') continue;
    const stored = byEvent.get(event.eventId) ?? [];
    byEvent.delete(event.eventId);
    findings.push(
      ...auditEvent(event, answers, {
        stored: stored.map((click) => `click ${click.id}, ${click.reason ?? 'counted'}`),
        isDoubled: stored.length > 1,
        isBorneOut: (answer) => stored.some((click) => isAnswerOf(event, answer, { click, byId })),
      }),
    );
  }
  return [
    ...findings,
    ...[...byEvent.keys()].map((eventId) => finding('unsent', 'click', `click of event ${eventId}`)),
  ];
}

/** The answer names the click itself or, of a visitor who was counted before, the click that counted. */
function isAnswerOf(
  event: ClickEvent,
  answer: Answer,
  { click, byId }: { click: StoredClick; byId: ReadonlyMap<number, StoredClick> },
): boolean {
  const isOfEvent = (one: StoredClick) =>
    one.pixelId === event.pixelId && one.visitorKey === `v:${event.visitorId}`;
  if (!isOfEvent(click) || click.counted !== answer.counted) return false;
  if (click.reason !== 'duplicate') return click.id === answer.id;
  const first = byId.get(answer.id);
  return first?.counted === true && isOfEvent(first);
}

/** No drill takes as long as the window in which a visitor counts once. */
function auditVisitors(clicks: StoredClick[]): Finding[] {
  const visits = Map.groupBy(clicks, (click) => `${click.visitorKey} of ${click.pixelId}`);
  return [...visits].flatMap(([visit, own]) => {
    const counted = own.filter((click) => click.counted).length;
    return counted === 1 ? [] : [finding('miscounted', 'click', `visitor ${visit} counts ${counted} times`)];
  });
}
