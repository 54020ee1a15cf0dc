import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lastOrder, refund } from '../ledger/money-in-hand.ts';
import { OPERATOR } from '../support/operator.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
beforeAll(async () => {
  shop = await openPayoutShop();
});
afterAll(() => shop.hub.stop());

let partners = 0;
const earner = (...amounts: string[]) => shop.earner(`paid-${++partners}`, ...amounts);
const draft = (affiliateIds: number[], more: Record<string, unknown> = {}) =>
  shop.ask('POST', '/api/payouts/batches', { rail: 'manual', currency: 'USD', affiliateIds, ...more });
const step = (id: number, name: string, body: unknown = {}, by = shop.maker) =>
  shop.ask('POST', `/api/payouts/batches/${id}/${name}`, body, by);

/** Drafts, approves and hands over a batch; returns it. */
async function submitted(affiliateIds: number[], more: Record<string, unknown> = {}) {
  const { status, body } = await draft(affiliateIds, more);
  expect(status, JSON.stringify(body)).toBe(201);
  expect((await step(body.id, 'approve', {}, shop.checker)).status).toBe(200);
  const answer = await step(body.id, 'submit');
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}

describe('a draft', () => {
  test('reserves what is payable, names who is left out, and is approved by another person', async () => {
    const [ada, poor] = [await earner('40', '10.5'), await earner('3')];
    const { status, body } = await draft([ada.id, poor.id], { minimum: 25 });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ rail: 'manual', currency: 'USD', state: 'draft', total: '50.50', itemCount: 1, minimum: '25.00' },
      ...{ createdBy: 'olivia@shop.example', approvedBy: null, selfApproved: false, kind: 'balances' },
      states: { reserved: { count: 1, amount: '50.50' } },
      items: [
        { affiliateId: ada.id, amount: '50.50', state: 'reserved', affiliateHandle: ada.handle, payee: null },
      ],
      leftOut: [
        {
          ...{ affiliateId: poor.id, amount: '3.00', reason: 'belowMinimum', affiliateHandle: poor.handle },
          because: 'has less than the minimum of $25.00: it waits for the next payout',
        },
      ],
    });
    expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '50.50', paid: '0.00' });
    const own = await step(body.id, 'approve');
    expect(own).toMatchObject({
      status: 403,
      body: { error: { message: 'you proposed this: another person must approve it' } },
    });
    expect(await step(body.id, 'submit')).toMatchObject({ status: 409 });
    const approved = await step(body.id, 'approve', {}, shop.checker);
    expect(approved.body).toMatchObject({
      state: 'approved',
      approvedBy: expect.stringMatching(/^operator-/),
    });
    expect(await step(body.id, 'approve', {}, shop.checker)).toMatchObject({ status: 409 });
  });

  test('that is only tried changes nothing', async () => {
    const ada = await earner('12');
    const { status, body } = await draft([ada.id], { dryRun: true });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ id: null, total: '12.00', itemCount: 1, leftOut: [], createdBy: 'olivia@shop.example' },
      items: [{ id: null, affiliateId: ada.id, amount: '12.00', reference: null }],
    });
    expect(await shop.balance(ada)).toMatchObject({ payable: '12.00', inPayout: '0.00' });
  });

  test('of nobody is refused, and says how many were left out', async () => {
    const poor = await earner('3');
    const { status, body } = await draft([poor.id], { minimum: 25 });
    expect(status).toBe(409);
    expect(body.error.message).toBe('nobody can be paid: 1 left out, with $3.00 payable; a dry run says why');
    expect((await draft([poor.id], { currency: 'EUR' })).body.error.message).toBe(
      'nothing is payable in EUR',
    );
  });

  test('that is cancelled gives everything back', async () => {
    const ada = await earner('9');
    const { body } = await draft([ada.id]);
    const cancelled = await step(body.id, 'cancel');
    expect(cancelled.body).toMatchObject({ state: 'cancelled', items: [{ state: 'cancelled' }] });
    expect(await shop.balance(ada)).toMatchObject({ payable: '9.00', inPayout: '0.00' });
    expect(await step(body.id, 'cancel')).toMatchObject({ status: 409 });
    expect((await draft([ada.id])).body).toMatchObject({ total: '9.00' });
  });
});

