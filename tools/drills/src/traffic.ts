import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidV7 } from '@dreamteamhub/harness/click.ts';
import { deliver } from './sender.ts';
import type { DrillEvent, SentEvents } from './sent-events.ts';

const REPEATED_SHARE = 0.1;
const ORDER_SHARE = 0.05;
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
 * Visitors and orders of a shop: new clicks, clicks of visitors who came before, orders, and one event in ten sent again,
 * if it was answered before or not.
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
    if (kind > 1 - ORDER_SHARE) {
      const revenue = (randomInt(100, 50_000) / 100).toFixed(2);
      return sentEvents.add({
        ...event,
        kind: 'order',
        orderId: `order-${sentEvents.events.length}`,
        revenue,
      });
    }
    return sentEvents.add({ ...event, kind: 'click', visitorId: this.#nextVisitor() });
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
