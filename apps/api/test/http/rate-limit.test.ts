import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, asVisitor, count, type NewAffiliate, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub({ limitsClock: () => 0 });
  affiliate = await newAffiliate(hub, 'busy');
});
afterAll(() => hub.stop());

const PER_MINUTE = 1200;

const send = (remoteAddress: string, headers: Record<string, string> = {}, payload: object = {}) =>
  hub.app.inject({
    method: 'POST',
    url: '/api/affiliates/track/click',
    remoteAddress,
    headers: { ...asVisitor, ...headers },
    payload,
  });

/** Uses an address's minute up, with events that are refused anyway. */
async function exhaust(address: string): Promise<void> {
  for (let sent = 0; sent < PER_MINUTE; sent += 100) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(address)));
    expect(answers.every(({ statusCode }) => statusCode === 400)).toBe(true);
  }
}

test('a keyless caller that is too fast is told to wait', async () => {
  await exhaust('198.51.100.7');
  const limited = await send('198.51.100.7');
  expect(limited.statusCode).toBe(429);
  expect(limited.json().error.code).toBe('rate_limited');
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  // Readable from the storefront's page, whose SDK then waits.
  expect(limited.headers['access-control-allow-origin']).toBe('*');
  expect(limited.headers['access-control-expose-headers']).toContain('retry-after');
  expect((await send('198.51.100.7', { 'x-forwarded-for': '203.0.113.1' })).statusCode).toBe(429);
});

test('others, keys, and what is not tracking are not held up by it', async () => {
  expect((await send('198.51.100.8')).statusCode).toBe(400);
  const { pixelId } = affiliate;
  expect((await send('198.51.100.7', asSecret, { pixelId })).statusCode).toBe(200);
  const admin = { method: 'GET', url: '/api/affiliates', remoteAddress: '198.51.100.7' } as const;
  expect((await hub.app.inject({ ...admin, headers: asSecret })).statusCode).toBe(200);
  expect(await count(hub, sql`FROM aff_clicks WHERE pixel_id = ${pixelId}`)).toBe(1);
});

test('all addresses of an IPv6 /64 are one caller, however they are written', async () => {
  await exhaust('2001:db8:1::1');
  for (const neighbour of ['2001:db8:1::2', '2001:db8:1:0:a:b:c:d', '2001:0db8:0001::9:9']) {
    expect((await send(neighbour)).statusCode).toBe(429);
  }
  expect((await send('2001:db8:1:1::1')).statusCode).toBe(400);
});

test('IPv4 inside IPv6 is its own address, not everybody’s network', async () => {
  expect((await send('::ffff:198.51.100.7')).statusCode).toBe(429);
  expect((await send('::ffff:198.51.100.9')).statusCode).toBe(400);
});

test('a proxy that all callers share is named in the log, where nobody said that it is one', async () => {
  for (const [TRUST_PROXY, expected] of [
    [undefined, true],
    ['loopback', false],
  ] as const) {
    const lines: string[] = [];
    const shop = await startTestHub({
      limitsClock: () => 0,
      onLog: (line) => lines.push(line),
      ...(TRUST_PROXY === undefined ? {} : { env: { TRUST_PROXY } }),
    });
    try {
      for (let sent = 0; sent <= PER_MINUTE; sent++) {
        await shop.app.inject({
          method: 'POST',
          url: '/api/affiliates/track/click',
          headers: { 'x-forwarded-for': `203.0.113.${sent % 200}` },
          payload: {},
        });
      }
      expect(lines.some((line) => line.includes('set TRUST_PROXY'))).toBe(expected);
    } finally {
      await shop.stop();
    }
  }
});

test('a batch does not pass as one event', async () => {
  const { pixelId } = affiliate;
  const before = await count(hub, sql`FROM aff_clicks`);
  const name = 'tracking.recordClick';
  const response = await hub.app.inject({
    method: 'POST',
    url: `/trpc/tracking/${name},${name}?batch=1`,
    headers: { ...asVisitor, 'content-type': 'application/json' },
    payload: JSON.stringify({ 0: { pixelId }, 1: { pixelId } }),
  });
  expect(response.statusCode).toBe(400);
  expect(await count(hub, sql`FROM aff_clicks`)).toBe(before);
});
