import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { count, issueKey, query } from '../support/shop.ts';
import { balances, debtor, partner } from './money-in-hand.ts';

let hub: TestHub;
let owner: Record<string, string>;
let other: Record<string, string>;
let analyst: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
  other = await signedIn(hub, await createPerson(hub, 'operator'));
  analyst = await signedIn(hub, await createPerson(hub, 'analyst'));
  await hub.owner.execute(sql`INSERT INTO storefronts (slug, name, currency) VALUES ('jp', 'JP', 'JPY')`);
});
afterAll(() => hub.stop());

const propose = (body: Record<string, unknown>, headers = owner) =>
  call(hub, { method: 'POST', url: '/api/ledger/adjustments', body: { reason: 'a gift', ...body }, headers });
const decide = (id: number, decision: string, headers = other) =>
  call(hub, { method: 'POST', url: `/api/ledger/adjustments/${id}/decision`, body: { decision }, headers });
const transfersOf = (id: number) =>
  count(hub, sql`FROM ledger_transfers WHERE cause = 'adjust' AND cause_id = ${String(id)}`);

describe('an adjustment', () => {
  test('is posted once another person approves it, and not before', async () => {
    const affiliate = await partner(hub, 'gifted');
    const { status, body } = await propose({
      affiliateId: affiliate.id,
      amount: '12.5',
      reason: ' For the podcast ',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ amount: '12.50', kind: 'adjustment', state: 'proposed', currency: 'USD', storefront: 'default' },
      ...{ reason: 'For the podcast', selfApproved: false, decidedBy: null, decidedAt: null },
      ...{ createdBy: 'olivia@shop.example', affiliateHandle: 'gifted' },
    });
    expect(await balances(hub, affiliate)).toEqual([]);
    const approved = await decide(body.id, 'approve');
    expect(approved.body).toMatchObject({
      state: 'approved',
      decidedBy: expect.stringMatching(/^operator-.*@shop\.example$/),
    });
    expect(await balances(hub, affiliate)).toEqual([
      { currency: 'USD', pending: '0.00', payable: '12.50', held: '0.00', inPayout: '0.00', paid: '0.00' },
    ]);
    const url = `/api/ledger/transfers?affiliateId=${affiliate.id}`;
    const listed = await call(hub, { method: 'GET', url, headers: owner });
    expect(listed.body).toMatchObject([
      {
        ...{ debit: 'adjustment', credit: 'payable', amount: '12.50', cause: 'adjust', balance: '12.50' },
        ...{ reason: 'For the podcast', actor: approved.body.decidedBy, conversionId: null },
      },
    ]);
    const lines = await query(
      hub,
      sql`SELECT action, before, after FROM audit_log WHERE subject_kind = 'adjustment' ORDER BY id`,
    );
    expect(lines).toEqual([
      {
        action: 'ledger.createAdjustment',
        before: null,
        after: {
          ...{ affiliateId: affiliate.id, kind: 'adjustment', amount: '12.50', currency: 'USD' },
          reason: 'For the podcast',
        },
      },
      { action: 'ledger.decideAdjustment', before: { state: 'proposed' }, after: { state: 'approved' } },
    ]);
  });

  test('takes back more than there is: then the affiliate owes it', async () => {
    const affiliate = await partner(hub, 'overpaid');
    const { body } = await propose({ affiliateId: affiliate.id, amount: 30, direction: 'fromAffiliate' });
    expect(body.amount).toBe('-30.00');
    await decide(body.id, 'approve');
    expect(await balances(hub, affiliate)).toMatchObject([{ payable: '-30.00' }]);
  });

  test('that was rejected is never posted', async () => {
    const affiliate = await partner(hub, 'rejected');
    const { body } = await propose({ affiliateId: affiliate.id, amount: 1 });
    expect((await decide(body.id, 'reject')).body).toMatchObject({ state: 'rejected' });
    const again = await decide(body.id, 'approve');
    expect([again.status, again.body.error.message]).toEqual([409, 'this adjustment was rejected already']);
    expect(await balances(hub, affiliate)).toEqual([]);
  });

  test('is not approved by who proposed it, who may withdraw it', async () => {
    const affiliate = await partner(hub, 'alone');
    const { body } = await propose({ affiliateId: affiliate.id, amount: 1 });
    const refused = await decide(body.id, 'approve', owner);
    expect([refused.status, refused.body.error.message]).toEqual([
      403,
      'you proposed this: another person must approve it',
    ]);
    expect((await decide(body.id, 'reject', owner)).status).toBe(200);
  });

  test('decided many times at once is decided once', async () => {
    const affiliate = await partner(hub, 'raced');
    const { body } = await propose({ affiliateId: affiliate.id, amount: 5 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => decide(body.id, index % 2 === 0 ? 'approve' : 'reject')),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(409)]);
    const [won] = answers.filter(({ status }) => status === 200);
    expect(await transfersOf(body.id)).toBe(won?.body.state === 'approved' ? 1 : 0);
  });

  test('has the decimals of its currency', async () => {
    const body = { handle: 'tokyo', name: 'T', storefront: 'jp' };
    const { body: affiliate } = await call(hub, { method: 'POST', url: '/api/affiliates', body });
    expect((await propose({ affiliateId: affiliate.id, amount: '1.5' })).body.error.message).toContain(
      'amount',
    );
    const { body: proposed } = await propose({ affiliateId: affiliate.id, amount: '500', currency: 'JPY' });
    await decide(proposed.id, 'approve');
    expect(await balances(hub, affiliate)).toMatchObject([{ currency: 'JPY', payable: '500', pending: '0' }]);
  });

  test('keys and analysts propose and decide nothing', async () => {
    const affiliate = await partner(hub, 'guarded');
    const { body } = await propose({ affiliateId: affiliate.id, amount: 1 });
    const key = { authorization: `Bearer ${(await issueKey(hub, 'secret')).key}` };
    for (const headers of [key, analyst]) {
      expect((await propose({ affiliateId: affiliate.id, amount: 1 }, headers)).status).toBe(403);
      expect((await decide(body.id, 'approve', headers)).status).toBe(403);
    }
    expect((await propose({ affiliateId: affiliate.id, amount: 1 }, {})).status).toBe(401);
  });
});

