import { randomUUID } from 'node:crypto';
import { migrate, migrateDown } from '@dreamteamhub/db';
import { ownerUrlOf } from '@dreamteamhub/db/test';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { click, convert, query } from '../support/shop.ts';

/** The number of migrations before there were canonical forms. */
const BEFORE_CANONICAL_FORMS = 15;

let hub: TestHub;
let operator: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  // As the previous version left it: three affiliates whose handles read the same, orders and refunds likewise.
  await migrateDown({ connectionString: ownerUrlOf(hub.databaseUrl), keep: BEFORE_CANONICAL_FORMS });
  await query(
    hub,
    sql`INSERT INTO affiliates (storefront_id, handle, name, pixel_id)
        SELECT 1, handle, handle, 'px-' || handle
        FROM unnest('{Tech-Blog,tech-blog,TECH-BLOG,other}'::text[]) AS handle`,
  );
  await query(
    hub,
    sql`INSERT INTO aff_attributions (storefront_id, affiliate_id, pixel_id, order_id, kind, revenue, commission, currency)
        SELECT 1, id, pixel_id, order_id, kind, 10, 1, 'USD'
        FROM affiliates,
             (VALUES ('1001', 'verified'), (' 1001', 'verified'), (E'1001\n', 'claim')) AS report(order_id, kind)
        WHERE handle = 'other'`,
  );
  await query(
    hub,
    sql`INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount)
        VALUES (1, ' 1001', 'a', 4), (1, '1001 ', 'b', 2), (1, 'unknown', 'c', 1)`,
  );
  await query(
    hub,
    sql`UPDATE aff_attributions SET refunded = 4, commission_reversed = 0.40 WHERE order_id = ' 1001'`,
  );
  await query(
    hub,
    sql`INSERT INTO aff_daily_rollups (affiliate_id, day, conversions, revenue, updated_at)
        SELECT affiliate_id, (timestamp AT TIME ZONE 'UTC')::date, count(*), sum(revenue - refunded),
               now() - interval '1 minute'
        FROM aff_attributions GROUP BY 1, 2`,
  );
  await migrate({
    connectionString: ownerUrlOf(hub.databaseUrl),
    applicationRole: inject('testRoles').application.name,
  });
  await hub.deps.services.affiliates.refreshMetrics();
  await createOperator(hub);
  operator = await signedIn(hub);
});
afterAll(() => hub.stop());

const creditedTo = async (handle: string) => {
  const { body } = await convert(hub, { orderId: randomUUID(), revenue: 1, handle });
  const rows = await query<{ handle: string }>(
    hub,
    sql`SELECT handle FROM affiliates JOIN aff_attributions ON affiliate_id = affiliates.id
        WHERE aff_attributions.id = ${body.attributionId}`,
  );
  return rows[0]?.handle;
};

test('the books of before are right after the migration', async () => {
  expect((await new VerifyDao(hub.deps.db).verify()).differences).toEqual([]);
});

test('the oldest affiliate has the canonical handle, and every exact spelling is still its owner’s', async () => {
  expect(await creditedTo('Tech-Blog')).toBe('Tech-Blog');
  expect(await creditedTo('tech-blog')).toBe('tech-blog');
  expect(await creditedTo('TECH-BLOG')).toBe('TECH-BLOG');
  expect(await creditedTo('tech-blog/')).toBe('Tech-Blog');
  expect(await creditedTo('tEcH-bLoG')).toBe('Tech-Blog');
  const seen = await click(hub, { handle: 'tech-blog', visitorId: randomUUID() });
  expect(seen.status).toBe(200);
});

test('orders of before keep their refunds', async () => {
  const conversions = await call(hub, { method: 'GET', url: '/api/affiliates/conversions?limit=500' });
  const refundedOf = new Map(
    conversions.body.map(({ orderId, refunded }: { orderId: string; refunded: string }) => [
      orderId,
      refunded,
    ]),
  );
  expect(refundedOf.get('1001')).toBe('0.00');
  expect(refundedOf.get(' 1001')).toBe('4.00');
  // A refund for its exact spelling is still its own.
  const refund = { orderId: ' 1001', refundId: 'd', amount: 1 };
  const { body } = await call(hub, { method: 'POST', url: '/api/affiliates/refunds', body: refund });
  expect(body).toMatchObject({ refunded: '5.00' });
  // Another report of the order, in any spelling, is the oldest one.
  const again = await convert(hub, { orderId: '1001\u200B', revenue: 10, handle: 'other' });
  expect(again.status).toBe(409);
});

test('a refund whose order was spelled otherwise waits for a person', async () => {
  const { body } = await call(hub, { method: 'GET', url: '/api/affiliates/refunds/unmatched' });
  const byId = new Map(body.map((refund: { refundId: string }) => [refund.refundId, refund]));
  expect([...byId.keys()].sort()).toEqual(['b', 'c']);
  expect(byId.get('b')).toMatchObject({ orderId: '1001 ', likelyOrders: [{ orderId: '1001' }] });
  expect(byId.get('c')).toMatchObject({ likelyOrders: [] });
});

test('collisions are listed, and merging sends all to one', async () => {
  const alike = async () => (await call(hub, { method: 'GET', url: '/api/affiliates/alike' })).body.groups;
  const [group] = await alike();
  expect(group.handle).toBe('tech-blog');
  expect(group.affiliates.map(({ handle }: { handle: string }) => handle)).toEqual([
    'Tech-Blog',
    'tech-blog',
    'TECH-BLOG',
  ]);
  const [oldest, second, third] = group.affiliates;
  const merge = (id: number, intoId: number) =>
    call(hub, {
      method: 'POST',
      url: `/api/affiliates/${id}/merge`,
      body: { intoId },
      headers: operator,
    });
  expect((await merge(oldest.id, oldest.id)).status).toBe(400);
  expect((await merge(999_999, oldest.id)).status).toBe(404);
  expect((await merge(third.id, second.id)).body).toMatchObject({ status: 'archived' });
  expect((await merge(oldest.id, third.id)).status).toBe(409);
  expect((await merge(second.id, oldest.id)).status).toBe(200);
  expect(await alike()).toEqual([]);
  for (const handle of ['tech-blog', 'TECH-BLOG', 'Tech-Blog', 'tech-blog.']) {
    expect(await creditedTo(handle), handle).toBe('Tech-Blog');
    expect((await click(hub, { handle, visitorId: randomUUID() })).status, handle).toBe(200);
  }
  expect((await click(hub, { pixelId: third.pixelId, visitorId: randomUUID() })).status).toBe(200);
  const restored = await call(hub, {
    method: 'PATCH',
    url: `/api/affiliates/${third.id}`,
    body: { status: 'active' },
  });
  expect(restored.status).toBe(409);
});
