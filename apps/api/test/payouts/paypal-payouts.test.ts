import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { LocalPayPal } from '@dreamteamhub/harness/local-paypal.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATOR } from '../support/operator.ts';
import { query } from '../support/shop.ts';
import { openPayoutShop, type PayoutShop } from './payout-shop.ts';

let paypal: LocalPayPal;
let shop: PayoutShop;
beforeAll(async () => {
  paypal = await new LocalPayPal().start();
  paypal.addApp('client-1', 'secret-1');
  shop = await openPayoutShop({ payPalOrigin: paypal.origin });
  await setUp('client-1', 'secret-1');
});
afterAll(async () => {
  await shop.hub.stop();
  await paypal.stop();
});

async function setUp(clientId: string, clientSecret: string): Promise<void> {
  const body = { paypal: { clientId, clientSecret }, password: OPERATOR.password };
  const answer = await shop.ask('PUT', '/api/payouts/settings', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
}

let partners = 0;
/** A partner with a PayPal account and this much payable. */
async function earner(amount: string) {
  const partner = await shop.earner(`paypal-${++partners}`, amount);
  const body = { method: 'paypal', email: `${partner.handle}@partners.example`, password: OPERATOR.password };
  const answer = await shop.ask('PUT', `/api/affiliates/${partner.id}/payout-details`, body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return partner;
}

const step = (id: number, name: string, body: unknown = {}, by = shop.maker) =>
  shop.ask('POST', `/api/payouts/batches/${id}/${name}`, body, by);
const get = async (id: number) => (await shop.ask('GET', `/api/payouts/batches/${id}`)).body;

/** Drafts and approves a batch for these. */
async function approved(affiliateIds: number[], rail = 'paypal'): Promise<number> {
  const draft = await shop.ask('POST', '/api/payouts/batches', { rail, currency: 'USD', affiliateIds });
  expect(draft.status, JSON.stringify(draft.body)).toBe(201);
  expect((await step(draft.body.id, 'approve', {}, shop.checker)).status).toBe(200);
  return draft.body.id;
}

const ask = (id: number) => shop.hub.deps.services.execution.ask(id);
/** As if the last call was so long ago that whoever made it is not at it any more. */
const age = (id: number, minutes: number) =>
  query(
    shop.hub,
    sql`UPDATE payout_batches SET called_at = called_at - make_interval(mins => ${minutes}) WHERE id = ${id} RETURNING id`,
  );

describe('a PayPal batch', () => {
  test('is sent once, and is paid when PayPal says so of each payment', async () => {
    const [ada, bob, cleo] = [await earner('20'), await earner('30'), await earner('40')];
    const id = await approved([ada.id, bob.id, cleo.id]);
    const sent = await step(id, 'submit');
    expect(sent.body).toMatchObject({ state: 'submitted', attempt: 1, problem: null, file: null });
    await ask(id);
    expect(await get(id)).toMatchObject({ state: 'submitted', states: { sent: { count: 3 } } });
    const [first, second, third] = sent.body.items;
    const at = new Date();
    paypal.process(
      sent.body.messageId,
      { [second.reference]: 'UNCLAIMED', [third.reference]: 'FAILED' },
      { at },
    );
    await ask(id);
    expect(await get(id)).toMatchObject({
      state: 'submitted',
      items: [
        { state: 'paid', providerStatus: 'SUCCESS' },
        { state: 'sent', providerStatus: 'UNCLAIMED' },
        { state: 'failed', reason: 'RECEIVER_UNREGISTERED: It is FAILED' },
      ],
    });
    expect(await shop.balance(ada)).toMatchObject({ inPayout: '0.00', paid: '20.00' });
    expect(await shop.balance(bob)).toMatchObject({ inPayout: '30.00', paid: '0.00' });
    expect(await shop.balance(cleo)).toMatchObject({ inPayout: '0.00', payable: '40.00' });
    // Not claimed for 30 days, and an older word that comes late.
    paypal.change(second.reference, { status: 'RETURNED', processedAt: new Date(at.getTime() + 1000) });
    await ask(id);
    paypal.change(second.reference, { status: 'SUCCESS', processedAt: new Date(at.getTime() - 1000) });
    await ask(id);
    expect(await shop.balance(bob)).toMatchObject({ inPayout: '0.00', payable: '30.00', paid: '0.00' });
    expect(await get(id)).toMatchObject({ state: 'partly' });
    // What was paid comes back.
    paypal.change(first.reference, { status: 'REVERSED', processedAt: new Date(at.getTime() + 2000) });
    await ask(id);
    await ask(id);
    expect(await shop.balance(ada)).toMatchObject({ payable: '20.00', paid: '0.00' });
    const { body: accounts } = await shop.ask('GET', '/api/ledger/accounts');
    const fees = accounts.accounts.find(({ kind }: { kind: string }) => kind === 'expense.payout_fee');
    expect(fees).toMatchObject({ debits: '0.25' });
  });

  test('whose fee is taken in another currency has it booked in that one', async () => {
    const ada = await earner('20');
    const id = await approved([ada.id]);
    const { body } = await step(id, 'submit');
    paypal.process(body.messageId);
    paypal.change(body.items[0].reference, { fee: { currency: 'JPY', value: '38' } });
    await ask(id);
    expect(await get(id)).toMatchObject({ state: 'settled', problem: null });
    expect(await shop.balance(ada)).toMatchObject({ paid: '20.00' });
    const { body: listed } = await shop.ask('GET', '/api/ledger/accounts');
    expect(listed.accounts.filter(({ currency }: { currency: string }) => currency === 'JPY')).toMatchObject([
      { kind: 'cash.paypal', debits: '0', credits: '38' },
      { kind: 'expense.payout_fee', debits: '38', credits: '0' },
    ]);
    const { differences } = await new VerifyDao(shop.hub.deps.db).verify();
    // The figures of 30 days are counted by a job, which does not run here.
    expect(differences.filter(({ what }) => !what.endsWith('_30d'))).toEqual([]);
  });

  test.each(['lostBefore', 'lostAfter', 'failsAfter', 'garbledAfter'] as const)(
    'whose answer is lost (%s) is unknown, is asked about, and is paid once',
    async (fault) => {
      const ada = await earner('20');
      const id = await approved([ada.id]);
      paypal.failNext(fault);
      const sent = await step(id, 'submit');
      expect(sent.body).toMatchObject({ state: 'unknown', problem: expect.any(String) });
      expect(await step(id, 'submit')).toMatchObject({ status: 409 });
      expect(await step(id, 'cancel')).toMatchObject({ status: 409 });
      await ask(id);
      expect(await get(id)).toMatchObject({ state: 'submitted', attempt: 1, problem: null });
      paypal.process(sent.body.messageId);
      await ask(id);
      expect(await get(id)).toMatchObject({ state: 'settled' });
      expect(await shop.balance(ada)).toMatchObject({ paid: '20.00' });
      expect(paypal.paidTwice()).toEqual([]);
    },
  );

  test('that PayPal refuses is approved again, and is sent by another name', async () => {
    const ada = await earner('20');
    const id = await approved([ada.id]);
    paypal.hasFunds = false;
    const refused = await step(id, 'submit');
    paypal.hasFunds = true;
    expect(refused.body).toMatchObject({ state: 'approved', attempt: 1, problem: /INSUFFICIENT_FUNDS/ });
    const again = await step(id, 'submit');
    expect(again.body).toMatchObject({ state: 'submitted', attempt: 2, problem: null });
    expect(again.body.messageId).not.toBe(refused.body.messageId);
  });

  test('that was settled by hand is never sent once more', async () => {
    const ada = await earner('20');
    const id = await approved([ada.id]);
    paypal.failNext('lostBefore');
    const { body } = await step(id, 'submit');
    const item = { id: body.items[0].id, outcome: 'failed', reason: 'PayPal does not have it' };
    expect((await step(id, 'settle', { items: [item] })).body).toMatchObject({ state: 'partly' });
    const before = paypal.batchCount;
    await ask(id);
    await shop.hub.deps.services.asking.askAll();
    expect(paypal.batchCount).toBe(before);
    expect(await shop.balance(ada)).toMatchObject({ payable: '20.00' });
  });

  test('whose process died in the call is left alone for a while, and is asked about later', async () => {
    const ada = await earner('20');
    const id = await approved([ada.id]);
    paypal.failNext('lostAfter');
    const { body } = await step(id, 'submit');
    // As it is left by a process that dies before its answer comes.
    await query(shop.hub, sql`UPDATE payout_batches SET state = 'submitting' WHERE id = ${id} RETURNING id`);
    const before = paypal.calls.length;
    await ask(id);
    expect(paypal.calls.length).toBe(before);
    expect(await step(id, 'settle')).toMatchObject({ status: 409 });
    await age(id, 3);
    await Promise.all([ask(id), ask(id), ask(id)]);
    expect(await get(id)).toMatchObject({ state: 'submitted' });
    expect(paypal.batchNamed(body.messageId).payments).toHaveLength(1);
    expect(paypal.paidTwice()).toEqual([]);
  });

  test('is not asked about by another app than the one that sent it', async () => {
    const ada = await earner('20');
    const id = await approved([ada.id]);
    paypal.failNext('lostAfter');
    await step(id, 'submit');
    paypal.addApp('client-2', 'secret-2');
    await setUp('client-2', 'secret-2');
    const before = paypal.batchCount;
    await ask(id);
    expect(await get(id)).toMatchObject({ state: 'unknown', problem: /another PayPal app/ });
    await setUp('client-1', 'secret-1');
    await ask(id);
    expect(await get(id)).toMatchObject({ state: 'submitted' });
    expect(paypal.batchCount).toBe(before);
  });
});

describe('the job', () => {
  test('asks about what is due, and one failure keeps no other waiting', async () => {
    const ids = [await approved([(await earner('5')).id]), await approved([(await earner('6')).id])];
    paypal.failNext('lostAfter');
    for (const id of ids) paypal.process((await step(id, 'submit')).body.messageId);
    await shop.hub.deps.services.asking.askAll();
    expect(await get(ids[1] ?? 0)).toMatchObject({ state: 'submitted' });
    for (const id of ids) await age(id, 3);
    // A payee that no key opens.
    await query(
      shop.hub,
      sql`UPDATE payout_items SET payee_sealed = 'broken' WHERE batch_id = ${ids[0]} RETURNING id`,
    );
    await shop.hub.deps.services.asking.askAll();
    expect(await get(ids[0] ?? 0)).toMatchObject({ state: 'unknown', problem: /its log says why/ });
    expect(await get(ids[1] ?? 0)).toMatchObject({ state: 'settled' });
    // A person who looks at PayPal can say what became of it.
    expect((await step(ids[0] ?? 0, 'settle')).body).toMatchObject({ state: 'settled' });
  });
});

describe('PayPal’s events', () => {
  const post = (payload: unknown, headers: Record<string, string> = {}) =>
    shop.hub.app.inject({
      method: 'POST',
      url: '/api/payouts/paypal/events',
      payload: payload as object,
      headers: { 'content-type': 'application/json', ...headers },
    });
  const waiting = async () =>
    (
      await query<{ id: number }>(
        shop.hub,
        sql`SELECT (data ->> 'batchId')::integer AS id FROM pgboss.job WHERE name = 'payouts.ask' AND data ? 'batchId' ORDER BY 1`,
      )
    ).map(({ id }) => id);

  test('only name a batch that is asked about soon, and once however many come', async () => {
    const id = await approved([(await earner('5')).id]);
    const { body } = await step(id, 'submit');
    const { id: name } = paypal.batchNamed(body.messageId);
    const events = [
      { event_type: 'PAYMENT.PAYOUTSBATCH.SUCCESS', resource: { batch_header: { payout_batch_id: name } } },
      {
        event_type: 'PAYMENT.PAYOUTS-ITEM.SUCCEEDED',
        resource: { payout_batch_id: name, transaction_status: 'SUCCESS' },
      },
      { resource: { batch_header: { sender_batch_header: { sender_batch_id: body.messageId } } } },
    ];
    for (const event of events) expect(await post(event)).toMatchObject({ statusCode: 200, body: '{}' });
    expect(await waiting()).toEqual([id]);
    // That somebody says so makes nothing paid.
    expect(await get(id)).toMatchObject({ state: 'submitted' });
  });

  test('about anything else get the same answer and do nothing', async () => {
    const before = await waiting();
    const odd = [
      {},
      [],
      { resource: null },
      { resource: { payout_batch_id: 'PPUNKNOWN' } },
      { resource: { payout_batch_id: "x' OR 1=1" } },
    ];
    for (const event of [...odd, { resource: { payout_batch_id: 7, batch_header: 'x' } }]) {
      expect(await post(event)).toMatchObject({ statusCode: 200, body: '{}' });
    }
    expect(await post({ resource: { note: 'x'.repeat(17_000) } })).toMatchObject({ statusCode: 413 });
    expect(await waiting()).toEqual(before);
  });
});

describe('the file of a batch', () => {
  const download = (id: number | string, headers: Record<string, string> = shop.maker) =>
    shop.hub.app.inject({ method: 'GET', url: `/api/payouts/batches/${id}/file`, headers });

  test('is for people who may pay, is always the same, and each download is noted', async () => {
    const ada = await shop.earner(`filed-${++partners}`, '20');
    await shop.bank(ada);
    const id = await approved([ada.id], 'csv');
    expect(await download(id)).toMatchObject({ statusCode: 409 });
    const { body } = await step(id, 'submit');
    const [first, second] = [await download(id), await download(id, shop.checker)];
    expect(first).toMatchObject({
      statusCode: 200,
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${body.file.name}"`,
        'cache-control': 'no-store',
      },
    });
    expect(first.body).toContain('DE89370400440532013000');
    expect(second.rawPayload.equals(first.rawPayload)).toBe(true);
    const lines = await query<{ subject: string; after: object }>(
      shop.hub,
      sql`SELECT subject_id AS subject, after FROM audit_log WHERE action = 'payouts.downloadFile'`,
    );
    const { name: file, sha256 } = body.file;
    expect(lines).toEqual(Array(2).fill({ subject: String(id), after: { file, sha256 } }));
    expect(await download(id, {})).toMatchObject({ statusCode: 401 });
    expect(await download(id, { authorization: 'Bearer sk_only_for_tests_0123456789abcdef' })).toMatchObject({
      statusCode: 403,
    });
    expect(await download(99_999)).toMatchObject({ statusCode: 404 });
    expect(await download('x')).toMatchObject({ statusCode: 400 });
  });

  test('is none of PayPal', async () => {
    const id = await approved([(await earner('5')).id]);
    await step(id, 'submit');
    expect((await download(id)).json().error.message).toBe('this batch has no file: paypal needs none');
  });
});
