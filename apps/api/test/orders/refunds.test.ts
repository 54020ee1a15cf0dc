import { randomUUID } from 'node:crypto';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { createServerTracker } from '@dreamteamhub/sdk/server';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { formatMinor } from '../../src/platform/money.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { goAlone } from '../support/payer.ts';
import {
  asSecret,
  asVisitor,
  convert,
  count,
  dailyTotals,
  issueKey,
  type NewAffiliate,
  newAffiliate,
  query,
} from '../support/shop.ts';

let hub: TestHub;
let operator: Record<string, string>;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  await goAlone(hub);
  operator = await signedIn(hub);
  await hub.deps.services.storefronts.create(
    { slug: 'second', name: 'Second', currency: 'EUR', allowedOrigins: [] },
    COMMAND_LINE,
  );
});
beforeEach(async () => {
  affiliate = await newAffiliate(hub, `partner-${randomUUID()}`);
});
afterAll(() => hub.stop());

const refund = (body: Record<string, unknown>, headers: Record<string, string> = asSecret) =>
  call(hub, { method: 'POST', url: '/api/affiliates/refunds', body, headers });

async function order(extra: Record<string, unknown> = {}, headers = asSecret as Record<string, string>) {
  const orderId = randomUUID();
  const answer = await convert(
    hub,
    { pixelId: affiliate.pixelId, orderId, revenue: '100.00', ...extra },
    headers,
  );
  expect(answer.status).toBe(200);
  return { orderId, attributionId: answer.body.attributionId as number };
}

interface Row extends Record<string, unknown> {
  revenue: string;
  commission: string;
  refunded: string;
  commission_reversed: string;
  is_reversed: boolean;
}

async function attributionOf(orderId: string): Promise<Row | undefined> {
  const [row] = await query<Row>(
    hub,
    sql`SELECT revenue, commission, refunded, commission_reversed, is_reversed FROM aff_attributions
        WHERE order_id = ${orderId} AND kind = 'verified'`,
  );
  return row;
}

const metrics = () => dailyTotals(hub, affiliate.id);

