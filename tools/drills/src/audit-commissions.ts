import type { DatabaseConnection } from '@dreamteamhub/db';
import { type Finding, finding } from './finding.ts';
import type { DisputeEvent, OrderEvent, RefundEvent, SentEvents, ShopOrderEvent } from './sent-events.ts';

/** The rate of a hub that nobody told another one. */
const BASIS_POINTS = 1000;

/** A commission and what its transfers did, in cents. */
interface StoredCommission {
  orderId: string;
  position: number;
  amount: number;
  reversed: number;
  held: number;
  /** What the transfers of its beginning come to, and how many there are. */
  accrued: number;
  accruals: number;
  /** What all of its transfers cost the shop, and what they left in `held`. */
  spent: number;
  inHeld: number;
}

/** What a line must have come to, in cents. */
interface Expected {
  amount: number;
  reversed: number;
  held: number;
}

/** Reads all commissions with the sums of their transfers. */
export async function readCommissions(pool: DatabaseConnection['pool']): Promise<StoredCommission[]> {
  const { rows } = await pool.query<StoredCommission>(`
    SELECT order_id AS "orderId", commission.position, (commission.amount * 100)::float8 AS amount,
           (reversed * 100)::float8 AS reversed, (held * 100)::float8 AS held, moved.*
    FROM commissions AS commission JOIN aff_attributions AS attribution ON attribution.id = attribution_id,
    LATERAL (
      SELECT coalesce(sum(transfer.amount) FILTER (WHERE cause = 'accrue'), 0)::float8 * 100 AS accrued,
             (count(*) FILTER (WHERE cause = 'accrue'))::integer AS accruals,
             coalesce(sum(CASE WHEN debit.kind = 'expense.commission' THEN transfer.amount
                               WHEN credit.kind = 'expense.commission' THEN -transfer.amount END), 0)::float8 * 100 AS spent,
             coalesce(sum(CASE WHEN credit.kind = 'held' THEN transfer.amount
                               WHEN debit.kind = 'held' THEN -transfer.amount END), 0)::float8 * 100 AS "inHeld"
      FROM ledger_transfers AS transfer
      JOIN ledger_accounts AS debit ON debit.id = debit_id JOIN ledger_accounts AS credit ON credit.id = credit_id
      WHERE transfer.attribution_id = attribution.id AND transfer.position = commission.position) AS moved`);
  return rows.map((row) => ({
    ...row,
    // Sums of cents that were divided by a hundred.
    ...{ accrued: Math.round(row.accrued), spent: Math.round(row.spent), inHeld: Math.round(row.inHeld) },
    ...{ amount: Math.round(row.amount), reversed: Math.round(row.reversed), held: Math.round(row.held) },
  }));
}

/**
 * Compares the commissions of the orders that were acknowledged, and the transfers about them, with what those orders and
 * what was acknowledged of their refunds and disputes must come to; computed here once more, from what was sent alone.
 */
export function auditCommissions(stored: readonly StoredCommission[], sentEvents: SentEvents): Finding[] {
  const byOrder = Map.groupBy(stored, ({ orderId }) => orderId);
  const about = aboutOrders(sentEvents);
  const findings: Finding[] = [];
  for (const { event, answers } of sentEvents.entries) {
    if ((event.kind !== 'order' && event.kind !== 'shop-order') || answers.length === 0) continue;
    const own = byOrder.get(event.orderId) ?? [];
    byOrder.delete(event.orderId);
    const expected = event.pixelId === undefined ? [] : expectedOf(event, about.get(event.orderId));
    findings.push(...auditOrder(event, own, expected));
  }
  const isSent = new Set(
    [...sentEvents.entries].map(({ event }) => ('orderId' in event ? event.orderId : '')),
  );
  const unsent = [...byOrder.keys()].filter((orderId) => !isSent.has(orderId));
  return [...findings, ...unsent.map((orderId) => finding('unsent', 'order', `commission of ${orderId}`))];
}

function auditOrder(
  { kind, orderId }: OrderEvent | ShopOrderEvent,
  own: readonly StoredCommission[],
  expected: readonly Expected[],
): Finding[] {
  if (own.length !== expected.length) {
    const detail = `order ${orderId} has ${own.length} commissions, and must have ${expected.length}`;
    return [finding(own.length < expected.length ? 'lost' : 'doubled', kind, detail)];
  }
  const sorted = own.toSorted((a, b) => a.position - b.position);
  return expected.flatMap((line, place) => {
    const one = sorted[place] as StoredCommission;
    const what = `commission ${one.position} of order ${orderId}`;
    const problems: Finding[] = [];
    const { amount, reversed, held } = one;
    if (amount !== line.amount || reversed !== line.reversed || held !== line.held) {
      problems.push(
        finding(
          'lost',
          kind,
          `${what} is ${JSON.stringify({ amount, reversed, held })}, and must be ${JSON.stringify(line)}`,
        ),
      );
    }
    if (one.accruals > 1)
      problems.push(finding('doubled', kind, `${what} was accrued ${one.accruals} times`));
    const moved = { accrued: one.accrued, spent: one.spent, held: one.inHeld };
    if (moved.accrued !== amount || moved.spent !== amount - reversed || moved.held !== held)
      problems.push(finding('books', kind, `${what}: ${JSON.stringify(one)}`));
    return problems;
  });
}

interface AboutOrder {
  refunds: RefundEvent[];
  disputes: DisputeEvent[];
}

function aboutOrders(sentEvents: SentEvents): Map<string, AboutOrder> {
  const about = new Map<string, AboutOrder>();
  for (const { event, answers } of sentEvents.entries) {
    if ((event.kind !== 'refund' && event.kind !== 'dispute') || answers.length === 0) continue;
    const own = about.get(event.orderId) ?? { refunds: [], disputes: [] };
    about.set(event.orderId, own);
    if (event.kind === 'refund') own.refunds.push(event);
    else own.disputes.push(event);
  }
  return about;
}

/** A drill's refunds name lines where the order has some; its disputes are of all of an order. */
function expectedOf(
  event: OrderEvent | ShopOrderEvent,
  { refunds, disputes }: AboutOrder = { refunds: [], disputes: [] },
): Expected[] {
  const sent = ('lines' in event ? event.lines : undefined) ?? [];
  const isLost = disputes.some(({ state }) => state === 'lost');
  const isWon = disputes.some(({ state }) => state === 'won');
  const isOpen = disputes.length > 0 && !isLost && !isWon;
  const lines = sent.length === 0 ? [{ lineId: null, net: event.revenue }] : sent;
  return lines.map(({ lineId, net }) => {
    const goods = cents(net);
    const amount = halfEven(goods * BASIS_POINTS, 10_000);
    const parts = refunds.flatMap((refund) =>
      lineId === null
        ? [cents(refund.amount)]
        : (refund.lines ?? []).filter((line) => line.lineId === lineId).map((line) => cents(line.net)),
    );
    const refunded = Math.min(
      parts.reduce((sum, part) => sum + part, 0),
      goods,
    );
    const share = goods === 0 ? 0 : Math.floor((2 * amount * refunded + goods) / (2 * goods));
    const reversed = isLost ? amount : share;
    return { amount, reversed, held: isOpen ? amount - reversed : 0 };
  });
}

const cents = (amount: string) => Math.round(Number(amount) * 100);

function halfEven(dividend: number, divisor: number): number {
  const [whole, rest] = [Math.floor(dividend / divisor), dividend % divisor];
  const isUp = 2 * rest > divisor || (2 * rest === divisor && whole % 2 === 1);
  return isUp ? whole + 1 : whole;
}