describe('a write-off', () => {
  const writeOff = (id: number, amount: string, headers = owner) =>
    propose({ affiliateId: id, amount, kind: 'writeOff' }, headers);

  test('forgives what an affiliate owes, and is an expense', async () => {
    const affiliate = await debtor(hub, owner, 'debtor', 8);
    expect(await balances(hub, affiliate)).toMatchObject([{ payable: '-8.00', paid: '8.00' }]);
    const { body } = await writeOff(affiliate.id, '8.00');
    await decide(body.id, 'approve');
    expect(await balances(hub, affiliate)).toMatchObject([{ payable: '0.00', paid: '8.00' }]);
    expect(
      await count(
        hub,
        sql`FROM ledger_transfers JOIN ledger_accounts ON ledger_accounts.id = debit_id
            WHERE kind = 'expense.bad_debt' AND cause_id = ${String(body.id)}`,
      ),
    ).toBe(1);
  });

  test('of more than is owed is refused, and names both', async () => {
    const affiliate = await debtor(hub, owner, 'small-debtor', 3);
    const refused = await writeOff(affiliate.id, '3.01');
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      'amount: 3.01 is more than the 3.00 USD that the affiliate owes',
    ]);
    const creditor = await partner(hub, 'creditor');
    expect((await writeOff(creditor.id, '0.01')).body.error.message).toContain(
      '0.01 is more than the 0.00 USD',
    );
  });

  test('two of the whole debt: the second is refused when it is approved', async () => {
    const affiliate = await debtor(hub, owner, 'twice', 4);
    const [one, two] = [await writeOff(affiliate.id, '4.00'), await writeOff(affiliate.id, '4.00')];
    const answers = await Promise.all([decide(one.body.id, 'approve'), decide(two.body.id, 'approve')]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await balances(hub, affiliate)).toMatchObject([{ payable: '0.00' }]);
    const left = await call(hub, {
      method: 'GET',
      url: `/api/ledger/adjustments?affiliateId=${affiliate.id}&state=proposed`,
      headers: analyst,
    });
    expect(left.body).toHaveLength(1);
  });

  test('from the affiliate is refused', async () => {
    const affiliate = await partner(hub, 'wrong-way');
    const { status, body } = await propose({
      ...{ affiliateId: affiliate.id, amount: 1, kind: 'writeOff', direction: 'fromAffiliate' },
    });
    expect([status, body.error.message]).toEqual([400, expect.stringMatching(/^direction: /)]);
  });
});

test.each([
  ['an amount of zero', { amount: 0 }, 400, /^amount: must be above zero/],
  ['an amount below zero', { amount: '-1' }, 400, /^amount: /],
  ['a third decimal', { amount: '1.001' }, 400, /^amount: /],
  ['an amount beyond all limits', { amount: '1000000000000' }, 400, /^amount: /],
  ['no reason', { reason: ' ' }, 400, /^reason: must not be empty/],
  ['another currency', { currency: 'EUR' }, 400, /^currency: the affiliate’s storefront is in USD, not EUR/],
  ['a currency that there is not', { currency: 'XXQ' }, 400, /^currency: /],
  ['an affiliate that there is not', { affiliateId: 999_999 }, 404, /999999/],
  ['another kind', { kind: 'gift' }, 400, /^kind: /],
])('%s is refused by its name', async (_what, change, status, message) => {
  const affiliate = await partner(
    hub,
    `bad-${Object.keys(change)[0]?.toLowerCase()}-${status}-${Math.random()}`,
  );
  const answer = await propose({ affiliateId: affiliate.id, amount: 1, ...change });
  expect([answer.status, answer.body.error.message]).toEqual([status, expect.stringMatching(message)]);
});

test('a proposal that there is not', async () => {
  expect((await decide(999_999, 'approve')).status).toBe(404);
  expect((await decide(0, 'approve')).status).toBe(400);
});