describe('a refund', () => {
  test('of a part takes the same part of the commission, and of the revenue in the metrics', async () => {
    const { orderId, attributionId } = await order();
    expect(await refund({ orderId, refundId: 're_1', amount: '33.33' })).toMatchObject({
      status: 200,
      body: { success: true, attributionId, refunded: '33.33', commissionReversed: '3.33' },
    });
    expect(await metrics()).toEqual({ conversions: 1, revenue: '66.67' });
    const [line] = await query(
      hub,
      sql`SELECT actor_kind, after FROM audit_log WHERE action = 'affiliates.recordRefund' AND after->>'orderId' = ${orderId}`,
    );
    expect(line).toMatchObject({ actor_kind: 'key', after: { amount: '33.33', commissionReversed: '3.33' } });
  });

  test('of all, or of all that is left, leaves exactly nothing and takes the order out of the metrics', async () => {
    const { orderId } = await order({ revenue: '99.99', commission: '10.01' });
    await refund({ orderId, refundId: 're_1', amount: 33.33 });
    await refund({ orderId, refundId: 're_2', amount: 33.33 });
    expect(await metrics()).toEqual({ conversions: 1, revenue: '33.33' });
    const { body } = await refund({ orderId, refundId: 're_3' });
    expect(body).toMatchObject({ refunded: '99.99', commissionReversed: '10.01' });
    expect(await metrics()).toEqual({ conversions: 0, revenue: '0.00' });
  });

  test('of more than there was takes no more than there was: shops give back postage as well', async () => {
    const { orderId } = await order();
    const { body } = await refund({ orderId, refundId: 're_1', amount: '105.00' });
    expect(body).toMatchObject({ refunded: '100.00', commissionReversed: '10.00' });
    expect(await attributionOf(orderId)).toMatchObject({ is_reversed: true });
  });

  test('reported again is the same one; with another amount it is refused', async () => {
    const { orderId } = await order();
    const first = await refund({ orderId, refundId: 're_1', amount: '20' });
    const again = await refund({ orderId, refundId: 're_1', amount: 20 });
    expect(again).toMatchObject({ status: 200, body: { ...first.body, duplicate: true } });
    for (const amount of ['20.01', undefined]) {
      expect(await refund({ orderId, refundId: 're_1', amount })).toMatchObject({
        status: 422,
        body: { error: { code: 'event_mismatch', message: expect.stringContaining('refundId') } },
      });
    }
    expect(await metrics()).toEqual({ conversions: 1, revenue: '80.00' });
    expect(await count(hub, sql`FROM aff_refunds WHERE order_id = ${orderId}`)).toBe(1);
  });

  test('before its sale waits for it', async () => {
    const orderId = randomUUID();
    expect(await refund({ orderId, refundId: 're_1', amount: '25.00' })).toMatchObject({
      status: 200,
      body: { attributionId: null, refunded: null, commissionReversed: null },
    });
    await convert(hub, { pixelId: affiliate.pixelId, orderId, revenue: '100.00' });
    expect(await attributionOf(orderId)).toMatchObject({ refunded: '25.00', commission_reversed: '2.50' });
    expect(await metrics()).toEqual({ conversions: 1, revenue: '75.00' });
  });

  test('of a cancelled order before its sale: it never counts', async () => {
    const orderId = randomUUID();
    await refund({ orderId, refundId: 'cancelled' });
    await convert(hub, { pixelId: affiliate.pixelId, orderId, revenue: '0', commission: '5.00' });
    expect(await attributionOf(orderId)).toMatchObject({ commission_reversed: '5.00', is_reversed: true });
    expect(await metrics()).toEqual({ conversions: 0, revenue: '0.00' });
  });

  test('reaches claims beside the order, and a claim that becomes the order is measured anew', async () => {
    const { orderId } = await order({ revenue: '10.00' }, asVisitor);
    await refund({ orderId, refundId: 're_1', amount: '10.00' });
    expect(await metrics()).toEqual({ conversions: 0, revenue: '0.00' });
    await convert(hub, { pixelId: affiliate.pixelId, orderId, revenue: '40.00' });
    expect(await attributionOf(orderId)).toMatchObject({ refunded: '10.00', commission_reversed: '1.00' });
    expect(await metrics()).toEqual({ conversions: 1, revenue: '30.00' });
  });

  test('of an order that was void, or is voided, books nothing twice', async () => {
    const { orderId, attributionId } = await order();
    await refund({ orderId, refundId: 're_1', amount: '40.00' });
    const url = `/api/affiliates/conversions/${attributionId}/void`;
    expect((await call(hub, { method: 'POST', url, headers: operator })).body).toMatchObject({
      status: 'void',
      refunded: '40.00',
    });
    expect(await metrics()).toEqual({ conversions: 0, revenue: '0.00' });
    await refund({ orderId, refundId: 're_2' });
    expect(await metrics()).toEqual({ conversions: 0, revenue: '0.00' });
  });

  test('after the commission was paid is booked too: it is owed back', async () => {
    const { orderId, attributionId } = await order();
    for (const step of ['approve', 'mark-paid']) {
      const url = `/api/affiliates/conversions/${attributionId}/${step}`;
      await call(hub, { method: 'POST', url, headers: operator });
    }
    const { body } = await refund({ orderId, refundId: 're_1' });
    expect(body).toMatchObject({ commissionReversed: '10.00' });
    const { body: listed } = await call(hub, {
      method: 'GET',
      url: `/api/affiliates/conversions?affiliateId=${affiliate.id}`,
    });
    expect(listed).toMatchObject([{ status: 'paid', refunded: '100.00', commissionReversed: '10.00' }]);
  });

  test('40 at once add up, however they race with their sale', async () => {
    const orderId = randomUUID();
    const answers = await Promise.all([
      ...Array.from({ length: 40 }, (_, index) =>
        refund({ orderId, refundId: `re_${index % 20}`, amount: '1.00' }),
      ),
      convert(hub, { pixelId: affiliate.pixelId, orderId, revenue: '100.00' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.filter(({ body }) => body.duplicate)).toHaveLength(20);
    expect(await attributionOf(orderId)).toMatchObject({ refunded: '20.00', commission_reversed: '2.00' });
    expect(await metrics()).toEqual({ conversions: 1, revenue: '80.00' });
  });
});

describe('who may refund', () => {
  test.each([
    ['nobody in particular', () => ({}), 401],
    ['a visitor', () => asVisitor, 401],
    ['an operator', () => operator, 200],
  ])('%s', async (_who, headers, status) => {
    const { orderId } = await order();
    expect((await refund({ orderId, refundId: 're_1', amount: 1 }, headers())).status).toBe(status);
  });

  test('a publishable key and a key without the scope may not', async () => {
    const { key: publishable } = await issueKey(hub, 'publishable');
    const { key: reader } = await issueKey(hub, 'secret', { scopes: ['affiliates:read'] });
    const { orderId } = await order();
    for (const key of [publishable, reader]) {
      const answer = await refund({ orderId, refundId: 're_1' }, { authorization: `Bearer ${key}` });
      expect(answer).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
    }
    expect(await metrics()).toEqual({ conversions: 1, revenue: '100.00' });
  });

  test('a storefront’s key refunds its own orders: the same order id of another storefront is another order', async () => {
    const { key } = await issueKey(hub, 'secret', { storefront: 'second' });
    const { orderId } = await order();
    const theirs = { authorization: `Bearer ${key}` };
    const { body } = await refund({ orderId, refundId: 're_1' }, theirs);
    expect(body).toMatchObject({ attributionId: null });
    expect(await metrics()).toEqual({ conversions: 1, revenue: '100.00' });
    expect(await refund({ orderId, refundId: 're_2', storefront: 'default' }, theirs)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('storefront') } },
    });
  });

  test('the SDK signs it, without sending the key', async () => {
    const { key } = await issueKey(hub, 'secret', { scopes: ['events:write'] });
    const { orderId, attributionId } = await order();
    const endpoint = await hub.app.listen({ host: '127.0.0.1', port: 0 });
    const tracker = createServerTracker({ endpoint, secretKey: key });
    const event = { orderId, refundId: 're_1', amount: '50.00', currency: 'USD' };
    const receipt = { success: true, attributionId, refunded: '50.00', commissionReversed: '5.00' };
    expect(await tracker.refund(event)).toEqual(receipt);
    expect(await tracker.refund(event)).toEqual({ ...receipt, duplicate: true });
    await expect(tracker.refund({ ...event, refundId: 're_2', currency: 'EUR' })).rejects.toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('currency'),
    });
  });
});

