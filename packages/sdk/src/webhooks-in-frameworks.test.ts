import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import express from 'express';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HubEvent, HubEventType } from './hub-events.ts';
import { signWebhook } from './testing.ts';
import {
  expressWebhook,
  fastifyWebhook,
  fetchWebhook,
  type WebhookHandlers,
  type WebhookOptions,
} from './webhooks.ts';

// Express 4 has no types beside those of 5, and takes the same.
const express4: typeof express = createRequire(import.meta.url)('express-4');

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

const told: HubEvent[] = [];
/** What the shop's handlers do; told of by the message itself. */
async function handle(event: HubEvent): Promise<void> {
  await Promise.resolve();
  if (event.type === 'alerting.failed' && event.data.message === 'fail') throw new Error('the shop is down');
  told.push(event);
}
const on = new Proxy({}, { get: (_, type: HubEventType) => type && handle }) as WebhookHandlers;
const right: WebhookOptions = { secret: SECRET, on };
const unset: WebhookOptions = { secret: undefined, on };

type Start = () => Promise<{ origin: string; close(): unknown }>;

function serve(listener: RequestListener): Start {
  return async () => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
      origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => server.close(),
    };
  };
}

function withExpress(make: typeof express, ...parsers: express.RequestHandler[]): Start {
  const app = make();
  for (const parser of parsers) app.use(parser);
  app.post('/hub', expressWebhook(right));
  app.post('/unset', expressWebhook(unset));
  const answerErrors: express.ErrorRequestHandler = (error, _request, response, _next) => {
    response.status(500).send(error.message);
  };
  app.use(answerErrors);
  return serve(app);
}

const withFastify: Start = async () => {
  const app = fastify();
  app.post('/hub', fastifyWebhook(right));
  app.post('/unset', fastifyWebhook(unset));
  return { origin: await app.listen({ port: 0, host: '127.0.0.1' }), close: () => app.close() };
};

const withoutFramework = serve((request, response) =>
  expressWebhook(request.url === '/unset' ? unset : right)(request, response),
);

/** A server that speaks Request and Response, and answers 500 for what a handler throws. */
const withFetch = serve(async (request, response) => {
  const body = await buffer(request);
  const headers = request.headers as Record<string, string>;
  const asked = new Request('https://shop.example/', {
    method: 'POST',
    headers,
    body,
  });
  const answer = await fetchWebhook(request.url === '/unset' ? unset : right)(asked).catch(
    (error: Error) => new Response(error.message, { status: 500 }),
  );
  response.writeHead(answer.status).end(await answer.text());
});

describe.each<[string, Start]>([
  ['Express 4', withExpress(express4)],
  ['Express 4, behind its JSON parser', withExpress(express4, express4.json())],
  [
    'Express 4, behind a parser of another type',
    withExpress(express4, express4.urlencoded({ extended: false })),
  ],
  ['Express 5', withExpress(express)],
  ['Express 5, behind its JSON parser', withExpress(express, express.json())],
  ['Express 5, behind its text parser', withExpress(express, express.text({ type: 'application/json' }))],
  ['Express 5, behind its raw parser', withExpress(express, express.raw({ type: 'application/json' }))],
  ['Fastify', withFastify],
  ['node:http', withoutFramework],
  ['fetch', withFetch],
])('%s', (_, start) => {
  let shop: Awaited<ReturnType<Start>>;
  beforeAll(async () => {
    shop = await start();
  });
  afterAll(() => shop.close());

  const post = (path: string, message: { headers: Record<string, string>; body: string }) =>
    fetch(shop.origin + path, { method: 'POST', ...message });
  const sign = (message: string) =>
    signWebhook({ secret: SECRET, type: 'alerting.failed', data: { message } });

  test('answers 204 for an event, once its handler is through', async () => {
    told.length = 0;
    const { status } = await post('/hub', await sign('Größe 🎁 "1\u2028"'));
    expect([status, told]).toMatchObject([
      204,
      [{ type: 'alerting.failed', data: { message: 'Größe 🎁 "1\u2028"' } }],
    ]);
  });

  test('answers 400 for what is not the hub’s, and handles nothing', async () => {
    told.length = 0;
    const { headers, body } = await sign('forged');
    const forged = { headers, body: body.replace('forged', 'FORGED') };
    const strangers = [
      forged,
      { headers: { 'content-type': 'application/json' }, body: '{}' },
      { headers: { ...headers, 'webhook-timestamp': '1' }, body },
      { headers: { ...headers, 'webhook-signature': 'v1,?' }, body },
    ];
    for (const message of strangers) expect((await post('/hub', message)).status).toBe(400);
    expect(told).toEqual([]);
  });

  test('answers 500 when the shop’s handler fails, and goes on', async () => {
    expect((await post('/hub', await sign('fail'))).status).toBe(500);
    expect((await post('/hub', await sign('again'))).status).toBe(204);
  });

  test('answers 500 without a secret, whoever asks', async () => {
    const answer = await post('/unset', await sign('x'));
    expect(answer.status).toBe(500);
    // Only the shop's own log is told more by node:http, which has no error handler.
    if (start !== withoutFramework) expect(await answer.text()).toContain('secret: is missing');
  });

  test('refuses a body that is too long, and goes on', async () => {
    const { headers } = await sign('long');
    const { status } = await post('/hub', { headers, body: `"${'x'.repeat(1_500_000)}"` });
    expect([400, 413, 500]).toContain(status);
    expect((await post('/hub', await sign('again'))).status).toBe(204);
  });
});
