import type { DatabaseConnection } from '@dreamteamhub/db';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import type { Answer, ClickEvent, DrillEvent, OrderEvent, SentEvents } from './sent-events.ts';

export interface Finding {
  /**
   * `lost`: a 200 that nothing in the database bears out; `doubled`: one event, several rows; `contradicted`: one event,
   * different answers; `unsent`: a row that nobody sent; `miscounted`: a visitor who counts not exactly once;
   * `books`: rollups and metrics that are not the sum of their rows; `unexpected`: an answer that no caller should get.
   */
  kind: 'lost' | 'doubled' | 'contradicted' | 'unsent' | 'miscounted' | 'books' | 'unexpected';
  what: DrillEvent['kind'] | null;
  detail: string;
}

interface StoredClick {
  id: number;
  eventId: string;
  pixelId: string;
  visitorKey: string;
  counted: boolean;
  reason: string | null;
}

interface StoredOrder {
  id: number;
  pixelId: string;
  orderId: string;
  revenue: string;
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
  const { rows: orders } = await pool.query<StoredOrder>(
    `SELECT id, pixel_id AS "pixelId", order_id AS "orderId", revenue::text FROM aff_attributions`,
  );
  const { differences } = await new VerifyDao(db).verify();
  return [
    ...auditClicks(clicks, sentEvents),
    ...auditVisitors(clicks),
    ...auditOrders(orders, sentEvents),
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

function auditOrders(orders: StoredOrder[], sentEvents: SentEvents): Finding[] {
  const byOrder = Map.groupBy(orders, (order) => order.orderId);
  const findings: Finding[] = [];
  for (const { event, answers } of sentEvents.entries) {
    if (event.kind !== 'order') continue;
    const stored = byOrder.get(event.orderId) ?? [];
    byOrder.delete(event.orderId);
    findings.push(
      ...auditEvent(event, answers, {
        stored: stored.map((order) => `attribution ${order.id}`),
        isBorneOut: (answer) => stored.some((order) => order.id === answer.id && isSameOrder(order, event)),
      }),
    );
  }
  return [
    ...findings,
    ...[...byOrder.keys()].map((orderId) => finding('unsent', 'order', `order ${orderId}`)),
  ];
}

function isSameOrder(order: StoredOrder, event: OrderEvent): boolean {
  return order.pixelId === event.pixelId && order.revenue === event.revenue;
}

function auditEvent(
  event: DrillEvent,
  answers: Answer[],
  { stored, isBorneOut }: { stored: string[]; isBorneOut: (answer: Answer) => boolean },
): Finding[] {
  const told = answers.map(
    ({ id, counted }) => `${id}${counted === undefined ? '' : `, counted ${counted}`}`,
  );
  const detail =
    `${event.kind} event ${event.eventId}: answered ${told.join(' and ') || 'never'}; ` +
    `stored ${stored.join(' and ') || 'nothing'}`;
  return [
    ...answers.filter((answer) => !isBorneOut(answer)).map(() => finding('lost', event.kind, detail)),
    ...(stored.length > 1 ? [finding('doubled', event.kind, detail)] : []),
    ...(answers.length > 1 ? [finding('contradicted', event.kind, detail)] : []),
  ];
}

function finding(kind: Finding['kind'], what: Finding['what'], detail: string): Finding {
  return { kind, what, detail };
}
