import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROWSER, call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, asVisitor, count, issueKey, type NewAffiliate, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let affiliate: NewAffiliate;
let asShop: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  affiliate = await newAffiliate(hub, 'batches');
  const { key } = await issueKey(hub, 'publishable');
  asShop = { authorization: `Bearer ${key}`, 'user-agent': BROWSER };
});
afterAll(() => hub.stop());

const send = (events: unknown, headers = asShop) =>
  call(hub, { method: 'POST', url: '/api/affiliates/track/clicks', headers, body: { events } });
const rows = () => count(hub, sql`FROM aff_clicks`);

test('each event has its own result, and a bad one spoils nothing', async () => {
  const { pixelId } = affiliate;
  const eventId = randomUUID();
  const before = await rows();
  const { status, body } = await send([
    { pixelId, visitorId: 'anna', eventId },
    { pixelId, visitorId: 'anna' },
    { pixelId: 'nobody' },
    { landingPage: '/' },
    { pixelId, eventId: 'no uuid' },
    { pixelId, visitorId: 'x'.repeat(65), landingPage: '/\u0000\ud800' },
    { pixelId, visitorId: 'anna', eventId },
    { pixelId, visitorId: 'ben', eventId },
    [],
  ]);
  expect(status).toBe(200);
  const { clickId } = body.results[0];
  const refused = (code: string, start: string) => ({
    success: false,
    error: { code, message: expect.stringMatching(new RegExp(`^${start}`)) },
  });
  expect(body.results).toMatchObject([
    { success: true, counted: true },
    { success: true, counted: false, reason: 'duplicate', clickId },
    refused('not_found', 'pixelId'),
    refused('bad_request', 'pixelId'),
    refused('bad_request', 'eventId'),
    { success: true, counted: true },
    { success: true, counted: true, duplicate: true, clickId },
    refused('event_mismatch', 'eventId'),
    refused('bad_request', ''),
  ]);
  expect(await rows()).toBe(before + 3);
});

test('500 events fit, 501 do not', async () => {
  const event = () => ({ pixelId: affiliate.pixelId, visitorId: randomUUID() });
  const { status, body } = await send(Array.from({ length: 500 }, event));
  expect(status).toBe(200);
  expect(body.results.every((result: { counted: boolean }) => result.counted)).toBe(true);
  for (const events of [Array.from({ length: 501 }, event), 'x', undefined, { 0: event() }]) {
    const refused = await send(events);
    expect(refused.status).toBe(400);
    expect(refused.body.error.message).toMatch(/^events/);
  }
});

test('a batch takes a key: without one it would pass the rate limit as one event', async () => {
  const before = await rows();
  expect((await send([{ pixelId: affiliate.pixelId }], asVisitor)).status).toBe(401);
  expect(await rows()).toBe(before);
});

test('a server may report for its visitors', async () => {
  const { body } = await send(
    [
      { pixelId: affiliate.pixelId, visitorIp: '198.51.100.7', visitorUserAgent: BROWSER },
      { pixelId: affiliate.pixelId, visitorIp: '198.51.100.8', visitorUserAgent: BROWSER },
      { pixelId: affiliate.pixelId, visitorIp: '198.51.100.8', visitorUserAgent: BROWSER },
    ],
    { ...asSecret, 'user-agent': 'node' },
  );
  expect(body.results).toMatchObject([{ counted: true }, { counted: true }, { reason: 'duplicate' }]);
});
