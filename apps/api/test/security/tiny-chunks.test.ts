import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, type NewAffiliate, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
let port: number;
beforeAll(async () => {
  hub = await startTestHub();
  affiliate = await newAffiliate(hub, 'tech-blog');
  port = Number(new URL(await hub.app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(() => hub.stop());

/** Sends a body in chunks, and returns all that comes back until the connection ends. */
function sendChunks(path: string, chunks: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (data) => {
      answer += data.toString();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer));
    const head = [
      `POST ${path} HTTP/1.1`,
      'host: hub.example',
      'connection: close',
      `user-agent: ${asVisitor['user-agent']}`,
      'content-type: application/json',
      'transfer-encoding: chunked',
    ];
    const body = chunks.map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`).join('');
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}0\r\n\r\n`);
  });
}

const CLICK = '/api/affiliates/track/click';

test('a body that comes in a few pieces is read', async () => {
  const pieces =
    JSON.stringify({ pixelId: affiliate.pixelId, referrer: 'x'.repeat(8_000) }).match(/.{1,200}/g) ?? [];
  expect(await sendChunks(CLICK, pieces)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await sendChunks(CLICK, [...JSON.stringify({ handle: 'x' })])).toMatch(/^HTTP\/1\.1 404 /);
});

test.each([CLICK, '/r/nobody', '/api/affiliates', '/no/such/entry', '/api/auth/sign-out'])(
  'a body of thousands of single letters to %s ends its connection, and costs little',
  async (path) => {
    const before = performance.eventLoopUtilization();
    const answer = await sendChunks(
      path,
      Array.from({ length: 60_000 }, () => ' '),
    );
    expect(performance.eventLoopUtilization(before).active).toBeLessThan(400);
    expect(answer).not.toMatch(/^HTTP\/1\.1 2/);
    expect((await hub.app.inject('/livez')).statusCode).toBe(200);
  },
);
