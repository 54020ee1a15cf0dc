import { postTransfers } from '@dreamteamhub/db/ledger';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { everythingStored } from '../support/everything.ts';
import { call as callRest, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn, signIn } from '../support/operator.ts';
import { goAlone } from '../support/payer.ts';
import { asVisitor, click, convert, count, issueKey, newAffiliate, query } from '../support/shop.ts';

let hub: TestHub;
let owner: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  await goAlone(hub);
  owner = await signedIn(hub);
});
afterAll(() => hub.stop());

const call = (path: string, input: unknown, headers = owner) =>
  callTrpc(hub, entryAt(path), { input, headers });

const metrics = async (id: number) => {
  await hub.deps.services.affiliates.refreshMetrics();
  const { body } = await callRest(hub, { method: 'GET', url: '/api/affiliates?status=active' });
  const found = body.find((affiliate: { id: number }) => affiliate.id === id);
  return { clicks: found?.clicks30d, conversions: found?.conversions30d, revenue: found?.revenue30d };
};

describe('a visitor', () => {
  test('sees what there is, and is forgotten without a trace; the books stay as they were', async () => {
    const { id, pixelId } = await newAffiliate(hub, 'partner');
    const visit = {
      pixelId,
      visitorId: 'vera-1234',
      landingPage: '/private-page',
      referrer: 'https://vera.example/',
    };
    await click(hub, visit, { 'user-agent': `${asVisitor['user-agent']} VeraBrowser` });
    await click(hub, { pixelId, visitorId: 'somebody-else' });
    await convert(hub, { orderId: 'ORD-V', revenue: '40.00', visitorId: 'vera-1234' });
    const asTest = {
      ...asVisitor,
      authorization: `Bearer ${(await issueKey(hub, 'publishable', { isTest: true })).key}`,
    };
    await click(hub, visit, asTest);
    await click(hub, { pixelId, visitorId: 'somebody-else' }, asTest);
    const before = await metrics(id);
    expect(before).toMatchObject({ conversions: 1, revenue: '40.00' });

    const { data } = await call('privacy.exportVisitor', { visitorId: 'vera-1234' });
    expect(data.data.clicks).toEqual([expect.objectContaining({ landing_page: '/private-page' })]);
    expect(data.data.orders).toEqual([expect.objectContaining({ order_id: 'ORD-V', revenue: '40.00' })]);

    expect(data.data.testEvents).toEqual([
      expect.objectContaining({
        kind: 'click',
        body: expect.objectContaining({ landingPage: '/private-page' }),
      }),
    ]);

    expect((await call('privacy.eraseVisitor', { visitorId: 'vera-1234' })).data).toEqual({ clicks: 1 });
    const left = await everythingStored(hub);
    for (const trace of ['vera-1234', 'private-page', 'vera.example', 'VeraBrowser'])
      expect(left).not.toContain(trace);
    expect(left).toContain('somebody-else');
    expect(await metrics(id)).toEqual(before);
    expect((await call('privacy.eraseVisitor', { visitorId: 'vera-1234' })).data).toEqual({ clicks: 0 });
    expect((await call('privacy.exportVisitor', { visitorId: 'vera-1234' })).data.data).toEqual({
      clicks: [],
      orders: [],
      testEvents: [],
    });
    expect(await count(hub, sql`FROM test_events`)).toBe(1);
  });
});

