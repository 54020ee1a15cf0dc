import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { goAlone } from '../support/payer.ts';
import { asSecret, convert, issueKey, type NewAffiliate, newAffiliate, query } from '../support/shop.ts';

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

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

const post = async (
  url: string,
  body: Record<string, unknown> = {},
  headers = asSecret as Record<string, string>,
) => call(hub, { method: 'POST', url, body, headers });
const refund = (body: Record<string, unknown>) => post('/api/affiliates/refunds', body);
const dispute = (body: Record<string, unknown>) => post('/api/affiliates/disputes', body);
const move = (id: number, step: 'approve' | 'mark-paid' | 'void') =>
  post(`/api/affiliates/conversions/${id}/${step}`, {}, operator);
const rule = async (body: Record<string, unknown>) => {
  const answer = await post(
    '/api/commissions/rules',
    { name: 'a rule', affiliate: affiliate.handle, ...body },
    operator,
  );
  expect(answer.status).toBe(201);
  return answer.body.id as number;
};

async function order(extra: Record<string, unknown> = {}) {
  const orderId = `ORD-${randomUUID()}`;
  const answer = await convert(hub, { pixelId: affiliate.pixelId, orderId, revenue: '100.00', ...extra });
  expect(answer.status).toBe(200);
  return { orderId, id: answer.body.attributionId as number };
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

/** Transfers of the affiliate, as `cause: debit → credit amount`, in the order in which they were posted. */
async function story(): Promise<string[]> {
  const rows = await query<{ told: string }>(
    hub,
    sql`SELECT cause || ': ' || debit.kind || ' → ' || credit.kind || ' ' || amount AS told
        FROM ledger_transfers JOIN ledger_accounts AS debit ON debit.id = debit_id
        JOIN ledger_accounts AS credit ON credit.id = credit_id
        WHERE ${affiliate.id} IN (debit.affiliate_id, credit.affiliate_id) ORDER BY ledger_transfers.id`,
  );
  return rows.map(({ told }) => told);
}

const THREE_LINES = [
  { lineId: 'a', sku: 'A', quantity: 1, net: '50.00' },
  { lineId: 'b', sku: 'B', quantity: 2, net: '30.00' },
  { lineId: 'c', sku: 'C', quantity: 1, net: '20.00' },
];

describe('the life of a commission', () => {
  test('rule, order with three lines, partial refund, approval, holding time, dispute won, full refund: nothing is left', async () => {
    await rule({ kind: 'percent', rateBps: 1000, holdDays: 30 });
    await rule({ kind: 'flatItem', amount: '1.50', sku: 'B', holdDays: 30 });
    const { orderId, id } = await order({ revenue: undefined, lines: THREE_LINES });
    expect(await balance()).toEqual({ pending: '10.00' });

    await refund({ orderId, refundId: 're_1', lines: [{ lineId: 'a', net: '25.00' }] });
    expect(await balance()).toEqual({ pending: '7.50' });

    expect((await move(id, 'approve')).body).toMatchObject({
      status: 'approved',
      commissionReversed: '2.50',
    });
    expect(await balance()).toEqual({ pending: '7.50' });
    await hub.deps.services.maturing.matureAll();
    expect(await balance()).toEqual({ pending: '7.50' });
    expect((await move(id, 'mark-paid')).body.error.message).toMatch(/may be paid from/);

    vi.useFakeTimers({ now: Date.now() + 31 * DAY_MILLISECONDS, toFake: ['Date'] });
    await hub.deps.services.maturing.matureAll();
    await hub.deps.services.maturing.matureAll();
    vi.useRealTimers();
    expect(await balance()).toEqual({ pending: '0.00', payable: '7.50' });

    const opened = await dispute({ orderId, disputeId: 'dp_1', amount: '75.00', state: 'opened' });
    expect(opened.body).toEqual({
      success: true,
      attributionId: id,
      held: '7.50',
      commissionReversed: '2.50',
    });
    expect(await balance()).toEqual({ pending: '0.00', payable: '0.00', held: '7.50' });
    expect((await move(id, 'mark-paid')).body.error.message).toMatch(/held while a dispute is open/);

    const won = await dispute({ orderId, disputeId: 'dp_1', amount: '75.00', state: 'won' });
    expect(won.body).toEqual({ success: true, attributionId: id, held: '0.00', commissionReversed: '2.50' });
    expect(await balance()).toEqual({ pending: '0.00', payable: '7.50', held: '0.00' });

    expect((await refund({ orderId, refundId: 're_2' })).body).toMatchObject({ commissionReversed: '10.00' });
    expect(await balance()).toEqual({ pending: '0.00', payable: '0.00', held: '0.00' });
    expect((await story()).at(0)).toMatch('accrue: expense.commission → pending');
    expect((await story()).at(-1)).toMatch('refund: payable → expense.commission');
  });

  test('refunded after it was paid, it is owed back, and the next commission pays it off', async () => {
    const { orderId, id } = await order();
    await move(id, 'approve');
    expect((await move(id, 'mark-paid')).body).toMatchObject({ status: 'paid' });
    expect(await balance()).toMatchObject({ payable: '0.00', in_payout: '0.00' });
    await refund({ orderId, refundId: 're_1', amount: '40.00' });
    expect(await balance()).toMatchObject({ payable: '-4.00' });
    const next = await order();
    await move(next.id, 'approve');
    expect(await balance()).toMatchObject({ payable: '6.00' });
    const refused = await move(next.id, 'mark-paid');
    expect([refused.status, refused.body.error.message]).toEqual([
      409,
      'its 10.00 is more than the 6.00 USD that is payable to the affiliate, who owes the rest: write that off, or leave the conversion approved',
    ]);
    expect(await balance()).toMatchObject({ payable: '6.00', in_payout: '0.00' });
  });

  test('with nothing left of it, it can be settled while the affiliate owes', async () => {
    const [paid, empty] = [await order(), await order()];
    for (const { id } of [paid, empty]) await move(id, 'approve');
    await move(paid.id, 'mark-paid');
    for (const { orderId } of [paid, empty]) await refund({ orderId, refundId: 're' });
    expect(await balance()).toMatchObject({ payable: '-10.00' });
    expect((await move(empty.id, 'mark-paid')).body).toMatchObject({ status: 'paid' });
    expect(await balance()).toMatchObject({ payable: '-10.00', in_payout: '0.00' });
    expect((await move(empty.id, 'void')).body.error.message).toBe(
      'this verified conversion is paid: it cannot become void',
    );
  });

  test('needs no approval where the rule says so, and matures at once without holding time', async () => {
    await rule({ kind: 'percent', rateBps: 500, autoApprove: true });
    const { id } = await order();
    expect(await balance()).toEqual({ pending: '0.00', payable: '5.00' });
    expect((await move(id, 'approve')).status).toBe(409);
    await move(id, 'mark-paid');
    expect((await story()).map((told) => told.split(':')[0])).toEqual(['accrue', 'mature', 'reserve', 'pay']);
  });

  test('of nothing has its explanation and no transfer', async () => {
    await rule({ kind: 'percent', rateBps: 0 });
    const { id } = await order();
    expect(await story()).toEqual([]);
    const [row] = await query(hub, sql`SELECT amount, source FROM commissions WHERE attribution_id = ${id}`);
    expect(row).toEqual({ amount: '0.00', source: 'rule' });
  });

  test('is voided from wherever it is, and not twice', async () => {
    const { id, orderId } = await order();
    await dispute({ orderId, disputeId: 'dp', amount: '30.00', state: 'opened' });
    expect(await balance()).toEqual({ pending: '7.00', held: '3.00' });
    await move(id, 'void');
    expect(await balance()).toEqual({ pending: '0.00', held: '0.00' });
    expect((await move(id, 'void')).status).toBe(409);
    await dispute({ orderId, disputeId: 'dp', amount: '30.00', state: 'lost' });
    await refund({ orderId, refundId: 're' });
    expect(await balance()).toEqual({ pending: '0.00', held: '0.00' });
  });
});

test('of a void conversion nothing comes back, whatever becomes of its disputes and refunds', async () => {
  const { id, orderId } = await order();
  const message = { orderId, disputeId: 'dp', amount: '40.00' };
  await dispute({ ...message, state: 'lost' });
  await move(id, 'void');
  expect((await dispute({ ...message, state: 'won' })).body).toMatchObject({ commissionReversed: '0.00' });
  expect(await balance()).toEqual({ pending: '0.00' });
  expect((await refund({ orderId, refundId: 're' })).body).toMatchObject({ commissionReversed: '10.00' });
  expect(await balance()).toEqual({ pending: '0.00' });
  const rows = await query(hub, sql`SELECT reversed, voided FROM commissions WHERE attribution_id = ${id}`);
  expect(rows).toEqual([{ reversed: '10.00', voided: '0.00' }]);
});

describe('a dispute', () => {
  test('that is lost takes the commission back, and reported again changes nothing', async () => {
    const { orderId } = await order();
    const lost = { orderId, disputeId: 'dp', amount: '50.00', state: 'lost' };
    await dispute({ ...lost, state: 'opened' });
    expect((await dispute(lost)).body).toMatchObject({ held: '0.00', commissionReversed: '5.00' });
    expect((await dispute(lost)).body).toMatchObject({ duplicate: true, commissionReversed: '5.00' });
    expect((await dispute({ ...lost, state: 'opened' })).body).toMatchObject({
      duplicate: true,
      held: '0.00',
    });
    expect(await balance()).toMatchObject({ pending: '5.00' });
  });

  test('that was lost and is won after all gives it back; lost again, it takes it again', async () => {
    const { orderId } = await order();
    const states = ['opened', 'lost', 'won', 'lost'] as const;
    const held: unknown[] = [];
    for (const state of states) {
      held.push(
        (await dispute({ orderId, disputeId: 'dp', amount: '100.00', state })).body.commissionReversed,
      );
    }
    expect(held).toEqual(['0.00', '10.00', '0.00', '10.00']);
    expect(await balance()).toEqual({ pending: '0.00', held: '0.00' });
  });

  test('won or lost before it was heard of counts at once, and does not open when that comes late', async () => {
    const { orderId } = await order();
    expect(
      (await dispute({ orderId, disputeId: 'early', amount: '50.00', state: 'won' })).body,
    ).toMatchObject({ held: '0.00', commissionReversed: '0.00' });
    await dispute({ orderId, disputeId: 'early', amount: '50.00', state: 'opened' });
    expect(await balance()).toEqual({ pending: '10.00' });
  });

  test('and a refund of the same money take it once', async () => {
    const { orderId } = await order();
    await dispute({ orderId, disputeId: 'dp', amount: '100.00', state: 'opened' });
    await refund({ orderId, refundId: 're' });
    expect(await balance()).toEqual({ pending: '0.00', held: '0.00' });
    await dispute({ orderId, disputeId: 'dp', amount: '100.00', state: 'lost' });
    expect(await balance()).toEqual({ pending: '0.00', held: '0.00' });
  });

  test('of more than the order is of all of it; of an order that comes later, it is booked then', async () => {
    const orderId = `late-${randomUUID()}`;
    const receipt = await dispute({ orderId, disputeId: 'dp', amount: '9999.00', state: 'opened' });
    expect(receipt.body).toEqual({
      success: true,
      attributionId: null,
      held: null,
      commissionReversed: null,
    });
    await refund({ orderId, refundId: 're', amount: '40.00' });
    await order({ orderId });
    expect(await balance()).toEqual({ pending: '0.00', held: '6.00' });
    expect(await story()).toEqual([
      expect.stringMatching('accrue: expense.commission → pending'),
      expect.stringMatching('refund: pending → expense.commission'),
      expect.stringMatching('dispute: pending → held'),
    ]);
  });

  test('after the payment may leave the balance below zero while it is open', async () => {
    const { orderId, id } = await order();
    await move(id, 'approve');
    await move(id, 'mark-paid');
    await dispute({ orderId, disputeId: 'dp', amount: '100.00', state: 'opened' });
    expect(await balance()).toMatchObject({ payable: '-10.00', held: '10.00' });
    await dispute({ orderId, disputeId: 'dp', amount: '100.00', state: 'won' });
    expect(await balance()).toMatchObject({ payable: '0.00', held: '0.00' });
  });

  test.each([
    [{ amount: '0.00' }, 400, /^amount: must be more than zero/],
    [{ amount: '1.234' }, 400, /^amount: /],
    [{ amount: '-5.00' }, 400, /^amount: /],
    [{ currency: 'EUR' }, 400, /^currency: /],
    [{ state: 'pending' }, 400, /^state: /],
    [{ disputeId: '' }, 400, /^disputeId: /],
    [{ storefront: 'nowhere' }, 400, /storefront/],
  ])('with %j is refused, and says why', async (wrong, status, why) => {
    const { orderId } = await order();
    const answer = await dispute({ orderId, disputeId: 'dp', amount: '5.00', state: 'opened', ...wrong });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toMatch(why);
    expect(await balance()).toEqual({ pending: '10.00' });
  });

  test('with another amount than before is 422, and its id may be a number beyond what JSON keeps', async () => {
    const { orderId } = await order();
    await dispute({ orderId, disputeId: 'dp', amount: '5.00', state: 'opened' });
    const other = await dispute({ orderId, disputeId: 'dp', amount: '6.00', state: 'lost' });
    expect([other.status, other.body.error.message]).toEqual([
      422,
      'disputeId: this dispute was reported before, with another amount',
    ]);
    expect((await dispute({ orderId, disputeId: 12345, amount: 5, state: 'opened' })).status).toBe(200);
  });

  test('of a storefront’s key reaches its own orders only', async () => {
    const { orderId } = await order();
    const { key } = await issueKey(hub, 'secret', { storefront: 'second' });
    const answer = await post(
      '/api/affiliates/disputes',
      { orderId, disputeId: 'dp', amount: '5.00', state: 'lost' },
      { authorization: `Bearer ${key}` },
    );
    expect(answer.body).toMatchObject({ attributionId: null });
    expect(await balance()).toEqual({ pending: '10.00' });
  });
});

describe('commissions that mature', () => {
  test('leave out the affiliate whose ledger fails, and the others go on', async () => {
    await rule({ kind: 'percent', rateBps: 1000, holdDays: 1, autoApprove: true });
    await order();
    const failing = affiliate;
    affiliate = await newAffiliate(hub, `partner-${randomUUID()}`);
    await rule({ kind: 'percent', rateBps: 1000, holdDays: 1, autoApprove: true });
    await order();
    await hub.owner.execute(sql`
      UPDATE ledger_balances SET debits = debits + 10 WHERE account_id IN (
        SELECT id FROM ledger_accounts WHERE affiliate_id = ${failing.id} AND kind = 'pending')`);
    vi.useFakeTimers({ now: Date.now() + 2 * DAY_MILLISECONDS, toFake: ['Date'] });
    await expect(hub.deps.services.maturing.matureAll()).rejects.toThrow('of 1 affiliates did not mature');
    expect(await balance()).toEqual({ pending: '0.00', payable: '10.00' });
    await hub.owner.execute(sql`
      UPDATE ledger_balances SET debits = debits - 10 WHERE account_id IN (
        SELECT id FROM ledger_accounts WHERE affiliate_id = ${failing.id} AND kind = 'pending')`);
    await hub.deps.services.maturing.matureAll();
    vi.useRealTimers();
    affiliate = failing;
    expect(await balance()).toEqual({ pending: '0.00', payable: '10.00' });
  });
});

/** Runs statements of the owner's that the table's triggers refuse. */
async function changingHistory(
  table: 'ledger_transfers' | 'audit_log',
  statements: readonly SQL[],
): Promise<void> {
  const name = sql.identifier(table);
  await hub.owner.transaction(async (tx) => {
    await tx.execute(sql`ALTER TABLE ${name} DISABLE TRIGGER USER`);
    for (const statement of statements) await tx.execute(statement);
    await tx.execute(sql`ALTER TABLE ${name} ENABLE TRIGGER USER`);
  });
}

describe('conversions from before there was a ledger', () => {
  /** Makes what was booked since the last call look as if an earlier version had stored it. */
  async function forget(): Promise<void> {
    const accounts = sql`(SELECT id FROM ledger_accounts WHERE affiliate_id = ${affiliate.id})`;
    await changingHistory('ledger_transfers', [
      sql`DELETE FROM ledger_transfers WHERE debit_id IN ${accounts} OR credit_id IN ${accounts}`,
      sql`UPDATE ledger_balances SET debits = 0, credits = 0, seq = 0 WHERE account_id IN ${accounts}`,
      sql`DELETE FROM commissions WHERE affiliate_id = ${affiliate.id}`,
    ]);
  }

  test('are booked as they stand, twice without effect', async () => {
    const pending = await order();
    const approved = await order();
    await move(approved.id, 'approve');
    const refunded = await order();
    await refund({ orderId: refunded.orderId, refundId: 're', amount: '25.00' });
    const paid = await order();
    await move(paid.id, 'approve');
    await move(paid.id, 'mark-paid');
    const void_ = await order();
    await move(void_.id, 'void');
    await forget();
    await hub.deps.services.earlierCommissions.bookAll();
    const told = await story();
    expect(await balance()).toEqual({ pending: '17.50', payable: '10.00', in_payout: '0.00' });
    await hub.deps.services.earlierCommissions.bookAll();
    expect(await story()).toEqual(told);
    expect(pending.id).toBeLessThan(void_.id);
  });

  test('paid and refunded, owe what was refunded after the payment, as the audit log has it', async () => {
    const { orderId, id } = await order();
    await refund({ orderId, refundId: 'before', amount: '10.00' });
    await move(id, 'approve');
    await move(id, 'mark-paid');
    await refund({ orderId, refundId: 'after', amount: '30.00' });
    await forget();
    await hub.deps.services.earlierCommissions.bookAll();
    expect(await balance()).toMatchObject({ payable: '-3.00' });
  });

  test('of which nobody knows whether the refund came first are set aside for a person', async () => {
    const { orderId, id } = await order();
    await move(id, 'approve');
    await move(id, 'mark-paid');
    await refund({ orderId, refundId: 're', amount: '30.00' });
    await changingHistory('audit_log', [
      sql`DELETE FROM audit_log WHERE action = 'affiliates.markConversionPaid' AND subject_id = ${String(id)}`,
    ]);
    await forget();
    await hub.deps.services.earlierCommissions.bookAll();
    expect(await balance()).toMatchObject({ payable: '0.00' });
    const aside = await query(
      hub,
      sql`SELECT amount, reason FROM ledger_transfers WHERE cause = 'migrate' AND cause_id = ${String(id)}`,
    );
    expect(aside).toEqual([
      { amount: '3.00', reason: 'nobody knows whether this was refunded before it was paid' },
    ]);
  });

  test('are booked by whoever changes them first', async () => {
    const { orderId, id } = await order();
    await forget();
    await refund({ orderId, refundId: 're', amount: '25.00' });
    expect(await balance()).toEqual({ pending: '7.50' });
    await move(id, 'approve');
    expect(await balance()).toMatchObject({ payable: '7.50' });
  });

  test('are paid by whoever does it first, also before they were booked', async () => {
    const { id } = await order();
    await move(id, 'approve');
    await forget();
    expect((await move(id, 'mark-paid')).status).toBe(200);
    expect(await balance()).toMatchObject({ pending: '0.00', payable: '0.00', in_payout: '0.00' });
  });

  test('are booked without one that fails; after a start, none is looked at again', async () => {
    const failing = await order();
    const { id } = await order();
    await forget();
    const taken = {
      ...{ storefront: 1, affiliate: affiliate.id, currency: 'USD', amount: '1.00' },
      ...{
        debit: 'expense.commission',
        credit: 'pending',
        cause: 'accrue',
        cause_id: `${failing.id}`,
        leg: 0,
      },
    };
    await hub.owner.execute(sql`SELECT hub_post_transfers(${JSON.stringify([taken])}::jsonb)`);
    const { earlierCommissions } = hub.deps.services;
    await expect(earlierCommissions.bookAll()).rejects.toThrow('1 conversions could not be booked');
    expect(await balance()).toEqual({ pending: '11.00' });
    await forget();
    await earlierCommissions.bookAll({ onlyNew: true });
    expect(await balance()).toEqual({ pending: '0' });
    await earlierCommissions.bookAll();
    expect(await balance()).toEqual({ pending: '20.00' });
    expect(await move(id, 'approve')).toMatchObject({ status: 200 });
  });
});
