import { randomInt, randomUUID } from 'node:crypto';
import { uuidV7 } from '@dreamteamhub/harness/click.ts';
import { openSession } from '@dreamteamhub/harness/hub-session.ts';
import type { DrillResult } from './drill.ts';
import { deliver } from './sender.ts';
import type { DrillEvent, SentEvents, ShopOrderEvent } from './sent-events.ts';
import type { DrillSite } from './site.ts';
import { writersDrill } from './writers-drill.ts';

export interface LedgerLimits {
  /** Writers of both processes together. */
  writers: number;
  ordersEach: number;
}

/** What is sent again at the same time through the other process. */
const TWICE_SHARE = 0.2;

/**
 * Many writers of two processes on one partner, whose balances all of them need: orders of three lines, refunds of lines,
 * approvals and disputes at the same time, some of them through both processes at once. Every sum has to be exact, and nobody
 * may wait in a circle.
 */
export function partnerDrill(site: DrillSite, { writers, ordersEach }: LedgerLimits): Promise<DrillResult> {
  const name = `ledger, ${writers} writers on one partner`;
  return writersDrill(site, name, async ({ hubs, pixelId, sentEvents }) => {
    // The link of the hub that was started last is the one that counts.
    const last = hubs.at(-1);
    if (last === undefined) throw new Error('no hub was started');
    const session = await openSession(last.origin, site.dataDirOf(last));
    const origins = hubs.map(({ origin }) => origin);
    const send = async (event: DrillEvent) => {
      const place = randomInt(origins.length);
      const isTwice = Math.random() < TWICE_SHARE;
      const targets = isTwice ? origins : origins.slice(place, place + 1);
      await Promise.all(targets.map((origin) => deliver(origin, event, sentEvents)));
    };
    const approve = async (order: ShopOrderEvent) => {
      const id = sentEvents.answerTo(order)?.attributionId;
      await session.change('affiliates.approveConversion', { id });
    };
    const write = async () => {
      for (let number = 0; number < ordersEach; number++) {
        const order = orderOf(sentEvents, pixelId);
        await send(order);
        await Promise.all([
          ...(randomInt(2) === 0 ? [send(refundOf(sentEvents, order, number))] : []),
          ...(randomInt(2) === 0 ? [approve(order)] : []),
          ...(randomInt(3) === 0 ? [dispute(sentEvents, order, send)] : []),
        ]);
      }
    };
    await Promise.all(Array.from({ length: writers }, write));
  });
}

/** An order of three lines; halves of cents are frequent in its commissions. */
export function orderOf(sentEvents: SentEvents, pixelId: string): ShopOrderEvent {
  const nets = [randomInt(100, 50_000), 5 * randomInt(1, 500), randomInt(100, 50_000)];
  return sentEvents.add({
    ...{ kind: 'shop-order', eventId: uuidV7(), pixelId, orderId: `order-${randomUUID()}` },
    revenue: inCents(nets.reduce((sum, net) => sum + net, 0)),
    lines: nets.map((net, place) => ({ lineId: `line-${place}`, quantity: 1, net: inCents(net) })),
  });
}

/** A part of two lines, or with every third order all of them. */
export function refundOf(
  sentEvents: SentEvents,
  { orderId, lines = [], revenue }: ShopOrderEvent,
  number: number,
): DrillEvent {
  const refund = { kind: 'refund', eventId: randomUUID(), orderId } as const;
  if (number % 3 === 0) {
    const all = lines.map(({ lineId, net }) => ({ lineId, net }));
    return sentEvents.add({ ...refund, amount: revenue, lines: all });
  }
  const parts = lines.slice(0, 2).map(({ lineId }) => ({ lineId, net: '0.15' }));
  return sentEvents.add({ ...refund, amount: '0.30', lines: parts });
}

/** A message about a dispute of all of an order. */
export function disputeOf(
  sentEvents: SentEvents,
  { orderId, revenue }: ShopOrderEvent,
  state: 'opened' | 'won' | 'lost',
): DrillEvent {
  const message = { kind: 'dispute', disputeId: `dispute of ${orderId}`, orderId, amount: revenue } as const;
  return sentEvents.add({ ...message, eventId: randomUUID(), state });
}

async function dispute(
  sentEvents: SentEvents,
  order: ShopOrderEvent,
  send: (event: DrillEvent) => Promise<void>,
): Promise<void> {
  await send(disputeOf(sentEvents, order, 'opened'));
  const end = (['opened', 'won', 'lost'] as const)[randomInt(3)] ?? 'opened';
  if (end !== 'opened') await send(disputeOf(sentEvents, order, end));
}

const inCents = (cents: number) => (cents / 100).toFixed(2);
