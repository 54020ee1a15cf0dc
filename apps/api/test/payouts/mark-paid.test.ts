import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastOrder, refund } from '../ledger/money-in-hand.ts';
import { goAlone } from '../support/payer.ts';
import { query } from '../support/shop.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

let partners = 0;
const earner = (...amounts: string[]) => shop.earner(`marked-${++partners}`, ...amounts);
const step = (id: number, name: string, by = shop.maker) =>
  shop.ask('POST', `/api/affiliates/conversions/${id}/${name}`, {}, by);
const markPaid = (id: number, by = shop.maker) => step(id, 'mark-paid', by);
const batch = async (id: number) => (await shop.ask('GET', `/api/payouts/batches/${id}`)).body;
const draft = (affiliateIds: number[]) =>
  shop.ask('POST', '/api/payouts/batches', { rail: 'manual', currency: 'USD', affiliateIds });

describe('a conversion that is marked as paid', () => {
  test('is drafted by one person, and paid by the same call of another', async () => {
    const ada = await earner('10', '5');
    const [id = 0] = ada.conversions;
    const first = await markPaid(id);
    expect(first).toMatchObject({
      status: 200,
      body: { id, status: 'approved', payout: { batchId: expect.any(Number), state: 'draft' } },
    });
    const { batchId } = first.body.payout;
    expect(await batch(batchId)).toMatchObject({
      ...{ kind: 'conversion', rail: 'manual', state: 'draft', total: '10.00', itemCount: 1 },
      items: [{ affiliateId: ada.id, conversionId: id, amount: '10.00', state: 'reserved' }],
    });
    expect(await shop.balance(ada)).toMatchObject({ payable: '5.00', inPayout: '10.00' });
    expect(await markPaid(id)).toMatchObject({
      status: 403,
      body: { error: { message: 'you proposed this: another person must approve it' } },
    });
    expect(await markPaid(id, shop.checker)).toMatchObject({
      status: 200,
      body: { id, status: 'paid', payout: { batchId, state: 'settled' } },
    });
    expect(await batch(batchId)).toMatchObject({
      ...{ state: 'settled', selfApproved: false, createdBy: 'olivia@shop.example' },
      approvedBy: expect.stringMatching(/^operator-/),
    });
    expect(await shop.balance(ada)).toMatchObject({ payable: '5.00', inPayout: '0.00', paid: '10.00' });
    expect(await markPaid(id, shop.checker)).toMatchObject({ status: 409 });
    const lines = await query<{ after: unknown }>(
      shop.hub,
      sql`SELECT after FROM audit_log WHERE action = 'affiliates.markConversionPaid' AND subject_id = ${String(id)} ORDER BY id`,
    );
    expect(lines.map(({ after }) => after)).toEqual([
      { status: 'approved', batch: batchId, state: 'draft' },
      { status: 'paid', batch: batchId, state: 'settled' },
    ]);
  });

  test('is drafted and paid once, however many people call at once', async () => {
    const ada = await earner('10');
    const [id = 0] = ada.conversions;
    const callers = Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? shop.maker : shop.checker));
    const answers = await Promise.all(callers.map((by) => markPaid(id, by)));
    expect(answers.filter(({ status }) => ![200, 403, 409].includes(status))).toEqual([]);
    expect(answers.filter(({ body }) => body.payout?.state === 'draft')).toHaveLength(1);
    expect(await shop.statusOf(id)).toBe('paid');
    expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '10.00' });
  });

  test('is refused while a batch or a request has it, which is named', async () => {
    const ada = await earner('10');
    const [id = 0] = ada.conversions;
    const { body } = await draft([ada.id]);
    const words = `its commission is in payout: batch ${body.id}`;
    for (const name of ['mark-paid', 'void']) {
      expect(await step(id, name, shop.checker)).toMatchObject({
        status: 409,
        body: { error: { message: words } },
      });
    }
    await shop.ask('POST', `/api/payouts/batches/${body.id}/cancel`);
    const request = await shop.ask('POST', '/api/payouts/requests', { affiliateId: ada.id });
    for (const name of ['mark-paid', 'void']) {
      expect((await step(id, name)).body.error.message).toBe(
        `its commission is in payout: request ${request.body.id}`,
      );
    }
    await shop.ask('POST', `/api/payouts/requests/${request.body.id}/reject`, { reason: 'not now' });
    expect(await step(id, 'void')).toMatchObject({ status: 200, body: { status: 'void' } });
    expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00' });
  });

  test('is not voided while it is drafted, and can be once the draft is cancelled', async () => {
    const ada = await earner('10');
    const [id = 0] = ada.conversions;
    const { batchId } = (await markPaid(id)).body.payout;
    expect((await step(id, 'void')).body.error.message).toBe(`its commission is in payout: batch ${batchId}`);
    await shop.ask('POST', `/api/payouts/batches/${batchId}/cancel`);
    expect(await step(id, 'void')).toMatchObject({ status: 200 });
  });

  test('is refused above what is payable, and when it changed since it was drafted', async () => {
    const ada = await earner('10', '7');
    const [paid = 0, next = 0] = ada.conversions;
    await refund(shop.hub, lastOrder(), '30.00');
    const { batchId } = (await markPaid(next)).body.payout;
    await refund(shop.hub, lastOrder(), '10.00');
    expect((await markPaid(next, shop.checker)).body.error.message).toBe(
      `batch ${batchId} pays $4.00 and $3.00 is owed by now: cancel it, then mark the conversion as paid again`,
    );
    // What the refund took is owed by the affiliate: 10.00 of the other are not payable any more.
    expect((await markPaid(paid)).body.error.message).toContain(
      'its 10.00 is more than the 9.00 USD that is payable',
    );
  });

  test('of which nothing is left is closed without a batch', async () => {
    const ada = await earner('10');
    const [id = 0] = ada.conversions;
    await refund(shop.hub, lastOrder(), '100.00');
    expect(await markPaid(id)).toMatchObject({ status: 200, body: { status: 'paid', payout: null } });
  });

  test('stays out of another payment of the balance while it is in payout by itself', async () => {
    const ada = await earner('10', '5');
    const [id = 0, other = 0] = ada.conversions;
    const { batchId } = (await markPaid(id)).body.payout;
    const { body } = await draft([ada.id]);
    await shop.ask('POST', `/api/payouts/batches/${body.id}/approve`, {}, shop.checker);
    await shop.ask('POST', `/api/payouts/batches/${body.id}/settle`);
    expect([await shop.statusOf(id), await shop.statusOf(other)]).toEqual(['approved', 'paid']);
    await shop.ask('POST', `/api/payouts/batches/${batchId}/cancel`);
    expect(await shop.statusOf(id)).toBe('approved');
  });
});

