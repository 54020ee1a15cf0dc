import { COMMISSION_STATES } from '@dreamteamhub/sdk/contract';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { type MoneyHub, moneyHub } from '../support/money-hub.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { issueKey, newAffiliate } from '../support/shop.ts';

let hub: TestHub;
let money: MoneyHub;
let affiliateId: number;
const ids = new Map<string, number>();

beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  money = moneyHub(hub, await signedIn(hub));
  affiliateId = (await newAffiliate(hub, 'lister', { commissionBps: 1000 })).id;
  for (const orderId of ['toApprove', 'maturing', 'payable', 'paid', 'reversed', 'void', 'partly']) {
    if (orderId === 'maturing')
      await money.rule({ affiliate: 'lister', kind: 'percent', rateBps: 1000, holdDays: 30 });
    ids.set(orderId, await money.order({ handle: 'lister', orderId, revenue: '50.00' }));
    if (orderId === 'maturing') await money.rule({ affiliate: 'lister', kind: 'percent', rateBps: 1000 });
  }
  const idOf = (orderId: string) => Number(ids.get(orderId));
  for (const orderId of ['maturing', 'payable', 'paid']) await money.step(idOf(orderId), 'approve');
  await money.step(idOf('paid'), 'mark-paid');
  await money.refund({ orderId: 'reversed', refundId: 'r1' });
  await money.refund({ orderId: 'partly', refundId: 'r2', amount: '10.00' });
  await money.step(idOf('void'), 'void');
});
afterAll(() => hub.stop());

const list = async (query = '') =>
  (await money.get(`/api/commissions?limit=500${query}`)) as {
    orderId: string;
    state: string;
    left: string;
  }[];

describe('the list of commissions', () => {
  test('says where each conversion stands, newest first', async () => {
    const items = await list();
    expect(items.map(({ orderId, state, left }) => [orderId, state, left])).toEqual([
      ['partly', 'toApprove', '4.00'],
      ['void', 'void', '0.00'],
      ['reversed', 'reversed', '0.00'],
      ['paid', 'paid', '5.00'],
      ['payable', 'payable', '5.00'],
      ['maturing', 'maturing', '5.00'],
      ['toApprove', 'toApprove', '5.00'],
    ]);
    expect(items.at(0)).toMatchObject({
      ...{ conversionId: ids.get('partly'), storefront: 'default', affiliateId, affiliateHandle: 'lister' },
      ...{
        currency: 'USD',
        status: 'pending',
        amount: '5.00',
        reversed: '1.00',
        held: '0.00',
        voided: '0.00',
      },
      ...{ approvedAt: null, maturedAt: null },
    });
  });

  test('a filter finds exactly what is in a state', async () => {
    const all = await list();
    for (const state of COMMISSION_STATES) {
      const expected = all.filter((item) => item.state === state).map(({ orderId }) => orderId);
      expect((await list(`&state=${state}`)).map(({ orderId }) => orderId)).toEqual(expected);
    }
  });

  test('what a dispute holds is held, and found', async () => {
    const id = Number(ids.get('payable'));
    await hub.deps.db.execute(sql`UPDATE commissions SET held = 2.00 WHERE attribution_id = ${id}`);
    expect(await list('&state=held')).toMatchObject([{ orderId: 'payable', held: '2.00', left: '3.00' }]);
    expect(await list('&state=payable')).toEqual([]);
    await hub.deps.db.execute(sql`UPDATE commissions SET held = 0 WHERE attribution_id = ${id}`);
  });

  test('pages, counts, and finds an order in any spelling', async () => {
    const first = await money.ask('GET', '/api/commissions?limit=3&withTotal=true');
    expect(first.body).toHaveLength(3);
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await hub.deps.services.commissionList.list(
        { limit: 3, ...(cursor === '' ? {} : { cursor }), withTotal: true },
        COMMAND_LINE,
      );
      seen.push(...page.items.map(({ orderId }) => orderId));
      expect(page.total).toEqual({ count: 7, isMore: false });
      cursor = page.nextCursor;
    }
    expect(seen).toEqual((await list()).map(({ orderId }) => orderId));
    expect(await list(`&orderId=${encodeURIComponent(' partly ')}`)).toHaveLength(1);
    expect(await list(`&affiliateId=${affiliateId}`)).toHaveLength(7);
    expect(await list('&affiliateId=999999')).toEqual([]);
  });

  test('a conversion from a version that kept no commissions is told by its columns', async () => {
    const before = await list();
    const details = await Promise.all([...ids.values()].map((id) => money.commissions(id)));
    await hub.owner.execute(sql`CREATE TABLE kept AS SELECT * FROM commissions`);
    await hub.owner.execute(sql`DELETE FROM commissions`);
    const items = await list();
    const told = (all: typeof items) =>
      all.map(({ state, ...item }) => ({
        ...item,
        maturesAt: '',
        approvedAt: '',
        maturedAt: '',
        orderedAt: '',
      }));
    expect(told(items)).toEqual(told(before));
    expect(items.find(({ orderId }) => orderId === 'maturing')?.state).toBe('payable');
    expect(await list('&state=payable')).toHaveLength(2);
    for (const [place, id] of [...ids.values()].entries()) {
      const amounts = (lines: Record<string, unknown>[]) =>
        lines.map(({ base, rate, amount, reversed, held, voided }) => ({
          base,
          rate,
          amount,
          reversed,
          held,
          voided,
        }));
      expect(amounts(await money.commissions(id))).toEqual(amounts(details[place]));
    }
    await hub.owner.execute(sql`INSERT INTO commissions SELECT * FROM kept`);
    await hub.owner.execute(sql`DROP TABLE kept`);
  });

  test('a key of another storefront sees none of it', async () => {
    await hub.deps.services.storefronts.create(
      { slug: 'other', name: 'Other', currency: 'EUR', allowedOrigins: [] },
      COMMAND_LINE,
    );
    const ask = async (storefront: string, url: string) => {
      const { key } = await issueKey(hub, 'secret', { storefront, scopes: ['money:read'] });
      return call(hub, { method: 'GET', url, headers: { authorization: `Bearer ${key}` } });
    };
    expect((await ask('other', '/api/commissions')).body).toEqual([]);
    expect((await ask('default', '/api/commissions')).body).toHaveLength(7);
    const url = `/api/affiliates/conversions/${ids.get('paid')}/commissions`;
    expect((await ask('other', url)).status).toBe(404);
    expect((await ask('default', url)).body).toMatchObject([{ amount: '5.00' }]);
  });
});

