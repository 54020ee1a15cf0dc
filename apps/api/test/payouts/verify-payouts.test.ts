import type { Database } from '@dreamteamhub/db';
import { type Difference, VerifyDao } from '@dreamteamhub/db/upkeep';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let shop: PayoutShop;
/** Ids of batches and items, by what became of them. */
const batches: Record<string, number> = {};
const items: Record<string, number> = {};

/** Something of everything that the ledger knows of payouts. */
beforeAll(async () => {
  shop = await openPayoutShop();
  const names = [
    'draft',
    'approved',
    'cancelled',
    'sent',
    'paid',
    'more',
    'less',
    'failed',
    'returned',
    'asked',
  ];
  const partners = new Map<string, { id: number; conversions: number[] }>();
  for (const name of names) partners.set(name, await shop.earner(name, '10'));
  const idOf = (name: string) => partners.get(name)?.id ?? 0;
  const good = async (answer: ReturnType<PayoutShop['ask']>) => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(JSON.stringify(body));
    return body;
  };
  const step = (id: number, name: string, body: unknown = {}, by = shop.maker) =>
    good(shop.ask('POST', `/api/payouts/batches/${id}/${name}`, body, by));
  const draft = async (...who: string[]) => {
    const body = await good(
      shop.ask('POST', '/api/payouts/batches', {
        ...{ rail: 'manual', currency: 'USD', affiliateIds: who.map(idOf) },
      }),
    );
    for (const { id, affiliateHandle } of body.items) items[affiliateHandle] = id;
    for (const name of who) batches[name] = body.id;
    return body.id as number;
  };
  await good(shop.ask('POST', '/api/payouts/requests', { affiliateId: idOf('asked'), amount: 4 }));
  await draft('draft');
  await step(await draft('approved'), 'approve', {}, shop.checker);
  await step(await draft('cancelled'), 'cancel');
  const sent = await draft('sent', 'paid', 'more', 'less', 'failed', 'returned');
  await step(sent, 'approve', {}, shop.checker);
  await step(sent, 'settle', {
    others: 'open',
    items: [
      { id: items.paid, outcome: 'paid' },
      { id: items.more, outcome: 'paid', amount: '12.00' },
      { id: items.less, outcome: 'paid', amount: '7.00' },
      { id: items.failed, outcome: 'failed' },
      { id: items.returned, outcome: 'paid' },
    ],
  });
  await step(sent, 'settle', { others: 'open', items: [{ id: items.returned, outcome: 'returned' }] });
  const [less] = (await good(shop.ask('GET', '/api/payouts/mismatches'))).filter(
    ({ itemId }: { itemId: number }) => itemId === items.less,
  );
  await good(shop.ask('POST', `/api/payouts/mismatches/${less.id}/resolve`, { decision: 'affiliate' }));
});
afterAll(() => shop.hub.stop());

