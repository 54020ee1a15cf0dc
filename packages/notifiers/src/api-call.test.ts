import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiCall, callApi } from './api-call.ts';
import { createEgressPolicy } from './egress.ts';

const egress = createEgressPolicy({ allowPrivateDestinations: true });

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server; returns how to call it. */
async function serve(
  listener: RequestListener,
): Promise<(change?: Partial<ApiCall>) => ReturnType<typeof callApi>> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(started.address() as AddressInfo).port}/things`;
  return (change) =>
    callApi(egress, {
      ...{ method: 'POST', url, headers: { 'x-name': 'Ada' }, body: 'sent', mostBytes: 1000 },
      deadline: AbortSignal.timeout(2000),
      ...change,
    });
}

const lost = (message: string | RegExp, mayHaveArrived: boolean) =>
  expect.objectContaining({ name: 'ApiCallError', message: expect.stringMatching(message), mayHaveArrived });

describe('a call of an outside service', () => {
  it('sends headers and body, and reads the whole answer of any status', async () => {
    const call = await serve(async (request, response) => {
      const { 'x-name': name, 'user-agent': agent, 'content-length': length } = request.headers;
      response.writeHead(422).end(JSON.stringify([request.method, name, agent, length, await text(request)]));
    });
    expect(await call()).toEqual({ status: 422, body: '["POST","Ada","dream-team-hub","4","sent"]' });
  });

  it('that got half of an answer may have arrived', async () => {
    const call = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('half');
      setTimeout(() => request.socket.destroy(), 20);
    });
    await expect(call()).rejects.toEqual(lost(/.*/, true));
  });

  it('whose connection ends without an answer, or that takes too long, may have arrived', async () => {
    const cut = await serve((request) => request.socket.destroy());
    await expect(cut()).rejects.toEqual(lost('ECONNRESET', true));
    const slow = await serve(() => undefined);
    await expect(slow({ deadline: AbortSignal.timeout(50) })).rejects.toEqual(
      lost('no answer in time', true),
    );
  });

  it('with an answer that is too long has none', async () => {
    const call = await serve((_request, response) => response.end('x'.repeat(5000)));
    await expect(call()).rejects.toEqual(lost('too long', true));
  });

  it('that was not connected certainly did not arrive', async () => {
    const call = await serve(() => undefined);
    server?.close();
    await expect(call()).rejects.toEqual(lost('ECONNREFUSED', false));
    await expect(call({ url: 'http://169.254.169.254/latest' })).rejects.toEqual(lost('not allowed', false));
  });
});
