import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { click, convert, issueKey, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let slack: SlackSink;
let owner: Record<string, string>;
let analyst: Record<string, string>;
beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({ env: { SLACK_WEBHOOK_URL: slack.url } });
  await createOperator(hub);
  owner = await signedIn(hub);
  analyst = await signedIn(hub, await createPerson(hub, 'analyst'));
  // A hub in a test begins with a key of the environment.
  await hub.owner.execute(sql`UPDATE api_keys SET revoked_at = now()`);
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});

async function progress(headers = owner) {
  const { status, data, error } = await callTrpc(hub, entryAt('ops.getProgress'), { headers });
  expect(status, JSON.stringify(error)).toBe(200);
  return data;
}

interface Step {
  name: string;
  isDone: boolean;
  isSkipped: boolean;
}

const done = async (headers = owner) =>
  (await progress(headers)).steps.filter(({ isDone }: Step) => isDone).map(({ name }: Step) => name);
const change = (input: object, headers = owner) =>
  callTrpc(hub, entryAt('account.updateMe'), { input, headers });

test('each step is done once the hub has what it is about, and not before', async () => {
  expect(await progress()).toMatchObject({
    steps: ['partner', 'origin', 'click', 'key', 'order', 'channel', 'products'].map((name) => ({
      ...{ name, isDone: false, isSkipped: false },
    })),
    isHidden: false,
    partner: null,
    storefront: { slug: 'default' },
    channels: [{ name: 'webhook', lastDeliveredAt: null }],
  });

  await issueKey(hub, 'secret', { isTest: true });
  await issueKey(hub, 'publishable');
  expect(await done()).toEqual([]);
  const { key } = await issueKey(hub, 'secret');
  expect(await done()).toEqual(['key']);
  const asServer = { authorization: `Bearer ${key}` };

  await hub.owner.execute(sql`
    INSERT INTO affiliates (storefront_id, handle, name, pixel_id, status) VALUES (1, 'old', 'Old', 'p-old', 'archived')`);
  expect(await progress()).toMatchObject({ partner: null });
  const body = { handle: 'tech-blog', name: 'Tech Blog' };
  await call(hub, { method: 'POST', url: '/api/affiliates', body, headers: asServer });
  expect(await progress()).toMatchObject({ partner: { handle: 'tech-blog', name: 'Tech Blog' } });

  // A bot's click is stored and does not count.
  await click(hub, { handle: 'tech-blog', landingPage: '/' }, { 'user-agent': 'Googlebot/2.1' });
  expect(await done()).toEqual(['partner', 'key']);
  await click(hub, { handle: 'tech-blog', landingPage: '/' });
  expect(await done()).toEqual(['partner', 'click', 'key']);

  // A claim, which anybody can send, is no order.
  await convert(hub, { handle: 'tech-blog', orderId: 'C-1', revenue: '1.00' }, {});
  expect(await done()).not.toContain('order');
  await convert(hub, { handle: 'tech-blog', orderId: 'ORD-1', revenue: '9.00' }, asServer);
  expect(await done()).toContain('order');

  const product = { sku: 'W-1', name: 'W', stock: 9, threshold: 1 };
  await call(hub, { method: 'POST', url: '/api/inventory/products', body: product, headers: asServer });
  await hub.owner.execute(sql`UPDATE storefronts SET allowed_origins = '{https://shop.example}'`);
  expect(await done()).toEqual(['partner', 'origin', 'click', 'key', 'order', 'products']);

  const test = await callTrpc(hub, entryAt('ops.testChannel'), {
    input: { channel: 'webhook' },
    headers: owner,
  });
  expect(test.status).toBe(200);
  expect(slack.messages).toHaveLength(1);
  expect(await done()).toHaveLength(7);
  expect((await progress()).channels).toEqual([{ name: 'webhook', lastDeliveredAt: expect.any(String) }]);
});

test('a test message is not sent where nothing is set up, and one that is refused is no arrival', async () => {
  const send = (channel: string) =>
    callTrpc(hub, entryAt('ops.testChannel'), { input: { channel }, headers: owner });
  expect((await send('email')).status).toBe(400);
  await hub.owner.execute(sql`DELETE FROM channel_health`);
  slack.answerNext({ status: 404 });
  expect((await send('webhook')).error.data).toMatchObject({ hubCode: 'delivery_failed' });
  expect(await done()).not.toContain('channel');
});

test('what one person leaves out or hides, others still see', async () => {
  await change({ skippedSetupSteps: ['channel', 'channel', 'products'], isSetupHidden: true });
  const mine = await progress();
  expect(mine.isHidden).toBe(true);
  expect(mine.steps.filter(({ isSkipped }: Step) => isSkipped).map(({ name }: Step) => name)).toEqual([
    'channel',
    'products',
  ]);
  const theirs = await progress(analyst);
  expect(theirs.isHidden).toBe(false);
  expect(theirs.steps.some(({ isSkipped }: Step) => isSkipped)).toBe(false);
  // One setting changes no other.
  await change({ timeZone: 'Asia/Tokyo' });
  await change({ isSetupHidden: false });
  expect((await progress()).steps.filter(({ isSkipped }: Step) => isSkipped)).toHaveLength(2);
  const me = await callTrpc(hub, entryAt('account.getMe'), { headers: owner });
  expect(me.data.timeZone).toBe('Asia/Tokyo');
  expect((await change({ skippedSetupSteps: ['nothing'] })).status).toBe(400);
});

test('a secret key says from which network it was last used, a publishable one does not', async () => {
  const secret = await issueKey(hub, 'secret');
  const publishable = await issueKey(hub, 'publishable');
  await newAffiliate(hub, 'seen').catch(() => undefined);
  await hub.app.inject({
    method: 'GET',
    url: '/api/affiliates',
    remoteAddress: '203.0.113.77',
    headers: { authorization: `Bearer ${secret.key}` },
  });
  await click(hub, { handle: 'tech-blog', landingPage: '/' }, { authorization: `Bearer ${publishable.key}` });
  const lastUsed = async () => {
    const { data } = await callTrpc(hub, entryAt('storefronts.listKeys'), { headers: owner });
    return [secret, publishable].map(({ id }) => data.items.find((item: { id: number }) => item.id === id));
  };
  await expect.poll(async () => (await lastUsed()).every(({ lastUsedAt }) => lastUsedAt !== null)).toBe(true);
  expect(await lastUsed()).toMatchObject([
    { lastUsedNetwork: expect.stringMatching(/^203\.0\.113\./) },
    { lastUsedNetwork: null },
  ]);
  expect((await lastUsed())[0].lastUsedNetwork).not.toContain('77');
});
