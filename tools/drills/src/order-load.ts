import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidV7 } from '@dreamteamhub/harness/click.ts';
import { HEADERS } from './sender.ts';

/** An order that was answered 200 or 201. */
export interface TakenOrder {
  orderId: string;
  /** How many lines it was sent with. */
  lines: number;
  /** Whether it was sent to a version that stores orders. */
  isPlaced: boolean;
  /** When it was sent, and how long the answer took. */
  at: number;
  milliseconds: number;
}

/** A hub that orders are sent to. */
interface Target {
  origin: string;
  /** Whether it has a route for orders with lines. */
  takesLines: boolean;
}

const LOOPS = 2;
/** The machine has the migration to do as well. */
const PAUSE_MS = 25;

/** Orders to every target at once, each sent one time: what is not taken is a refusal. */
export class OrderLoad {
  readonly taken: TakenOrder[] = [];
  readonly refusals: string[] = [];
  readonly #pixelIds: readonly string[];
  readonly #running = new Map<Target, Promise<unknown>>();
  readonly #stopped = new Set<Target>();

  constructor(pixelIds: readonly string[]) {
    this.#pixelIds = pixelIds;
  }

  start(target: Target): () => Promise<unknown> {
    this.#running.set(target, Promise.all(Array.from({ length: LOOPS }, () => this.#loop(target))));
    return async () => {
      this.#stopped.add(target);
      await this.#running.get(target);
    };
  }

  /** Returns the longest answer to an order that was sent in a time, in milliseconds. */
  slowest(from: number, to: number): number {
    const within = this.taken.filter(({ at }) => at >= from && at <= to);
    return within.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
  }

  async #loop(target: Target): Promise<void> {
    while (!this.#stopped.has(target)) {
      await this.#send(target, target.takesLines && randomInt(2) === 0 ? 3 : 0);
      await sleep(PAUSE_MS);
    }
  }

  async #send({ origin, takesLines }: Target, lines: number): Promise<void> {
    const order = {
      orderId: `load-${randomUUID()}`,
      eventId: uuidV7(),
      pixelId: this.#pixelIds[randomInt(this.#pixelIds.length)],
    };
    const at = Date.now();
    const path = lines > 0 ? '/api/orders' : '/api/affiliates/track/conversion';
    const amounts = lines > 0 ? { lines: linesOf(lines) } : { revenue: '19.90' };
    const answer = await fetch(origin + path, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify({ ...order, ...amounts }),
    }).then(
      async (response) => ({ isTaken: response.ok, told: `${response.status} ${await response.text()}` }),
      (error: unknown) => ({ isTaken: false, told: String((error as Error).cause ?? error) }),
    );
    if (answer.isTaken) {
      const { orderId } = order;
      this.taken.push({ orderId, lines, isPlaced: takesLines, at, milliseconds: Date.now() - at });
    } else {
      this.refusals.push(`an order was answered ${answer.told}`);
    }
  }
}

function linesOf(howMany: number) {
  return Array.from({ length: howMany }, (_, place) => ({
    lineId: String(place + 1),
    quantity: 1,
    net: '6.50',
  }));
}
