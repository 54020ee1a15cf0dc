import { createAdminClient } from '@dreamteamhub/sdk/admin';
import { clickCookie, createServerTracker, readAttribution } from '@dreamteamhub/sdk/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BROWSER, SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';

// A shop's server as it uses the SDK, with a hub that says what it knows.
let hub: TestHub;
let admin: ReturnType<typeof createAdminClient>;
let server: ReturnType<typeof createServerTracker>;
beforeAll(async () => {
  hub = await startTestHub();
  const endpoint = await hub.app.listen({ host: '127.0.0.1', port: 0 });
  admin = createAdminClient({ endpoint, secretKey: SECRET_KEY });
  server = createServerTracker({ endpoint, secretKey: SECRET_KEY });
  for (const handle of ['tech-blog', 'deals'])
    await admin.affiliates.createAffiliate.mutate({ handle, name: handle });
});
afterAll(() => hub.stop());

/** The cookie of somebody who has followed these links, one after the other. */
function cookieAfter(...links: string[]): string {
  return links.reduce((cookie, url) => {
    const header = (name: string) => ({ cookie, 'user-agent': BROWSER })[name] ?? null;
    return clickCookie({ url, header, method: 'GET' })?.split(';')[0] ?? cookie;
  }, '');
}

async function creditOf(orderId: string, cookie: string) {
  await server.conversion({ ...readAttribution(cookie), orderId, revenue: '9.99' });
  const { items } = await admin.affiliates.listConversions.query();
  const order = items.find((item) => item.orderId === orderId);
  return { handle: order?.affiliateHandle, clickId: order?.clickId };
}

test('an order is credited to the last link whose name the hub knows', async () => {
  const badge = cookieAfter('/?via=tech-blog', '/?via=powered-by-ghost', '/?a=1&amp;Via=made-with-framer');
  expect(await creditOf('ORD-1', badge)).toMatchObject({ handle: 'tech-blog' });
  expect(await creditOf('ORD-2', cookieAfter('/?via=tech-blog', '/?via=deals'))).toMatchObject({
    handle: 'deals',
  });
});

test('with its click, where the tracker has recorded one', async () => {
  const { clickId } = await server.click({
    handle: 'tech-blog',
    visitorUserAgent: BROWSER,
    visitorIp: '198.51.100.7',
  });
  const tracker = JSON.stringify({ handle: 'tech-blog', clickId, at: Date.now() - 1_000 });
  const cookie = `${cookieAfter('/?via=powered-by-ghost')}; dth=${encodeURIComponent(tracker)}`;
  expect(await creditOf('ORD-3', cookie)).toEqual({ handle: 'tech-blog', clickId });
});

test('an order of links that nobody has is refused, and told', async () => {
  await expect(
    creditOf('ORD-4', cookieAfter('/?via=nobody', '/?via=powered-by-ghost')),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
});