describe('a batch that was handed over', () => {
  test('is settled: what was paid is paid, what failed or came back is payable again', async () => {
    const [ada, bob, cleo] = [await earner('20', '1'), await earner('30'), await earner('40')];
    const batch = await submitted([ada.id, bob.id, cleo.id]);
    expect(batch).toMatchObject({
      state: 'submitted',
      attempt: 1,
      messageId: expect.stringMatching(/^HUB\d+-1-/),
    });
    const itemOf = (id: number): { id: number } =>
      batch.items.find((item: { affiliateId: number }) => item.affiliateId === id);
    const failed = { id: itemOf(bob.id).id, outcome: 'failed', reason: 'account closed' };
    const settled = await step(batch.id, 'settle', { items: [failed] });
    expect(settled.body).toMatchObject({
      state: 'partly',
      states: { paid: { count: 2, amount: '61.00' }, failed: { count: 1, amount: '30.00' } },
    });
    expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '21.00' });
    expect(await shop.balance(bob)).toMatchObject({ payable: '30.00', inPayout: '0.00', paid: '0.00' });
    expect(await Promise.all(ada.conversions.map(shop.statusOf))).toEqual(['paid', 'paid']);
    expect(await Promise.all(bob.conversions.map(shop.statusOf))).toEqual(['approved']);
    // The bank sends it back days later.
    const back = { id: itemOf(cleo.id).id, outcome: 'returned', reason: 'unknown account' };
    const returned = await step(batch.id, 'settle', { items: [back], others: 'open' });
    expect(returned.body).toMatchObject({
      state: 'partly',
      states: { returned: { count: 1 }, paid: { count: 1 } },
    });
    expect(await shop.balance(cleo)).toMatchObject({ payable: '40.00', paid: '0.00' });
    expect(await Promise.all(cleo.conversions.map(shop.statusOf))).toEqual(['approved']);
    const { body: item } = await shop.ask('GET', `/api/payouts/items/${itemOf(cleo.id).id}`);
    expect(item).toMatchObject({
      ...{ state: 'returned', reason: 'unknown account' },
      events: [
        { source: 'person', status: 'paid', outcome: 'applied' },
        { source: 'person', status: 'returned', outcome: 'applied' },
      ],
    });
    // Said again, it is no news; and it is paid once more by another batch.
    await step(batch.id, 'settle', { items: [back], others: 'open' });
    expect(await shop.balance(cleo)).toMatchObject({ payable: '40.00' });
    const again = await submitted([cleo.id]);
    await step(again.id, 'settle');
    expect(await shop.balance(cleo)).toMatchObject({ payable: '0.00', paid: '40.00' });
    expect(await Promise.all(cleo.conversions.map(shop.statusOf))).toEqual(['paid']);
  });

  test('is not touched by a refund: the next months pay it off', async () => {
    const ada = await earner('20');
    const orderId = lastOrder();
    const batch = await submitted([ada.id]);
    await refund(shop.hub, orderId, '50');
    expect(await shop.balance(ada)).toMatchObject({ payable: '-5.00', inPayout: '20.00' });
    expect((await step(batch.id, 'settle')).body).toMatchObject({ state: 'settled' });
    expect(await shop.balance(ada)).toMatchObject({ payable: '-5.00', inPayout: '0.00', paid: '20.00' });
    const { body } = await draft([ada.id], { dryRun: true });
    expect(body.leftOut).toMatchObject([
      { amount: '-5.00', reason: 'negative', because: 'owes $5.00: what is earned next pays it off first' },
    ]);
  });

  test('of which less or more left than was owed waits for a decision', async () => {
    const [ada, bob] = [await earner('20'), await earner('30')];
    const batch = await submitted([ada.id, bob.id]);
    const [first, second] = batch.items;
    const items = [
      { id: first.id, outcome: 'paid', amount: '18.50' },
      { id: second.id, outcome: 'paid', amount: '33.00' },
    ];
    const { body } = await step(batch.id, 'settle', { items });
    expect(body).toMatchObject({ state: 'submitted', states: { mismatched: { count: 2, amount: '50.00' } } });
    expect(await shop.balance(ada)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '20.00' });
    expect(await shop.balance(bob)).toMatchObject({ payable: '0.00', inPayout: '0.00', paid: '30.00' });
    const { body: accounts } = await shop.ask('GET', '/api/ledger/accounts');
    const suspense = accounts.accounts.find(({ kind }: { kind: string }) => kind === 'suspense');
    expect(suspense).toMatchObject({ debits: '3.00', credits: '1.50' });
  });

  test('cannot be cancelled, and a CSV file of it is always the same', async () => {
    const ada = await earner('20');
    await shop.bank(ada);
    const batch = await submitted([ada.id], { rail: 'csv' });
    expect(batch).toMatchObject({
      ...{ state: 'submitted', itemCount: 1 },
      file: {
        name: expect.stringMatching(/^payout-HUB.*\.csv$/),
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      items: [{ payee: '…3000', state: 'sent' }],
    });
    expect(await step(batch.id, 'cancel')).toMatchObject({ status: 409 });
    expect(await step(batch.id, 'submit')).toMatchObject({ status: 409 });
  });

  test('needs details on a rail that pays to them', async () => {
    const [ada, bob] = [await earner('20'), await earner('7')];
    await shop.bank(ada);
    const { body } = await draft([ada.id, bob.id], { rail: 'csv', dryRun: true });
    expect(body).toMatchObject({ itemCount: 1, leftOut: [{ affiliateId: bob.id, reason: 'noDetails' }] });
    await shop.bank(ada, 'GB82WEST12345698765432');
    const held = await draft([ada.id], { rail: 'csv', dryRun: true });
    expect(held.body.leftOut).toMatchObject([{ affiliateId: ada.id, reason: 'detailsOnHold' }]);
  });
});