describe('the commissions of a conversion', () => {
  test('are told line by line, in words, with their disputes', async () => {
    await money.rule({
      name: 'Shoes',
      affiliate: 'lister',
      category: 'shoes',
      kind: 'percent',
      rateBps: 2500,
    });
    const id = await money.order({
      ...{ handle: 'lister', orderId: 'lines', revenue: '30.00' },
      lines: [
        { lineId: 'a', net: '10.00', quantity: 1 },
        { lineId: 'b', net: '20.00', quantity: 2, categories: ['shoes'] },
      ],
    });
    await hub.deps.db.execute(sql`
      INSERT INTO disputes (storefront_id, order_key, order_id, dispute_id, amount, state)
      SELECT storefront_id, order_key, order_id, 'd1', 5, 'opened' FROM aff_attributions WHERE id = ${id}`);
    const detail = await hub.deps.services.commissionList.get(id, COMMAND_LINE);
    expect(detail.conversion).toMatchObject({ orderId: 'lines', amount: '6.00', state: 'toApprove' });
    expect(detail.items).toMatchObject([
      { lineId: 'a', base: '10.00', rate: 1000, amount: '1.00', explanation: 'Rule: 10% of $10.00 = $1.00.' },
      {
        lineId: 'b',
        base: '20.00',
        rate: 2500,
        amount: '5.00',
        explanation: 'Shoes: 25% of $20.00 = $5.00.',
      },
    ]);
    expect(detail.items[1]?.rule?.name).toBe('Shoes');
    expect(detail.disputes).toMatchObject([
      { disputeId: 'd1', amount: '5.00', state: 'opened', closedAt: null },
    ]);
    expect(await money.commissions(id)).toEqual(detail.items);
  });

  test('are those of a verified conversion', async () => {
    for (const id of [999_999, 2_147_483_647]) {
      expect((await money.ask('GET', `/api/affiliates/conversions/${id}/commissions`)).status).toBe(404);
    }
  });
});
