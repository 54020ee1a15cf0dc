import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { asVisitor, convert, dailyTotals, type NewAffiliate, newAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let operator: Record<string, string>;
let partner: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  partner = await newAffiliate(hub, 'partner');
  await createOperator(hub);
  operator = await signedIn(hub);
});
afterAll(() => hub.stop());

const refund = (body: Record<string, unknown>) =>
  call(hub, { method: 'POST', url: '/api/affiliates/refunds', body });
const unmatched = async () =>
  (await call(hub, { method: 'GET', url: '/api/affiliates/refunds/unmatched?limit=500' })).body;
const join = (id: number, conversionId: number) =>
  call(hub, {
    method: 'POST',
    url: `/api/affiliates/refunds/${id}/join`,
    body: { conversionId },
    headers: operator,
  });
const sell = async (orderId: string, revenue = '100.00', headers?: Record<string, string>) =>
  (await convert(hub, { orderId, revenue, handle: 'partner' }, headers)).body.attributionId;

test('a refund of another spelling is listed with its likely order, and one call joins it', async () => {
  const conversionId = await sell('#R-3');
  const reported = await refund({ orderId: 'R-3', refundId: 're_1', amount: '25.00' });
  expect(reported.body).toMatchObject({ attributionId: null, refunded: null });
  const before = await dailyTotals(hub, partner.id);
  const [listed] = await unmatched();
  expect(listed).toMatchObject({
    orderId: 'R-3',
    refundId: 're_1',
    amount: '25.00',
    likelyOrders: [
      { attributionId: conversionId, orderId: '#R-3', affiliateHandle: 'partner', revenue: '100.00' },
    ],
  });
  const joined = await join(listed.id, conversionId);
  expect(joined.body).toMatchObject({
    attributionId: conversionId,
    refunded: '25.00',
    commissionReversed: '2.50',
  });
  expect(await unmatched()).toEqual([]);
  const after = await dailyTotals(hub, partner.id);
  expect(Number(before.revenue) - Number(after.revenue)).toBe(25);
  expect((await join(listed.id, conversionId)).status).toBe(404);
  // Reported again, in either spelling, it is the same refund of the order.
  expect((await refund({ orderId: '#R-3', refundId: 're_1', amount: '25.00' })).body.duplicate).toBe(true);
});

test('a refund that came before its order is no stranger once the order is there', async () => {
  await refund({ orderId: 'EARLY-1', refundId: 're_2', amount: '5.00' });
  expect((await unmatched()).map(({ refundId }: { refundId: string }) => refundId)).toContain('re_2');
  await sell(' EARLY-1');
  expect((await unmatched()).map(({ refundId }: { refundId: string }) => refundId)).not.toContain('re_2');
});

test('an order has a refund once: joining a second one with its id is refused', async () => {
  const conversionId = await sell('TWICE-1');
  await refund({ orderId: 'TWICE-1', refundId: 're_3', amount: '5.00' });
  await refund({ orderId: '#TWICE-1', refundId: 're_3', amount: '5.00' });
  const [listed] = await unmatched();
  const answer = await join(listed.id, conversionId);
  expect(answer.status).toBe(409);
  expect(answer.body.error.message).toContain('re_3');
});

test('a claim’s order takes a refund as well', async () => {
  const conversionId = await sell('CLAIM-1', '100.00', asVisitor);
  await refund({ orderId: '#CLAIM-1', refundId: 're_4', amount: '10.00' });
  const listed = (await unmatched()).find(({ refundId }: { refundId: string }) => refundId === 're_4');
  expect((await join(listed.id, conversionId)).body).toMatchObject({ success: true, attributionId: null });
  const [row] = await query(hub, sql`SELECT refunded FROM aff_attributions WHERE id = ${conversionId}`);
  expect(row).toEqual({ refunded: '10.00' });
});

test('unknown refunds and conversions are 404 by name', async () => {
  expect((await join(999_999, await sell('X-1'))).status).toBe(404);
  await refund({ orderId: 'NOBODY', refundId: 're_5', amount: '1.00' });
  const [listed] = await unmatched();
  const answer = await join(listed.id, 999_999);
  expect(answer.body.error.message).toBe('conversionId: there is no conversion with id 999999');
});

test('10,000 of them are paged through, each once', async () => {
  await query(
    hub,
    sql`INSERT INTO aff_refunds (storefront_id, order_id, refund_id, amount)
        SELECT 1, 'STRANGER-' || n, 'bulk_' || n, 1 FROM generate_series(1, 10000) AS n`,
  );
  const seen = new Set<string>();
  let url: string | undefined = '/api/affiliates/refunds/unmatched?limit=500';
  while (url !== undefined) {
    const response: Awaited<ReturnType<typeof hub.app.inject>> = await hub.app.inject({
      url,
      headers: { authorization: 'Bearer sk_only_for_tests_0123456789abcdef' },
    });
    for (const { refundId } of response.json()) seen.add(refundId);
    url = /<([^>]+)>; rel="next"/.exec(String(response.headers.link ?? ''))?.[1];
  }
  expect([...seen].filter((id) => id.startsWith('bulk_'))).toHaveLength(10_000);
});