/** What the check of the books finds after a statement of the tables' owner, which is undone then. */
async function found(statement: string): Promise<Omit<Difference, 'day'>[]> {
  let differences: Difference[] = [];
  const undone = new Error('undone');
  await shop.hub.owner
    .transaction(async (tx) => {
      await tx.execute(sql`ALTER TABLE ledger_transfers DISABLE TRIGGER USER`);
      await tx.execute(sql.raw(statement));
      // A transaction has the methods of a database that this uses; inside, its own one is a savepoint.
      ({ differences } = await new VerifyDao(tx as unknown as Database).verify());
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return differences.filter(({ what }) => !what.endsWith('_30d')).map(({ day: _, ...rest }) => rest);
}

test('what happened in the right way is no difference', async () => {
  expect(await found('SELECT 1')).toEqual([]);
});

const payment = (name: string) => `payment ${items[name]} of ${name} in batch ${batches[name]}`;
const stateOf = (name: string, state: string) =>
  `UPDATE payout_items SET state = '${state}' WHERE id = ${items[name]}`;
const batchIs = (name: string, state: string) =>
  `UPDATE payout_batches SET state = '${state}' WHERE id = ${batches[name]}`;
const transferOf = (name: string, cause: string) => `cause = '${cause}' AND cause_id = 'item ${items[name]}'`;

describe.each([
  [
    'a payment that says it was not sent',
    () => stateOf('paid', 'cancelled'),
    'item_left',
    () => payment('paid'),
  ],
  ['one that says it was paid', () => stateOf('sent', 'paid'), 'item_left', () => payment('sent')],
  ['one that says it came back', () => stateOf('paid', 'returned'), 'item_left', () => payment('paid')],
  ['one that says it did not', () => stateOf('returned', 'paid'), 'item_left', () => payment('returned')],
  ['one that still is reserved', () => stateOf('failed', 'sent'), 'item_in_payout', () => payment('failed')],
  ['of an affiliate, too', () => stateOf('failed', 'sent'), 'in_payout', () => 'failed, USD'],
  [
    'another amount of a payment',
    () => `UPDATE payout_items SET amount = amount + 1 WHERE id = ${items.sent}`,
    'item_in_payout',
    () => payment('sent'),
  ],
  [
    'a reservation that is gone',
    () => `DELETE FROM ledger_transfers WHERE ${transferOf('draft', 'reserve')}`,
    'item_in_payout',
    () => payment('draft'),
  ],
  [
    'a payment that was posted and is no more',
    () => `DELETE FROM ledger_transfers WHERE ${transferOf('paid', 'pay')}`,
    'payout_cash',
    () => 'cash.manual of default, USD',
  ],
  [
    'a payment that left by another way',
    () =>
      `UPDATE ledger_transfers SET credit_id = (SELECT id FROM ledger_accounts WHERE kind = 'expense.commission' LIMIT 1) WHERE ${transferOf('paid', 'pay')}`,
    'payout_cash',
    () => 'cash.manual of default, USD',
  ],
  [
    'a return that nobody posted',
    () => `DELETE FROM ledger_transfers WHERE ${transferOf('returned', 'return')}`,
    'item_left',
    () => payment('returned'),
  ],
  [
    'another difference of what left',
    () => `UPDATE payout_mismatches SET amount = amount + 1 WHERE item_id = ${items.more}`,
    'item_left',
    () => payment('more'),
  ],
  [
    'a decision that nobody posted',
    () =>
      `UPDATE payout_mismatches SET decision = 'shop', decided_by = 'x', decided_at = now() WHERE item_id = ${items.more}`,
    'mismatch',
    () => `difference 1 of payment ${items.more}`,
  ],
  [
    'a decision that was posted and not made',
    () =>
      `UPDATE payout_mismatches SET decision = NULL, decided_by = NULL, decided_at = NULL WHERE item_id = ${items.less}`,
    'mismatch',
    () => `difference 2 of payment ${items.less}`,
  ],
  [
    'a request that is reserved and says that it was rejected',
    () => `UPDATE payout_requests SET state = 'rejected', reason = 'x', decided_by = 'x'`,
    'in_payout',
    () => 'asked, USD',
  ],
  [
    'another amount of a request',
    () => `UPDATE payout_requests SET amount = amount + 1`,
    'in_payout',
    () => 'asked, USD',
  ],
  [
    'another sum of a batch',
    () => `UPDATE payout_batches SET total = total + 1 WHERE id = ${batches.sent}`,
    'batch_total',
    () => `batch ${batches.sent}`,
  ],
  [
    'another number of payments',
    () => `UPDATE payout_batches SET item_count = 99 WHERE id = ${batches.draft}`,
    'batch_items',
    () => `batch ${batches.draft}`,
  ],
  [
    'a batch that says it is over',
    () => batchIs('sent', 'settled'),
    'batch_state',
    () => `batch ${batches.sent}`,
  ],
  [
    'a batch that says it partly is',
    () => batchIs('sent', 'partly'),
    'batch_state',
    () => `batch ${batches.sent}`,
  ],
  [
    'a batch that says it was sent',
    () => batchIs('approved', 'submitted'),
    'batch_state',
    () => `batch ${batches.approved}`,
  ],
  [
    'a batch that says it was not cancelled',
    () => `UPDATE payout_batches SET state = 'draft' WHERE id = ${batches.cancelled}`,
    'batch_state',
    () => `batch ${batches.cancelled}`,
  ],
  [
    'a conversion that was paid and is not covered',
    () => `DELETE FROM payout_conversions WHERE item_id = ${items.paid}`,
    'conversion_status',
    () => /^order EARN-\d+ of paid$/,
  ],
  [
    'a conversion that is covered and says it was not paid',
    () =>
      `UPDATE aff_attributions SET status = 'approved' WHERE id IN (SELECT attribution_id FROM payout_conversions WHERE item_id = ${items.paid})`,
    'conversion_status',
    () => /^order EARN-\d+ of paid$/,
  ],
  [
    'a conversion that says it was paid, though the payment came back',
    () =>
      `UPDATE aff_attributions SET status = 'paid' WHERE id IN (SELECT attribution_id FROM payout_conversions WHERE item_id = ${items.returned})`,
    'conversion_status',
    () => /^order EARN-\d+ of returned$/,
  ],
] as [string, () => string, string, () => string | RegExp][])('%s', (_what, statement, what, of) => {
  test('is found, and named', async () => {
    const differences = await found(statement());
    const named = of();
    const names = differences.filter((one) => one.what === what).map((one) => one.of);
    if (typeof named === 'string') expect(names, JSON.stringify(differences)).toContain(named);
    else expect(names.join('\n'), JSON.stringify(differences)).toMatch(named);
  });
});
