import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  asSecret,
  asVisitor,
  click,
  convert,
  count,
  issueKey,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await newAffiliate(hub, 'partner');
});
beforeEach(() => hub.owner.execute(sql`TRUNCATE refused_events`));
afterAll(() => hub.stop());

async function refused(headers?: Record<string, string>) {
  await hub.deps.services.refusals.flush();
  const request = { method: 'GET' as const, url: '/api/refused-events?limit=500' };
  const { body } = await call(hub, headers === undefined ? request : { ...request, headers });
  return body;
}

test('an order that nothing attributes is kept, with why, and without whose it is', async () => {
  await convert(hub, {
    orderId: 'O-1',
    revenue: 10,
    handle: 'nobody',
    visitorId: 'anna@shop.example',
    visitorIp: '203.0.113.9',
  });
  const [event] = await refused();
  expect(event).toMatchObject({
    kind: 'order',
    reason: 'not_found',
    message: 'handle: there is no affiliate "nobody"',
    isStored: false,
    body: { orderId: 'O-1', revenue: 10, handle: 'nobody' },
  });
  expect(JSON.stringify(event)).not.toMatch(/anna|203\.0/);
});

test('a dispute is kept among the refunds, with which one it was', async () => {
  const dispute = { orderId: 'O-1', disputeId: 'dp_1', amount: '5.00', state: 'closed' };
  await call(hub, { method: 'POST', url: '/api/affiliates/disputes', body: dispute });
  expect(await refused()).toMatchObject([
    {
      kind: 'refund',
      reason: 'bad_request',
      message: 'state: must be one of opened, won, lost',
      body: dispute,
    },
  ]);
});

test('a bad body, a wrong key and a refund are kept; what succeeds is not', async () => {
  await convert(hub, { orderId: 'undefined', revenue: 10, handle: 'partner' });
  await click(hub, { handle: 'partner' }, { ...asVisitor, authorization: 'Bearer pk_wrong' });
  await call(hub, { method: 'POST', url: '/api/affiliates/refunds', body: { orderId: 'O-1', refundId: '' } });
  await click(hub, { handle: 'partner', visitorId: randomUUID() });
  const kept = (await refused()).map(
    ({ kind, reason }: { kind: string; reason: string }) => `${kind} ${reason}`,
  );
  expect(kept.sort()).toEqual(['click unauthorized', 'order bad_request', 'refund bad_request']);
});

test('what is stored and not counted says so; a repeated event is none', async () => {
  const visitorId = randomUUID();
  const event = { handle: 'partner', visitorId, eventId: randomUUID() };
  await click(hub, event);
  await click(hub, event);
  await click(hub, { handle: 'partner', visitorId });
  await click(hub, { handle: 'partner' }, { 'user-agent': 'curl/8.5.0' });
  const kept = await refused();
  expect(
    kept.map(({ reason, isStored }: { reason: string; isStored: boolean }) => [reason, isStored]),
  ).toEqual([
    ['bot', true],
    ['duplicate', true],
  ]);
});

test('clicks of a batch are kept one by one', async () => {
  await call(hub, {
    method: 'POST',
    url: '/api/affiliates/track/clicks',
    body: {
      events: [{ handle: 'nobody' }, { handle: 'partner', visitorId: randomUUID(), landingPage: '/' }, {}],
    },
    headers: { ...asSecret, ...asVisitor },
  });
  expect((await refused()).map(({ reason }: { reason: string }) => reason)).toEqual([
    'bad_request',
    'not_found',
  ]);
});

test('a storefront’s key sees its own, and addresses lose their query', async () => {
  await hub.deps.services.storefronts.create(
    { slug: 'outlet', name: 'Outlet', currency: 'USD', allowedOrigins: [] },
    { kind: 'command_line', storefrontId: null } as never,
  );
  const outlet = await issueKey(hub, 'publishable', { storefront: 'outlet' });
  const reader = await issueKey(hub, 'secret', { storefront: 'outlet', scopes: ['ops:read'] });
  const page = 'https://outlet.example/thanks?mail=anna@shop.example#x';
  await click(
    hub,
    { handle: 'nobody', landingPage: page },
    { ...asVisitor, authorization: `Bearer ${outlet.key}`, origin: 'https://outlet.example' },
  );
  await click(hub, { handle: 'nobody' });
  const own = await refused({ authorization: `Bearer ${reader.key}` });
  expect(own).toHaveLength(1);
  expect(own[0]).toMatchObject({
    origin: 'https://outlet.example',
    body: { handle: 'nobody', landingPage: 'https://outlet.example/thanks' },
  });
});

test('a link that does not lead where it says is kept', async () => {
  await hub.app.inject({ url: '/r/nobody-here?to=/x', headers: asVisitor });
  expect(await refused()).toMatchObject([
    { kind: 'link', reason: 'unknown_affiliate', isStored: false, body: { url: '/r/nobody-here?to=/x' } },
  ]);
});

test('a flood fills no table: at most 30 a minute and storefront', async () => {
  await Promise.all(Array.from({ length: 200 }, (_, n) => click(hub, { handle: `nobody-${n}` })));
  expect((await refused()).length).toBeLessThanOrEqual(30);
});

test('they are forgotten after 7 days', async () => {
  await query(
    hub,
    sql`INSERT INTO refused_events (kind, reason, message, is_stored, body, timestamp)
        VALUES ('click', 'x', 'x', false, '{}', now() - interval '8 days'), ('click', 'x', 'x', false, '{}', now())`,
  );
  await hub.deps.services.refusals.forgetOld();
  expect(await count(hub, sql`FROM refused_events WHERE reason = 'x'`)).toBe(1);
});
