import type { HubEvent } from './hub-events.ts';
import { readNodeBody, type WebhookRequest } from './node-body.ts';
import {
  verifyWebhook,
  WebhookError,
  type WebhookHandlers,
  type WebhookHeaders,
  type WebhookSecret,
} from './verify-webhook.ts';

export type {
  ConversionNews,
  HubEvent,
  HubEventData,
  HubEventType,
  OrderNews,
  OrderRecordedNews,
  OrderRefundedNews,
  PayoutNews,
  RefundNews,
  StockLevel,
  StockNews,
} from './hub-events.ts';
export type { WebhookRequest } from './node-body.ts';
export {
  verifyWebhook,
  WebhookError,
  type WebhookHandlers,
  type WebhookHeaders,
  type WebhookSecret,
} from './verify-webhook.ts';

/** Of the wrappers: the secret, and a handler for each type of event. */
export type WebhookOptions = WebhookSecret & { on: WebhookHandlers };

/** Handles a message; resolves with undefined, or with why it is refused. Rejects with what a handler threw, and for wrong options. */
async function receive(
  { on, ...secret }: WebhookOptions,
  headers: WebhookHeaders,
  readBody: () => Promise<string | Uint8Array>,
): Promise<string | undefined> {
  let event: HubEvent;
  try {
    event = await verifyWebhook({ ...secret, headers, body: await readBody() });
  } catch (error) {
    if (error instanceof WebhookError) return error.message;
    throw error;
  }
  // A newer hub may know more types than this version of the SDK.
  const handle = on[event.type] as ((event: HubEvent) => unknown) | undefined;
  await handle?.(event);
}

/**
 * Answers the hub's webhooks, for everything that speaks Request and Response: 204 once the handler of the event's type is through, 400 for
 * what is not the hub's. A handler that throws makes your framework answer 500, and the hub send the event again.
 *
 * @example
 * export const POST = fetchWebhook({ secret, on: { 'stock.low': ({ data }) => reorder(data.items), … } });
 */
export function fetchWebhook(options: WebhookOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.bodyUsed) throw new TypeError('body: was read before; hand the request over untouched');
    const problem = await receive(options, request.headers, () => request.text());
    return problem === undefined
      ? new Response(null, { status: 204 })
      : new Response(problem, { status: 400 });
  };
}

/** What `expressWebhook` answers with: Express's response, or Node's own. */
export interface WebhookResponse {
  statusCode: number;
  end(text?: string): unknown;
}

/**
 * The same for Express 4 and 5, Connect and `node:http`, behind a body parser or without one. Whatever goes wrong in a handler goes to `next`, as
 * Express does it, or without one is a 500: nothing is left that could end the process.
 *
 * @example
 * app.post('/webhooks/hub', expressWebhook({ secret, on: { 'stock.low': ({ data }) => reorder(data.items), … } }));
 */
export function expressWebhook(
  options: WebhookOptions,
): (request: WebhookRequest, response: WebhookResponse, next?: (error: unknown) => void) => void {
  return (request, response, next) => {
    const answer = (status: number, text?: string) => {
      response.statusCode = status;
      response.end(text);
    };
    receive(options, request.headers, () => readNodeBody(request))
      .then((problem) => (problem === undefined ? answer(204) : answer(400, problem)))
      .catch((error: unknown) => (next ? next(error) : answer(500)))
      // Nobody waits for this promise: an answer that cannot be given must not end the process.
      .catch(() => undefined);
  };
}

/**
 * The same for Fastify. A handler that throws is answered 500 by Fastify, and logged.
 *
 * @example
 * app.post('/webhooks/hub', fastifyWebhook({ secret, on: { 'stock.low': ({ data }) => reorder(data.items), … } }));
 */
export function fastifyWebhook(
  options: WebhookOptions,
): (
  request: { headers: WebhookHeaders; body?: unknown; rawBody?: unknown },
  reply: { code(status: number): { send(text?: string): unknown } },
) => Promise<unknown> {
  return async (request, reply) => {
    const problem = await receive(options, request.headers, () => readNodeBody(request));
    return problem === undefined ? reply.code(204).send() : reply.code(400).send(problem);
  };
}
