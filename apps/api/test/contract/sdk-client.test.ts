import { createAdminClient } from '@dreamteamhub/sdk/admin';
import { createServerTracker } from '@dreamteamhub/sdk/server';
import { TRPCClientError } from '@trpc/client';
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest';
import { BROWSER, SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let hub: TestHub;
let endpoint: string;
let admin: ReturnType<typeof createAdminClient>;
beforeAll(async () => {
  hub = await startTestHub();
  endpoint = await hub.app.listen({ host: '127.0.0.1', port: 0 });
  admin = createAdminClient({ endpoint, secretKey: SECRET_KEY });
});
afterAll(() => hub.stop());

test('the admin client creates, lists and changes', async () => {
  const affiliate = await admin.affiliates.createAffiliate.mutate({ handle: 'tech-blog', name: 'Tech Blog' });
  expectTypeOf(affiliate.pixelId).toEqualTypeOf<string>();
  expect(affiliate).toMatchObject({ handle: 'tech-blog', revenue30d: '0.00' });
  // A query without input is called without input; several calls travel in one request.
  const [affiliates, products, overview] = await Promise.all([
    admin.affiliates.listAffiliates.query(),
    admin.inventory.listProducts.query({ search: 'x' }),
    admin.ops.getOverview.query(),
  ]);
  expect(affiliates.items.map(({ id }) => id)).toEqual([affiliate.id]);
  expect(products).toEqual({ items: [], nextCursor: null });
  expect(overview.affiliateCount).toBe(1);
  const paused = await admin.affiliates.updateAffiliate.mutate({ id: affiliate.id, status: 'paused' });
  expect(paused.status).toBe('paused');
  await admin.affiliates.updateAffiliate.mutate({ id: affiliate.id, status: 'active' });
});

async function failureOf(call: Promise<unknown>): Promise<TRPCClientError<never>> {
  const failure = await call.then(
    () => null,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(TRPCClientError);
  return failure as TRPCClientError<never>;
}

test('an error says why, with the hub’s code and the fields', async () => {
  const taken = await failureOf(
    admin.affiliates.createAffiliate.mutate({ handle: 'tech-blog', name: 'Again' }),
  );
  expect(taken.data).toMatchObject({ hubCode: 'conflict', httpStatus: 409 });
  const wrong = await failureOf(admin.affiliates.createAffiliate.mutate({ handle: 'no spaces', name: '' }));
  expect(wrong.data).toMatchObject({
    hubCode: 'bad_request',
    details: [
      { path: 'handle', message: expect.any(String) },
      { path: 'name', message: 'must not be empty' },
    ],
  });
  expect(wrong.data).not.toHaveProperty('stack');
  const stranger = createAdminClient({ endpoint });
  expect((await failureOf(stranger.ops.getAlerting.query())).data).toMatchObject({ hubCode: 'unauthorized' });
});

test('a trailing slash on the endpoint does no harm', async () => {
  const other = createAdminClient({ endpoint: `${endpoint}//`, secretKey: SECRET_KEY });
  expect((await other.ops.getSetupState.query()).needsFirstOperator).toBe(true);
});

test('the tracker’s receipts are the hub’s', async () => {
  const server = createServerTracker({ endpoint, secretKey: SECRET_KEY });
  const click = await server.click({
    handle: 'tech-blog',
    visitorIp: '198.51.100.7',
    visitorUserAgent: BROWSER,
    landingPage: '/p',
  });
  expect(click).toEqual({ success: true, clickId: expect.any(Number), counted: true });
  const order = { orderId: 'ORD-1', revenue: 49.9, clickId: click.clickId };
  const conversion = await server.conversion(order);
  expect(conversion).toEqual({ success: true, attributionId: expect.any(Number) });
  await expect(server.conversion(order)).rejects.toMatchObject({ code: 'conflict', status: 409 });
  const { items } = await admin.affiliates.listConversions.query();
  expect(items).toMatchObject([{ id: conversion.attributionId, kind: 'verified', clickId: click.clickId }]);
});

test('the tracker of another storefront than the affiliate’s finds nobody', async () => {
  const tracker = createServerTracker({ endpoint, secretKey: SECRET_KEY, storefront: 'elsewhere' });
  await expect(tracker.click({ handle: 'tech-blog' })).rejects.toMatchObject({
    code: 'not_found',
    status: 404,
  });
});