test('a batch is read without its items, which are a list of their own', async () => {
  const [ada, bob] = [await earner('20'), await earner('7')];
  const { body: whole } = await draft([ada.id, bob.id]);
  const { body: slim } = await shop.ask('GET', `/api/payouts/batches/${whole.id}?withItems=false`);
  expect(slim).toEqual({ ...whole, items: [] });
  expect((await shop.ask('GET', `/api/payouts/batches/${whole.id}`)).body.items).toEqual(whole.items);
  const listed = await shop.ask('GET', `/api/payouts/items?batchId=${whole.id}&limit=1`);
  expect(listed.body).toMatchObject([{ affiliateId: bob.id, state: 'reserved' }]);
});

test('what stands on bank statements names the month in the programme’s zone', async () => {
  const ada = await earner('20');
  const { id } = await submitted([ada.id]);
  await shop.ask('PUT', '/api/payouts/settings', {
    reference: 'Commission {period}',
    password: OPERATOR.password,
  });
  await shop.hub.owner.execute(
    sql`UPDATE payout_batches SET attempted_at = '2026-11-30T23:30:00Z' WHERE id = ${id}`,
  );
  const { execution } = shop.hub.deps.services;
  const referenceIn = async (zone: string | null) => {
    await shop.hub.owner.execute(sql`UPDATE storefronts SET time_zone = ${zone}`);
    return (await execution.readForRail(id)).reference;
  };
  expect(await referenceIn('Europe/Berlin')).toBe('Commission 2026-12');
  expect(await referenceIn('America/New_York')).toBe('Commission 2026-11');
  // The hub's own zone is UTC here.
  expect(await referenceIn(null)).toBe('Commission 2026-11');
});

test('an unknown batch, item or outcome is named', async () => {
  expect(await shop.ask('GET', '/api/payouts/batches/99999')).toMatchObject({ status: 404 });
  expect(await step(99_999, 'approve')).toMatchObject({ status: 404 });
  expect(await shop.ask('GET', '/api/payouts/items/99999')).toMatchObject({ status: 404 });
  const ada = await earner('20');
  const batch = await submitted([ada.id]);
  const wrong = await step(batch.id, 'settle', { items: [{ id: 99_999, outcome: 'paid' }] });
  expect(wrong).toMatchObject({
    status: 400,
    body: { error: { message: 'items.0.id: this batch has no item 99999' } },
  });
  expect(
    (await step(batch.id, 'settle', { items: [{ id: batch.items[0].id, outcome: 'failed', amount: 3 }] }))
      .status,
  ).toBe(400);
});

test('batches that are handed over and not settled are listed as they are counted', async () => {
  const { id } = await submitted([(await earner('12')).id]);
  const listed = async () =>
    (await shop.ask('GET', '/api/payouts/batches?state=unsettled&limit=500')).body as {
      id: number;
      state: string;
    }[];
  const { unsettled } = (await shop.ask('GET', '/api/payouts/due')).body;
  const before = await listed();
  expect(before).toHaveLength(unsettled);
  expect(before.map((batch) => batch.id)).toContain(id);
  expect(before.filter(({ state }) => !['submitting', 'unknown', 'submitted'].includes(state))).toEqual([]);
  expect((await step(id, 'settle')).status).toBe(200);
  expect((await listed()).map((batch) => batch.id)).not.toContain(id);
});
