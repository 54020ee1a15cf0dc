import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECRET_KEY } from '@dreamteamhub/harness/product.ts';
import type { Answer, ClickEvent, DrillEvent, SentEvents } from './sent-events.ts';

/** A hub that is up must answer within this, if only with 503: what a caller waits longer for, it has lost already. */
const ANSWER_WITHIN_MS = 15_000;
/** After an outage, hundreds wait their turn; a busy machine takes minutes for them. */
const DELIVER_WITHIN_MS = 180_000;

/** How long a sender waits before it tries again, at random in between. */
interface Pause {
  from: number;
  to: number;
}

const IMPATIENT: Pause = { from: 20, to: 200 };

/** Of a secret key's caller, in a visitor's name. */
export const HEADERS = {
  authorization: `Bearer ${SECRET_KEY}`,
  'content-type': 'application/json',
  // Anything less is a bot's click and counts for nobody.
  'user-agent':
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36',
};

type ClickReceipt = { success: true; clickId: number; counted: boolean };

/** Sends an event until it is answered 200, with the same event id each time, as the SDK does. */
export async function deliver(
  origin: string,
  event: DrillEvent,
  sentEvents: SentEvents,
  pauseMs?: Pause,
): Promise<void> {
  const send = <Body>(path: string, body: object) =>
    sendUntilTaken<Body>(origin + path, body, sentEvents, pauseMs);
  sentEvents.acknowledge(event, await answerTo(event, send));
}

async function answerTo(
  event: DrillEvent,
  send: <Body>(path: string, body: object) => Promise<Body>,
): Promise<Answer> {
  switch (event.kind) {
    case 'click': {
      const { kind: _, ...body } = event;
      const { clickId, counted } = await send<ClickReceipt>('/api/affiliates/track/click', body);
      return { id: clickId, counted };
    }
    case 'order': {
      const { kind: _, ...body } = event;
      const path = '/api/affiliates/track/conversion';
      return { id: (await send<{ attributionId: number }>(path, body)).attributionId };
    }
    case 'shop-order': {
      const { kind: _, ...body } = event;
      const { id, attributionId } = await send<{ id: number; attributionId: number | null }>(
        '/api/orders',
        body,
      );
      return { id, attributionId };
    }
    case 'refund': {
      const { orderId, eventId: refundId, amount, lines } = event;
      const body = { orderId, refundId, ...(lines === undefined ? { amount } : { lines }) };
      const receipt = await send<{ attributionId: number | null }>('/api/affiliates/refunds', body);
      return { id: receipt.attributionId ?? 0 };
    }
    case 'dispute': {
      const { kind: _, eventId: __, ...body } = event;
      const receipt = await send<{ attributionId: number | null }>('/api/affiliates/disputes', body);
      return { id: receipt.attributionId ?? 0 };
    }
  }
}

/** The same for several clicks in one request. */
export async function deliverTogether(
  origin: string,
  events: ClickEvent[],
  sentEvents: SentEvents,
): Promise<void> {
  const url = `${origin}/api/affiliates/track/clicks`;
  const body = { events: events.map(({ kind: _, ...click }) => click) };
  const { results } = await sendUntilTaken<{ results: (ClickReceipt | { success: false })[] }>(
    url,
    body,
    sentEvents,
  );
  for (const [place, event] of events.entries()) {
    const result = results[place];
    if (result?.success) sentEvents.acknowledge(event, { id: result.clickId, counted: result.counted });
    else sentEvents.unexpected.push(`a click of a batch was answered ${JSON.stringify(result)}`);
  }
}

/** Returns the body of the first 200, or 201 for what is new. */
export async function sendUntilTaken<Body>(
  url: string,
  body: object,
  sentEvents: SentEvents,
  pauseMs: Pause = IMPATIENT,
): Promise<Body> {
  let last = 'never answered';
  for (const deadline = Date.now() + DELIVER_WITHIN_MS; Date.now() < deadline; ) {
    sentEvents.sent += 1;
    const answer = await send(url, body);
    if (answer.status === 200 || answer.status === 201) return answer.body as Body;
    if (answer.status !== 503 && answer.status !== 'broken')
      sentEvents.unexpected.push(`${answer.status} ${JSON.stringify(answer.body)}`);
    sentEvents.retried += 1;
    last = `${answer.status} ${JSON.stringify(answer.body)}`;
    sentEvents.lastFailure = last;
    await sleep(randomInt(pauseMs.from, pauseMs.to));
  }
  throw new Error(`${url} did not take an event for ${DELIVER_WITHIN_MS / 1000} s; at last: ${last}`);
}

async function send(
  url: string,
  body: object,
): Promise<{ status: number | 'broken' | 'no answer in time'; body?: unknown }> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const response = await fetch(url, {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(body),
      signal,
    });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    // What is left are connections that broke, before the answer or in the middle of it.
    const { name, cause } = error as Error;
    return { status: name === 'TimeoutError' ? 'no answer in time' : 'broken', body: String(cause ?? error) };
  }
}
