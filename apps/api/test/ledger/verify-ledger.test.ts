import type { Database } from '@dreamteamhub/db';
import { type Difference, VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { type NewAffiliate, newAffiliate } from '../support/shop.ts';
import { earn, lastOrder, move, partner, refund } from './money-in-hand.ts';

let hub: TestHub;
let owner: Record<string, string>;
let ann: NewAffiliate;
const orders: string[] = [];
/** Something of everything that the ledger knows. */
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
  ann = await partner(hub, 'ann');
  for (const step of ['none', 'approve', 'mark-paid', 'void'] as const) {
    const id = await earn(hub, ann, '100.00');
    orders.push(lastOrder());
    await refund(hub, lastOrder(), '12.34');
    if (step === 'approve' || step === 'mark-paid') await move(hub, owner, id, 'approve');
    if (step === 'mark-paid' || step === 'void') await move(hub, owner, id, step);
    await refund(hub, lastOrder(), '10.00');
  }
  const post = (url: string, body: unknown, headers?: Record<string, string>) =>
    call(hub, { method: 'POST', url, body, ...(headers === undefined ? {} : { headers }) });
  await post(
    '/api/commissions/rules',
    { name: 'Books', category: 'books', kind: 'percent', rateBps: 2000 },
    owner,
  );
  const lines = [
    { lineId: 'a', quantity: 1, net: '10.00', categories: ['books'] },
    { lineId: 'b', quantity: 2, net: '20.05' },
    { lineId: 'c', quantity: 1, net: '0.00' },
  ];
  const handle = (await newAffiliate(hub, 'bob')).handle;
  for (const orderId of ['LINES', 'DISPUTED', 'WON']) {
    await post('/api/affiliates/track/conversion', { handle, orderId, lines });
    await refund(hub, orderId, '3.33');
  }
  for (const [orderId, state] of [
    ['DISPUTED', 'opened'],
    ['DISPUTED', 'lost'],
    ['LINES', 'opened'],
    ['WON', 'opened'],
    ['WON', 'won'],
  ]) {
    const { status, body } = await post('/api/affiliates/disputes', {
      orderId,
      disputeId: 'd',
      amount: '15.00',
      state,
    });
    if (status >= 300) throw new Error(JSON.stringify(body));
  }
  const other = await signedIn(hub, await createPerson(hub, 'operator'));
  for (const decision of ['approve', 'reject']) {
    const { body } = await post(
      '/api/ledger/adjustments',
      { affiliateId: ann.id, amount: 5, reason: 'x' },
      owner,
    );
    await post(`/api/ledger/adjustments/${body.id}/decision`, { decision }, other);
  }
});
afterAll(() => hub.stop());