describe('an affiliate', () => {
  test('is forgotten once nothing is owed; amounts stay', async () => {
    const { id, pixelId } = await newAffiliate(hub, 'anna-s-blog');
    await call('affiliates.updateAffiliate', { id, name: 'Anna Annasdottir' });
    const order = await convert(hub, { pixelId, orderId: 'ORD-A', revenue: '100.00' });
    const asTest = { authorization: `Bearer ${(await issueKey(hub, 'secret', { isTest: true })).key}` };
    const tried = { handle: 'anna-s-blog', orderId: 'TRY', revenue: 1 };
    await convert(hub, tried, asTest);
    await convert(hub, tried, asTest);
    await hub.deps.services.refusals.flush();
    const { data } = await call('privacy.exportAffiliate', { id });
    expect(data.data).toMatchObject({
      affiliate: [{ name: 'Anna Annasdottir', handle: 'anna-s-blog' }],
      orders: [{ order_id: 'ORD-A', commission: '10.00' }],
      days: [{ conversions: 1 }],
      testEvents: [{ kind: 'order', body: { orderId: 'TRY' } }],
    });
    const early = await call('privacy.eraseAffiliate', { id });
    expect(early.status).toBe(409);
    expect(early.error.message).toContain('1 of its conversions is');

    for (const step of ['approveConversion', 'markConversionPaid']) {
      await call(`affiliates.${step}`, { id: order.body.attributionId });
    }
    await call('affiliates.recordRefund', { orderId: 'ORD-A', refundId: 're', amount: '30.00' });
    const owing = await call('privacy.eraseAffiliate', { id });
    expect([owing.status, owing.error.message]).toEqual([
      409,
      'its balance of -3.00 USD is open: it must be paid, adjusted or written off first',
    ]);
    await postTransfers(hub.deps.db, [
      {
        ...{ storefrontId: 1, affiliateId: id, currency: 'USD', amount: '3.00' },
        ...{ debit: 'expense.bad_debt', credit: 'payable', cause: 'adjust', causeId: 'by hand', leg: 0 },
      },
    ]);
    expect((await call('privacy.eraseAffiliate', { id })).status).toBe(200);
    const left = await everythingStored(hub);
    expect(left).not.toContain('Annasdottir');
    expect(left).not.toContain('anna-s-blog');
    const rows = await query(
      hub,
      sql`SELECT revenue, commission, status FROM aff_attributions WHERE affiliate_id = ${id}`,
    );
    expect(rows).toEqual([{ revenue: '100.00', commission: '10.00', status: 'paid' }]);
    expect((await click(hub, { pixelId })).status).toBe(404);
    expect((await call('privacy.eraseAffiliate', { id: 9999 })).status).toBe(404);
  });
});

describe('somebody of the team', () => {
  test('sees what there is, and is forgotten wherever a name was noted; what they did stays', async () => {
    const person = await createPerson(hub, 'operator');
    const headers = await signedIn(hub, person);
    await call('inventory.createProduct', { sku: 'P-1', name: 'P', stock: 5, threshold: 3 }, headers);
    await call('inventory.updateStock', { sku: 'P-1', stock: 1 }, headers);
    const { data: alerts } = await call('alerts.listEpisodes', {}, headers);
    await call('alerts.acknowledgeEpisodes', { ids: [alerts.items[0].id] }, headers);
    await call('imports.createImport', { fileName: 'x.csv', csv: 'sku,stock\nP-1,2' }, headers);

    const { data } = await call('privacy.exportPerson', { id: person.id });
    expect(data.data).toMatchObject({
      person: [{ email: person.email }],
      alerts: [{ kind: 'acknowledged' }],
      imports: [{ file_name: 'x.csv' }],
    });
    expect(data.data.stock.length).toBeGreaterThan(0);
    expect(data.data.auditLog.length).toBeGreaterThan(0);

    expect((await call('privacy.erasePerson', { id: person.id })).status).toBe(200);
    expect(await everythingStored(hub)).not.toContain(person.email);
    expect((await call('ops.getOverview', {}, headers)).status).toBe(401);
    expect((await signIn(hub, person)).statusCode).toBe(401);
    const lines = await query(hub, sql`SELECT action FROM audit_log WHERE actor_id = ${person.id}`);
    expect(lines.length).toBeGreaterThan(0);
    const { data: log } = await call('audit.listEntries', { actorId: person.id });
    expect(log.items[0].actorName).toMatch(/^erased-/);
    expect((await call('privacy.erasePerson', { id: 'nobody' })).status).toBe(404);
  });

  test('is not the last owner', async () => {
    const { data } = await call('account.getMe', {});
    expect((await call('privacy.erasePerson', { id: data.id })).status).toBe(409);
  });
});
