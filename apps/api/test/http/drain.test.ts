import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { buildApp } from '../../src/app.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

let app: FastifyInstance;
let port: number;
let draining: AbortController;
/** Keeps its one connection, as a balancer does. */
let agent: Agent;
beforeEach(async () => {
  draining = new AbortController();
  app = await buildApp(hub.deps, { shedsOverload: false, draining: draining.signal });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
});
afterEach(async () => {
  agent.destroy();
  await app.close();
});

async function ask(path: string) {
  const [response] = (await once(get({ port, path, agent }), 'response')) as [IncomingMessage];
  const { statusCode, headers } = response;
  return { status: statusCode, connection: headers.connection, body: JSON.parse(await text(response)) };
}

/** Sends bytes as they are; returns all that comes back until the hub ends the connection. */
async function converse(bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}

/** A request that has arrived but for the last bytes of its body. */
async function beginRequest(): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  const arrived = once(app.server, 'request');
  socket.write(
    'POST /api/affiliates/track/click HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{',
  );
  await arrived;
  return socket;
}

test('a hub that drains is not ready at once, serves on, and ends each connection after its answer', async () => {
  expect(await ask('/readyz')).toMatchObject({ status: 200, connection: 'keep-alive' });
  draining.abort();
  expect(await ask('/readyz')).toEqual({ status: 503, connection: 'close', body: { status: 'stopping' } });
  expect(await ask('/livez')).toMatchObject({ status: 200, connection: 'close' });
  const refused = await ask('/api/affiliates');
  expect(refused).toMatchObject({
    status: 401,
    connection: 'close',
    body: { error: { code: 'unauthorized' } },
  });
});

test('requests under way finish, those behind them are served, and no idle connection delays the end', async () => {
  const socket = await beginRequest();
  const answers = text(socket);
  const startedAt = performance.now();
  const closed = app.close();
  await expect.poll(() => app.server.listening).toBe(false);
  socket.write('}GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
  // An event without a pixel is refused, as ever.
  expect(await answers).toMatch(/^HTTP\/1\.1 400 [\s\S]+HTTP\/1\.1 200 [\s\S]+"status":"ok"}$/);
  expect(await answers).not.toContain('Service Unavailable');
  await closed;
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('a connection that becomes idle while the hub closes is not waited for', async () => {
  const socket = await beginRequest();
  const closed = app.close();
  await expect.poll(() => app.server.listening).toBe(false);
  const startedAt = performance.now();
  socket.write('}');
  await closed;
  // Its keep-alive time is 72 s.
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  socket.destroy();
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400, 'bad_request'],
  ['a method that nobody knows', 'BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'bad_request'],
  ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001', 400, 'bad_request'],
  [
    'two lengths',
    'GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
    'bad_request',
  ],
  [
    'a length and chunks',
    'POST /api/affiliates HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
    'bad_request',
  ],
  ['a control character in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX-A: \u0001\r\n\r\n', 400, 'bad_request'],
  [
    'headers without end',
    `GET / HTTP/1.1\r\nHost: x\r\nX-A: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'payload_too_large',
  ],
  ['an expectation', 'GET /livez HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n', 417, 'bad_request'],
  [
    'an address that cannot be decoded',
    'GET /%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    400,
    'bad_request',
  ],
  [
    'a type of body',
    'POST /api/affiliates HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: image/png\r\nContent-Length: 1\r\n\r\nx',
    415,
    'unsupported_media_type',
  ],
  [
    'a body that is too large',
    `POST /api/affiliates/track/click HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n`,
    413,
    'payload_too_large',
  ],
  [
    'a large body of a caller who has proven nothing',
    `POST /api/affiliates HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1999999\r\n\r\n`,
    401,
    'unauthorized',
  ],
  [
    'a path out of the documentation',
    'GET /docs/static/..%2f..%2fpackage.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    404,
    'not_found',
  ],
])('%s is refused in the shape of every other refusal', async (_what, bytes, status, code) => {
  const [head = '', body = ''] = (await converse(bytes)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(head).toMatch(/\r\ncontent-type: application\/json; charset=utf-8(?:\r\n|$)/i);
  expect(JSON.parse(body)).toEqual({ error: { code, message: expect.stringMatching(/\w/) } });
});
