import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidV7 } from '@dreamteamhub/harness/click.ts';
import { deliver } from './sender.ts';
import type { DrillEvent, OrderEvent, SentEvents, ShopOrderEvent } from './sent-events.ts';

const REPEATED_SHARE = 0.1;
const ORDER_SHARE = 0.03;
const SHOP_ORDER_SHARE = 0.03;
const REFUND_SHARE = 0.02;
const KNOWN_VISITOR_SHARE = 0.15;

export interface TrafficOptions {
  origin: string;
  pixelIds: readonly string[];
  sentEvents: SentEvents;
  /** Senders that each send the next event when the last one was taken. */
  loops: number;
  /** What each waits before the next event. Default 0. */
  pauseMilliseconds?: number;
}

/**
 * Visitors and orders of a shop: new clicks, clicks of visitors who came before, orders with and without lines and
 * affiliates, refunds of orders that were taken, and one event in ten sent again, if it was answered before or not.
 */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #visitorIds: string[] = [];
  readonly #ended: Promise<unknown>;
  #isStopped = false;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#ended = Promise.all(Array.from({ length: options.loops }, () => this.#loop()));
    // Told to whoever stops it; until then it must only not end the process.
    this.#ended.catch(() => undefined);
  }

  /** Lets every sender deliver what it holds: afterwards each event was answered. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
  }

  async #loop(): Promise<void> {
    const { origin, sentEvents, pauseMilliseconds = 0 } = this.#options;
    while (!this.#isStopped) {
      await deliver(origin, this.#nextEvent(), sentEvents);
      if (pauseMilliseconds > 0) await sleep(pauseMilliseconds);
    }
  }

  #nextEvent(): DrillEvent {
    const { sentEvents, pixelIds } = this.#options;
    const kind = Math.random();
    if (kind < REPEATED_SHARE && sentEvents.events.length > 0) return anyOf(sentEvents.events);
    const event = { eventId: uuidV7(), pixelId: anyOf(pixelIds) };
    const orderId = `order-${sentEvents.events.length}`;
    if (kind > 1 - ORDER_SHARE)
      return sentEvents.add({ ...event, kind: 'order', orderId, revenue: randomAmount() });
    if (kind > 1 - ORDER_SHARE - SHOP_ORDER_SHARE) return this.#shopOrder({ ...event, orderId });
    if (kind > 1 - ORDER_SHARE - SHOP_ORDER_SHARE - REFUND_SHARE && sentEvents.takenOrders.length > 0)
      return this.#refund(anyOf(sentEvents.takenOrders));
    return sentEvents.add({ ...event, kind: 'click', visitorId: this.#nextVisitor() });
  }

  /** One in three has no affiliate, and half of all have lines. */
  #shopOrder({ pixelId, ...event }: { eventId: string; pixelId: string; orderId: string }): DrillEvent {
    const order = { ...event, ...(randomInt(3) === 0 ? {} : { pixelId }), kind: 'shop-order' as const };
    const { sentEvents } = this.#options;
    if (randomInt(2) === 0) return sentEvents.add({ ...order, revenue: randomAmount() });
    const cents = [randomInt(100, 50_000), randomInt(100, 50_000), randomInt(100, 50_000)];
    return sentEvents.add({
      ...order,
      revenue: inCents(cents.reduce((sum, net) => sum + net, 0)),
      lines: cents.map((net, place) => ({ lineId: `line-${place}`, quantity: 1, net: inCents(net) })),
    });
  }

  /** Of an order with lines, parts of two of them. */
  #refund(order: OrderEvent | ShopOrderEvent): DrillEvent {
    const refund = { kind: 'refund' as const, eventId: randomUUID(), orderId: order.orderId };
    const lines = 'lines' in order ? (order.lines ?? []) : [];
    if (lines.length === 0) return this.#options.sentEvents.add({ ...refund, amount: '0.30' });
    const parts = lines.slice(0, 2).map(({ lineId }) => ({ lineId, net: '0.15' }));
    return this.#options.sentEvents.add({ ...refund, amount: '0.30', lines: parts });
  }

  #nextVisitor(): string {
    if (Math.random() < KNOWN_VISITOR_SHARE && this.#visitorIds.length > 0) return anyOf(this.#visitorIds);
    const visitorId = randomUUID();
    this.#visitorIds.push(visitorId);
    return visitorId;
  }
}

function anyOf<Item>(items: readonly Item[]): Item {
  return items[randomInt(items.length)] as Item;
}

const inCents = (cents: number) => (cents / 100).toFixed(2);

const randomAmount = () => inCents(randomInt(100, 50_000));