describe('many conversions at once', () => {
  const bulk = async (ids: number[], wanted: string, by = shop.maker) => {
    const id = randomUUID();
    const prepare = { id, ids, change: { step: wanted } };
    expect((await shop.ask('POST', '/api/bulk/conversions', prepare, by)).status).toBeLessThan(300);
    return (await shop.ask('POST', `/api/bulk/${id}/apply`, {}, by)).body;
  };

  test('are drafted by one person and paid by another; what is in payout is left, with the reason', async () => {
    const ada = await earner('10', '5');
    expect(await bulk(ada.conversions, 'markPaid')).toMatchObject({ state: 'done', applied: 2, left: [] });
    expect(await bulk(ada.conversions, 'markPaid')).toMatchObject({
      applied: 0,
      left: [{ reason: 'own_draft', count: 2 }],
    });
    expect(await bulk(ada.conversions, 'void')).toMatchObject({
      applied: 0,
      left: [{ reason: 'in_payout', count: 2 }],
    });
    expect(await bulk(ada.conversions, 'markPaid', shop.checker)).toMatchObject({ applied: 2 });
    expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', paid: '15.00' });
  });
});

test('who goes alone pays at once, which is marked', async () => {
  const alone = await openPayoutShop({ isAlone: true });
  try {
    await goAlone(alone.hub);
    const ada = await alone.earner('alone', '10');
    const [id = 0] = ada.conversions;
    const { status, body } = await alone.ask('POST', `/api/affiliates/conversions/${id}/mark-paid`);
    expect([status, body.status, body.payout.state]).toEqual([200, 'paid', 'settled']);
    const paid = await alone.ask('GET', `/api/payouts/batches/${body.payout.batchId}`);
    expect(paid.body).toMatchObject({ selfApproved: true, state: 'settled' });
  } finally {
    await alone.hub.stop();
  }
});
