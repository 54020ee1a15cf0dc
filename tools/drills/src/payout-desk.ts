import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HubSession } from '@dreamteamhub/harness/hub-session.ts';
import { OWNER, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { HEADERS } from './sender.ts';

/** What a hub answered; `broken`: the connection ended before it did. */
export interface DeskAnswer {
  status: number | 'broken';
  // biome-ignore lint/suspicious/noExplicitAny: drills look into answers of any shape.
  body: any;
}

export interface Partner {
  id: number;
  pixelId: string;
}

export interface Order {
  orderId: string;
  conversionId: number;
}

/** Longer than anything waits on a busy machine. */
const MOST_TRIES = 200;
const PAUSE_MS = 100;

/** A shop that reports orders, and the one person of it who pays partners: by whichever hub. */
export class PayoutDesk {
  readonly #session: HubSession;

  private constructor(session: HubSession) {
    this.#session = session;
  }

  /** Makes the first person of a new hub, who may approve what they drafted. */
  static async open(origin: string, dataDir: string): Promise<PayoutDesk> {
    const session = await openSession(origin, dataDir);
    const alone = { secondPerson: 'alone', password: OWNER.password };
    await session.change('ledger.setSecondPerson', alone);
    return new PayoutDesk(session);
  }

  /** Sends one request, once. */
  async ask(
    origin: string,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
  ): Promise<DeskAnswer> {
    try {
      const response = await fetch(origin + path, {
        method,
        headers: { cookie: this.#session.cookie, origin, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    } catch (error) {
      return { status: 'broken', body: String((error as Error).cause ?? error) };
    }
  }

  /** Sends a request until the hub is not too busy for it. Throws unless it is 2xx. */
  async demand(
    origin: string,
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    body?: unknown,
  ): Promise<DeskAnswer['body']> {
    const answer = await again(() => this.ask(origin, method, path, body));
    if (typeof answer.status === 'number' && answer.status < 300) return answer.body;
    throw new Error(`${method} ${path} was answered ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** A partner at 10 %, who has said how to be paid where the rail needs to know: in cash or by PayPal. */
  async partner(
    origin: string,
    handle: string,
    rail: 'manual' | 'csv' | 'paypal' = 'manual',
  ): Promise<Partner> {
    const { id, pixelId } = await this.demand(origin, 'POST', '/api/affiliates', { handle, name: handle });
    if (rail === 'manual') return { id, pixelId };
    const how =
      rail === 'paypal'
        ? { method: 'paypal', email: `${handle}@pay.example` }
        : { method: 'other', note: 'In cash.' };
    const details = { ...how, holder: handle, password: OWNER.password };
    await this.demand(origin, 'PUT', `/api/affiliates/${id}/payout-details`, details);
    return { id, pixelId };
  }

  async setPayPal(origin: string, paypal: { clientId: string; clientSecret: string }): Promise<void> {
    await this.demand(origin, 'PUT', '/api/payouts/settings', { paypal, password: OWNER.password });
  }

  /** An order that somebody brought; its commission is pending. */
  async order(origin: string, { pixelId }: Partner, revenue: string): Promise<Order> {
    const order = { orderId: `paid-${randomUUID()}`, pixelId, revenue };
    const { status, body } = await this.report(origin, '/api/affiliates/track/conversion', order);
    if (status !== 200) throw new Error(`an order was answered ${status} ${JSON.stringify(body)}`);
    return { orderId: order.orderId, conversionId: body.attributionId };
  }

  /** What a shop's server reports, again while the hub is too busy. */
  report(origin: string, path: string, message: object): Promise<DeskAnswer> {
    return again(async () => {
      const response = await fetch(origin + path, {
        method: 'POST',
        headers: HEADERS,
        body: JSON.stringify(message),
      });
      return { status: response.status, body: await response.json() };
    });
  }

  approve(origin: string, { conversionId }: Order): Promise<unknown> {
    return this.demand(origin, 'POST', `/api/affiliates/conversions/${conversionId}/approve`, {});
  }
}

/** Sends again what was answered 503, or met a connection that the hub was about to close. */
export async function again(send: () => Promise<DeskAnswer>): Promise<DeskAnswer> {
  for (let tries = 1; ; tries++) {
    const answer = await send();
    if ((answer.status !== 503 && answer.status !== 'broken') || tries === MOST_TRIES) return answer;
    await sleep(PAUSE_MS);
  }
}