/** What the check of the books finds after a statement of the tables' owner, which is undone then. */
async function found(statement: string): Promise<Omit<Difference, 'day'>[]> {
  let differences: Difference[] = [];
  const undone = new Error('undone');
  await hub.owner
    .transaction(async (tx) => {
      for (const table of ['ledger_transfers', 'ledger_accounts']) {
        await tx.execute(sql.raw(`ALTER TABLE ${table} DISABLE TRIGGER USER`));
      }
      await tx.execute(sql.raw(statement));
      // A transaction has the methods of a database that this uses; inside, its own one is a savepoint.
      ({ differences } = await new VerifyDao(tx as unknown as Database).verify());
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return differences
    .filter(({ what }) => /^(?:ledger_|commission|conversion_|adjustment|owed)/.test(what))
    .map(({ day: _, ...rest }) => rest);
}

test('what happened in the right way is no difference', async () => {
  expect(await found('SELECT 1')).toEqual([]);
});

const transferOf = (cause: string, order: string, leg = 0) => `
  id = (SELECT id FROM ledger_transfers WHERE cause = '${cause}' AND leg = ${leg} AND attribution_id = (
    SELECT id FROM aff_attributions WHERE order_id = '${order}') ORDER BY id LIMIT 1)`;
const accountOf = (handle: string, kind: string) => `
  (SELECT id FROM ledger_accounts WHERE kind = '${kind}' AND affiliate_id = (SELECT id FROM affiliates WHERE handle = '${handle}'))`;
const whats = (differences: { what: string }[]) => [...new Set(differences.map(({ what }) => what))];

describe.each([
  [
    'a transfer of more',
    () => `UPDATE ledger_transfers SET amount = amount + 0.01 WHERE ${transferOf('accrue', orders[0] ?? '')}`,
    ['commission_pending', 'commission_spent', 'ledger_total', 'ledger_credits'],
    'pending of ann, USD',
  ],
  [
    'a transfer that is gone',
    () => `DELETE FROM ledger_transfers WHERE ${transferOf('accrue', orders[0] ?? '')}`,
    ['ledger_credits', 'ledger_seq', 'ledger_numbers', 'commission_pending'],
    'pending of ann, USD',
  ],
  [
    'a number that was given twice',
    () =>
      `UPDATE ledger_transfers SET debit_seq = 1 WHERE debit_seq = 2 AND debit_id = ${accountOf('ann', 'pending')}`,
    ['ledger_numbers'],
    'pending of ann, USD',
  ],
  [
    'a balance that was raised',
    () =>
      `UPDATE ledger_balances SET credits = credits + 1 WHERE account_id = ${accountOf('ann', 'payable')}`,
    ['ledger_credits', 'ledger_total', 'owed'],
    'payable of ann, USD',
  ],
  [
    'a balance that was lowered',
    () => `UPDATE ledger_balances SET debits = debits + 1 WHERE account_id = ${accountOf('bob', 'pending')}`,
    ['ledger_debits', 'ledger_total', 'owed'],
    'pending of bob, USD',
  ],
  [
    'a number that was counted too far',
    () => `UPDATE ledger_balances SET seq = seq + 1 WHERE account_id = ${accountOf('bob', 'held')}`,
    ['ledger_seq'],
    'held of bob, USD',
  ],
  [
    'a transfer to another account',
    () =>
      `UPDATE ledger_transfers SET credit_id = ${accountOf('ann', 'in_payout')} WHERE ${transferOf('mature', orders[1] ?? '')}`,
    ['commission_payable', 'ledger_credits'],
    'payable of ann, USD',
  ],
  [
    'a commission that grew',
    () =>
      `UPDATE commissions SET amount = amount + 1 WHERE attribution_id = (SELECT id FROM aff_attributions WHERE order_id = 'LINES') AND position = 2`,
    ['commission_pending', 'commission_spent', 'conversion_commission', 'owed'],
    'order LINES, line 2 of bob',
  ],
  [
    'a reversal that nobody posted',
    () =>
      `UPDATE commissions SET reversed = reversed + 0.01 WHERE attribution_id = (SELECT id FROM aff_attributions WHERE order_id = '${orders[0]}')`,
    ['commission_pending', 'commission_spent', 'conversion_reversed', 'owed'],
    () => `order ${orders[0]} of ann`,
  ],
  [
    'a hold that nobody posted',
    () => `UPDATE commissions SET held = 0 WHERE held > 0 AND position = 1`,
    ['commission_held', 'commission_pending'],
    'order LINES, line 1 of bob',
  ],
  [
    'more reversed than there was',
    () =>
      `ALTER TABLE commissions DROP CONSTRAINT commissions_amounts_check; UPDATE commissions SET reversed = amount + 1 WHERE attribution_id = (SELECT id FROM aff_attributions WHERE order_id = '${orders[0]}')`,
    ['commission_beyond'],
    () => `order ${orders[0]} of ann`,
  ],
  [
    'a commission that has matured without a transfer',
    () =>
      `UPDATE commissions SET approved_at = now(), matured_at = now() WHERE attribution_id = (SELECT id FROM aff_attributions WHERE order_id = '${orders[0]}')`,
    ['commission_payable', 'commission_pending', 'conversion_status'],
    () => `order ${orders[0]} of ann`,
  ],
  [
    'a conversion that says that it was paid',
    () => `UPDATE aff_attributions SET status = 'paid' WHERE order_id = '${orders[1]}'`,
    ['conversion_status'],
    () => `order ${orders[1]} of ann`,
  ],
  [
    'one that says that it was not',
    () => `UPDATE aff_attributions SET status = 'approved' WHERE order_id = '${orders[2]}'`,
    ['conversion_status'],
    () => `order ${orders[2]} of ann`,
  ],
  [
    'one that says that it is void',
    () => `UPDATE aff_attributions SET status = 'void' WHERE order_id = '${orders[0]}'`,
    ['conversion_status'],
    () => `order ${orders[0]} of ann`,
  ],
  [
    'one that is void and says that it is pending',
    () => `UPDATE aff_attributions SET status = 'pending' WHERE order_id = '${orders[3]}'`,
    ['conversion_status'],
    () => `order ${orders[3]} of ann`,
  ],
  [
    'another commission of a conversion',
    () => `UPDATE aff_attributions SET commission = commission + 0.01 WHERE order_id = 'LINES'`,
    ['conversion_commission', 'commission'],
    'order LINES of bob',
  ],
  [
    'another reversal of a conversion',
    () =>
      `UPDATE aff_attributions SET commission_reversed = commission_reversed + 0.01 WHERE order_id = 'DISPUTED'`,
    ['conversion_reversed', 'commission_reversed'],
    'order DISPUTED of bob',
  ],
  [
    'a dispute that was not lost',
    () => `UPDATE disputes SET state = 'won' WHERE order_id = 'DISPUTED'`,
    ['commission_reversed'],
    'order DISPUTED of bob',
  ],
  [
    'an approval without a transfer',
    () => `UPDATE ledger_adjustments SET state = 'approved' WHERE state = 'rejected'`,
    ['adjustment', 'owed'],
    'adjustment 2 of ann',
  ],
  [
    'a transfer without an approval',
    () => `UPDATE ledger_adjustments SET state = 'rejected' WHERE state = 'approved'`,
    ['adjustment', 'owed'],
    'adjustment 1 of ann',
  ],
  [
    'a payment that is gone',
    () => `DELETE FROM ledger_transfers WHERE cause = 'pay'`,
    ['owed', 'ledger_debits'],
    'ann, USD',
  ],
] as [string, () => string, string[], string | (() => string)][])('%s', (_what, statement, expected, of) => {
  test('is found, and named', async () => {
    const differences = await found(statement());
    expect(whats(differences)).toEqual(expect.arrayContaining(expected));
    expect(differences.map((difference) => difference.of)).toContain(typeof of === 'string' ? of : of());
  });
});

describe('the role of the running hub', () => {
  test.each([
    'UPDATE ledger_transfers SET amount = 1',
    'DELETE FROM ledger_transfers',
    'TRUNCATE ledger_transfers',
    'INSERT INTO ledger_transfers DEFAULT VALUES',
    'ALTER TABLE ledger_transfers DISABLE TRIGGER USER',
    'UPDATE ledger_balances SET credits = 1',
    'DELETE FROM ledger_balances',
    'TRUNCATE ledger_balances',
    'DELETE FROM ledger_accounts',
  ])('%s: refused', async (statement) => {
    await expect(hub.deps.db.execute(sql.raw(statement))).rejects.toMatchObject({ cause: { code: '42501' } });
  });
});

test.each([
  'UPDATE ledger_transfers SET amount = 1',
  'DELETE FROM ledger_transfers',
  'TRUNCATE ledger_transfers',
])('%s: refused for the tables’ owner', async (statement) => {
  await expect(hub.owner.execute(sql.raw(statement))).rejects.toMatchObject({
    cause: { message: 'ledger_transfers is append-only' },
  });
});
