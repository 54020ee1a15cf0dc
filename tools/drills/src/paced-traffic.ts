import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidV7 } from '@dreamteamhub/harness/click.ts';
import { deliver, HEADERS, sendUntilTaken } from './sender.ts';
import type { SentEvents } from './sent-events.ts';

/** Of a hundred requests; the others are clicks. */
const SHARES = { order: 15, stock: 15, redirect: 15 };

/** Hundreds of events wait at the end of an outage: together they must not be a flood. */
const PATIENT = { from: 500, to: 1_500 };

export interface PacedTrafficOptions {
  origin: string;
  pixelIds: readonly string[];
  /** An affiliate whose link visitors follow. */
  handle: string;
  /** A product that is sold, a unit at a time. */
  sku: string;
  perSecond: number;
  sentEvents: SentEvents;
}

/**
 * Visitors, orders, sales and followed links that come whether or not the last ones were answered, as they do in a shop. Each
 * event is sent until it is taken; a link is followed once.
 */
export class PacedTraffic {
  /** Units that a 200 said are sold. */
  sold = 0;
  /** Sub ids of visitors who were sent on. */
  readonly redirected: string[] = [];
  readonly #options: PacedTrafficOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly #ended: Promise<void>;
  #failure: unknown = null;
  #isStopped = false;

  constructor(options: PacedTrafficOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  /** Sends nothing new, and waits until everything was taken. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
    await Promise.all(this.#underWay);
    if (this.#failure !== null) throw this.#failure;
  }

  async #run(): Promise<void> {
    const startedAt = performance.now();
    for (let sent = 0; !this.#isStopped; sent++) {
      const due = startedAt + (sent * 1_000) / this.#options.perSecond;
      await sleep(Math.max(due - performance.now(), 0));
      const sending: Promise<void> = this.#send()
        .catch((error: unknown) => {
          this.#failure ??= error;
        })
        .finally(() => this.#underWay.delete(sending));
      this.#underWay.add(sending);
    }
  }

  #send(): Promise<void> {
    const { origin, pixelIds, sentEvents } = this.#options;
    const event = { eventId: uuidV7(), pixelId: pixelIds[randomInt(pixelIds.length)] as string };
    const kind = randomInt(100);
    if (kind < SHARES.order) {
      const order = { orderId: `order-${randomUUID()}`, revenue: '19.90' };
      return deliver(origin, sentEvents.add({ ...event, kind: 'order', ...order }), sentEvents, PATIENT);
    }
    if (kind < SHARES.order + SHARES.stock) return this.#sell();
    if (kind < SHARES.order + SHARES.stock + SHARES.redirect) return this.#follow();
    return deliver(
      origin,
      sentEvents.add({ ...event, kind: 'click', visitorId: randomUUID() }),
      sentEvents,
      PATIENT,
    );
  }

  async #sell(): Promise<void> {
    const { origin, sku, sentEvents } = this.#options;
    const lines = [{ sku, quantityDelta: -1, reason: 'sale' }];
    await sendUntilTaken(
      `${origin}/api/inventory/stock`,
      { lines, idempotencyKey: randomUUID() },
      sentEvents,
      PATIENT,
    );
    sentEvents.acknowledged += 1;
    this.sold += 1;
  }

  /** A visitor comes once: whoever is not sent on is gone. */
  async #follow(): Promise<void> {
    const { origin, handle, sentEvents } = this.#options;
    const subId = randomUUID();
    sentEvents.sent += 1;
    const response = await fetch(`${origin}/r/${handle}?to=/x&s=${subId}`, {
      redirect: 'manual',
      headers: { 'user-agent': HEADERS['user-agent'] },
    });
    if (response.status === 302) {
      sentEvents.acknowledged += 1;
      this.redirected.push(subId);
    } else {
      sentEvents.unexpected.push(`a link was answered ${response.status} ${await response.text()}`);
    }
  }
}