test.each([
  [{ refundId: 're_1' }, 'orderId'],
  [{ orderId: 'O-1' }, 'refundId'],
  [{ orderId: 'O-1', refundId: ' ' }, 'refundId'],
  [{ orderId: 'O-1', refundId: 're_1', amount: 0 }, 'amount'],
  [{ orderId: 'O-1', refundId: 're_1', amount: -1 }, 'amount'],
  [{ orderId: 'O-1', refundId: 're_1', amount: '1.001' }, 'amount'],
  [{ orderId: 'O-1', refundId: 're_1', currency: 'EUR' }, 'currency'],
  [{ orderId: 'O-1', refundId: 're_1', storefront: 'nowhere' }, 'storefront'],
  [{ orderId: 'O-1', refundId: 're_1', revenue: 1 }, 'revenue'],
])('%j is refused, and says where', async (body, field) => {
  const answer = await refund(body);
  expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining(field) } } });
  expect(await count(hub, sql`FROM aff_refunds WHERE order_id = 'O-1'`)).toBe(0);
});

test('whatever is refunded, in whatever order: shares of the sum, exactly zero at the end, no cent lost in the books', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50_000 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1, maxLength: 4 }),
      fc.nat({ max: 4 }),
      async (revenue, commissionGiven, amounts, saleAfter) => {
        const commission = Math.min(commissionGiven, revenue);
        const orderId = randomUUID();
        const sell = () =>
          convert(hub, {
            pixelId: affiliate.pixelId,
            orderId,
            revenue: formatMinor(BigInt(revenue), 'USD'),
            commission: formatMinor(BigInt(commission), 'USD'),
          });
        for (const [index, amount] of amounts.entries()) {
          if (index === saleAfter) await sell();
          await refund({ orderId, refundId: `re_${index}`, amount: formatMinor(BigInt(amount), 'USD') });
        }
        if (saleAfter >= amounts.length) await sell();
        const row = await attributionOf(orderId);
        const refunded = Math.min(
          revenue,
          amounts.reduce((sum, amount) => sum + amount, 0),
        );
        const reversed = Math.floor((2 * commission * refunded + revenue) / (2 * revenue));
        expect(row).toMatchObject({
          refunded: formatMinor(BigInt(refunded), 'USD'),
          commission_reversed: formatMinor(BigInt(reversed), 'USD'),
          is_reversed: refunded === revenue,
        });
      },
    ),
    { numRuns: 40 },
  );
  const { differences } = await new VerifyDao(hub.deps.db).verify();
  // The refresher does not run here, so the affiliates' own columns are behind.
  expect(differences.filter(({ what }) => !what.endsWith('_30d'))).toEqual([]);
});
