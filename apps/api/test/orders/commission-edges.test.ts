import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { goAlone } from '../support/payer.ts';
import { asSecret, asVisitor, convert, type NewAffiliate, newAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let operator: Record<string, string>;
let affiliate: NewAffiliate;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  await goAlone(hub);
  operator = await signedIn(hub);
});
beforeEach(async () => {
  affiliate = await newAffiliate(hub, `partner-${randomUUID()}`);
});
afterAll(() => hub.stop());

const post = async (url: string, body: Record<string, unknown> = {}, headers = operator) =>
  call(hub, { method: 'POST', url, body, headers });
const refund = (body: Record<string, unknown>) => post('/api/affiliates/refunds', body, asSecret);
const move = (id: number, step: 'approve' | 'mark-paid' | 'void' | 'verify') =>
  post(`/api/affiliates/conversions/${id}/${step}`);
const rule = async (body: Record<string, unknown>) => {
  const answer = await post('/api/commissions/rules', {
    name: 'a rule',
    affiliate: affiliate.handle,
    ...body,
  });
  expect(answer.status).toBe(201);
};

async function order(extra: Record<string, unknown> = {}, headers: Record<string, string> = asSecret) {
  const orderId = `ORD-${randomUUID()}`;
  const sent = { pixelId: affiliate.pixelId, orderId, revenue: '100.00', ...extra };
  const answer = await convert(hub, sent, headers);
  expect(answer.status).toBe(200);
  return { orderId: sent.orderId, id: answer.body.attributionId as number };
}

/** What the affiliate is owed, by account; accounts without a transfer are left out. */
async function balance(): Promise<Record<string, string>> {
  const rows = await query<{ kind: string; left: string }>(
    hub,
    sql`SELECT account.kind, (credits - debits)::text AS left FROM ledger_balances AS balance
        JOIN ledger_accounts AS account ON account.id = balance.account_id WHERE affiliate_id = ${affiliate.id}`,
  );
  return Object.fromEntries(rows.map(({ kind, left }) => [kind, left]));
}

describe('a claim that somebody verifies', () => {
  test('is approved where its rule needs no approval, as its order would be', async () => {
    await rule({ kind: 'flatOrder', amount: '5.00', autoApprove: true });
    const { id } = await order({}, asVisitor);
    expect((await move(id, 'verify')).body).toMatchObject({ kind: 'verified', status: 'approved' });
    expect(await balance()).toEqual({ pending: '0.00', payable: '5.00' });
  });

  test('waits as long as the rule of the affiliate’s own rate says', async () => {
    await rule({ kind: 'percent', rateBps: 1000, holdDays: 30 });
    const { id } = await order({}, asVisitor);
    await move(id, 'verify');
    expect((await move(id, 'approve')).status).toBe(200);
    expect(await balance()).toEqual({ pending: '10.00' });
  });

  test('keeps the rate that it was claimed at', async () => {
    await rule({ kind: 'percent', rateBps: 1000 });
    const { id } = await order({}, asVisitor);
    await hub.owner.execute(
      sql`UPDATE aff_attributions SET commission = 7, commission_bps = 700 WHERE id = ${id}`,
    );
    expect((await move(id, 'verify')).body).toMatchObject({ commission: '7.00' });
    expect(await balance()).toEqual({ pending: '7.00' });
  });
});

test('a void order of nothing does not count for the volume of tiers', async () => {
  const steps = [
    { from: '0', rateBps: 0 },
    { from: '100', rateBps: 1000 },
  ];
  await rule({ kind: 'percent', tiers: { window: 'lifetime', mode: 'whole', steps } });
  const first = await order();
  await move(first.id, 'void');
  await order();
  expect(await balance()).toEqual({});
  await order();
  expect(await balance()).toEqual({ pending: '10.00' });
});

test('of whom something was taken back, what is left of a refunded order is settled without a payment', async () => {
  const paid = await order();
  const back = await order();
  await move(paid.id, 'approve');
  await move(back.id, 'approve');
  await move(paid.id, 'mark-paid');
  await refund({ orderId: paid.orderId, refundId: 'R-1' });
  await refund({ orderId: back.orderId, refundId: 'R-1' });
  expect(await balance()).toMatchObject({ payable: '-10.00' });
  expect(await move(back.id, 'mark-paid')).toMatchObject({ status: 200, body: { status: 'paid' } });
  expect(await balance()).toMatchObject({ payable: '-10.00' });
});

test('ids with blanks: refunds of two orders are never taken for one', async () => {
  const name = `N ${randomUUID()}`;
  await order({ orderId: name });
  await order({ orderId: `${name} 2` });
  expect((await refund({ orderId: `${name} 2`, refundId: '3', amount: '50.00' })).status).toBe(200);
  expect((await refund({ orderId: name, refundId: '2 3', amount: '50.00' })).status).toBe(200);
  expect((await refund({ orderId: name, refundId: 'earlier', amount: '10.00' })).status).toBe(200);
  expect(await balance()).toEqual({ pending: '9.00' });
});
