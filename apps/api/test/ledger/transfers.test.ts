import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { issueKey, type NewAffiliate } from '../support/shop.ts';
import { balances, debtor, earn, lastOrder, move, partner, refund } from './money-in-hand.ts';

let hub: TestHub;
let owner: Record<string, string>;
let ann: NewAffiliate;
/** Of ann, in the order in which they were reported. */
const conversions: number[] = [];
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
  ann = await partner(hub, 'ann');
  conversions.push(await earn(hub, ann, '100.00'));
  await refund(hub, lastOrder(), '30.00');
  conversions.push(await earn(hub, ann, '50.00'));
  await move(hub, owner, conversions[0] ?? 0, 'approve');
  await move(hub, owner, conversions[0] ?? 0, 'mark-paid');
  conversions.push(await earn(hub, ann, '20.00'));
  await move(hub, owner, conversions[2] ?? 0, 'void');
  await debtor(hub, owner, 'bob', 8);
});
afterAll(() => hub.stop());

const get = (path: string, headers = owner) => call(hub, { method: 'GET', url: path, headers });
const transfers = async (query: string) => (await get(`/api/ledger/transfers?${query}`)).body;

/** Reads a list to its end, a few at a time. */
async function walk(query: string, limit: number): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (let url: string | undefined = `/api/ledger/transfers?${query}&limit=${limit}`; url !== undefined; ) {
    const { body, headers } = await get(url);
    rows.push(...body);
    url = /^<([^>]+)>/.exec(String(headers.link ?? ''))?.[1];
  }
  return rows;
}

describe('the transfers of an affiliate', () => {
  test('tell the story, each with what is owed right after it', async () => {
    const rows = await transfers(`affiliateId=${ann.id}`);
    const story = rows.map((row: Record<string, string>) =>
      [row.cause, row.debit, row.credit, row.amount, row.balance, row.orderId].join(' '),
    );
    const order = (place: number) =>
      rows.find((row: { conversionId: number }) => row.conversionId === conversions[place])?.orderId;
    expect(story.toReversed()).toEqual([
      `accrue expense.commission pending 10.00 10.00 ${order(0)}`,
      `refund pending expense.commission 3.00 7.00 ${order(0)}`,
      `accrue expense.commission pending 5.00 12.00 ${order(1)}`,
      `mature pending payable 7.00 12.00 ${order(0)}`,
      `reserve payable in_payout 7.00 12.00 ${order(0)}`,
      `pay in_payout cash.manual 7.00 5.00 ${order(0)}`,
      `accrue expense.commission pending 2.00 7.00 ${order(2)}`,
      `void pending expense.commission 2.00 5.00 ${order(2)}`,
    ]);
    expect(await balances(hub, ann)).toEqual([
      { currency: 'USD', pending: '5.00', payable: '0.00', held: '0.00', inPayout: '0.00', paid: '7.00' },
    ]);
    expect(rows[0]).toMatchObject({ affiliateHandle: 'ann', actor: 'olivia@shop.example', position: 0 });
  });

  test.each([1, 3, 500])('are the same %i at a time', async (limit) => {
    expect(await walk(`affiliateId=${ann.id}`, limit)).toEqual(await transfers(`affiliateId=${ann.id}`));
  });

  test.each([
    ['conversionId', () => `conversionId=${conversions[0]}`, 5],
    ['account', () => 'account=payable', 2],
    ['a shared account', () => 'account=cash.manual', 1],
    ['cause', () => 'cause=pay', 1],
    ['currency', () => 'currency=USD', 8],
    ['another currency', () => 'currency=EUR', 0],
    ['from', () => 'from=2020-01-01T00:00:00.000Z', 8],
    ['to', () => 'to=2020-01-01T00:00:00.000Z', 0],
  ])('narrowed by %s have no balance, and are counted', async (_what, filter, count) => {
    const { body, headers } = await get(
      `/api/ledger/transfers?affiliateId=${ann.id}&${filter()}&withTotal=true`,
    );
    expect(body).toHaveLength(count);
    expect(body.filter(({ balance }: { balance: string | null }) => balance !== null)).toEqual([]);
    expect(headers['x-total-count']).toBe(String(count));
    expect(await walk(`affiliateId=${ann.id}&${filter()}`, 1)).toEqual(body);
  });
});

test('an end before the beginning is refused by name', async () => {
  const { status, body } = await get(
    '/api/ledger/transfers?from=2026-02-01T00:00:00.000Z&to=2026-01-01T00:00:00.000Z',
  );
  expect([status, body.error?.message]).toEqual([400, 'to: is before "from"']);
});

test.each(['account=cash.manual', 'account=in_payout', 'cause=accrue', 'cause=mature&account=payable'])(
  'of everybody by %s: the same one at a time, and counted',
  async (filter) => {
    const { body, headers } = await get(`/api/ledger/transfers?${filter}&withTotal=true`);
    expect(body.length).toBeGreaterThan(0);
    expect(
      new Set(body.map(({ affiliateHandle }: { affiliateHandle: string }) => affiliateHandle)).size,
    ).toBe(2);
    expect(headers['x-total-count']).toBe(String(body.length));
    expect(await walk(filter, 1)).toEqual(body);
  },
);

test('[from, to): each transfer is in exactly one of two ranges that meet', async () => {
  const all = await transfers('limit=500');
  const middle = all[4]?.postedAt;
  const before = await transfers(`to=${middle}&limit=500`);
  const after = await transfers(`from=${middle}&limit=500`);
  expect([...after, ...before]).toEqual(all);
  expect(before.length * after.length).toBeGreaterThan(0);
});

describe('accounts', () => {
  const accounts = async (query = '') => (await get(`/api/ledger/accounts?${query}`)).body.accounts;

  test('are balanced: what is owed is what was spent and what left', async () => {
    const rows = await accounts();
    expect(rows.map((row: Record<string, string>) => [row.kind, row.closing])).toEqual([
      ['in_payout', '0.00'],
      ['payable', '-8.00'],
      ['pending', '5.00'],
      ['cash.manual', '15.00'],
      ['expense.commission', '-12.00'],
    ]);
    const cents = (field: string) =>
      rows.reduce(
        (sum: number, row: Record<string, string>) => sum + Math.round(Number(row[field]) * 100),
        0,
      );
    expect([cents('debits') - cents('credits'), cents('closing')]).toEqual([0, 0]);
  });

  test('open with what they closed with', async () => {
    const middle = (await transfers('limit=500'))[5]?.postedAt;
    const [before, after] = [await accounts(`to=${middle}`), await accounts(`from=${middle}`)];
    for (const { kind, opening } of after) {
      expect(opening).toBe(before.find((row: { kind: string }) => row.kind === kind)?.closing ?? '0.00');
    }
    const refused = await get(
      '/api/ledger/accounts?from=2026-02-01T00:00:00.000Z&to=2026-01-01T00:00:00.000Z',
    );
    expect([refused.status, refused.body.error.message]).toEqual([400, 'to: is before "from"']);
  });
});

test('owed by all: what is payable is not less for what somebody owes', async () => {
  const carl = await partner(hub, 'carl');
  await move(hub, owner, await earn(hub, carl, '30.00'), 'approve');
  expect((await get('/api/ledger/owed')).body.totals).toEqual([
    {
      ...{ currency: 'USD', pending: '5.00', payable: '3.00', held: '0.00', inPayout: '0.00' },
      ...{ owing: '8.00', affiliates: 1 },
    },
  ]);
});

test('a key of a storefront sees what is its own', async () => {
  await hub.owner.execute(sql`INSERT INTO storefronts (slug, name, currency) VALUES ('jp', 'JP', 'JPY')`);
  const { key } = await issueKey(hub, 'secret', { storefront: 'jp' });
  const headers = { authorization: `Bearer ${key}` };
  const body = { handle: 'tokyo', name: 'T', storefront: 'jp', commissionBps: 1000 };
  const tokyo = (await call(hub, { method: 'POST', url: '/api/affiliates', body })).body;
  await call(hub, {
    ...{ method: 'POST', url: '/api/affiliates/track/conversion', headers },
    body: { pixelId: tokyo.pixelId, orderId: 'T-1', revenue: 500 },
  });
  expect((await get(`/api/affiliates/${tokyo.id}/balance`, headers)).body.balances).toMatchObject([
    { currency: 'JPY', pending: '50' },
  ]);
  for (const url of [`/api/affiliates/${ann.id}/balance`, `/api/ledger/transfers?affiliateId=${ann.id}`]) {
    expect((await get(url, headers)).status).toBe(404);
  }
  const own = (await get('/api/ledger/transfers?withTotal=true', headers)).body;
  expect(own.map((row: { orderId: string; amount: string }) => [row.orderId, row.amount])).toEqual([
    ['T-1', '50'],
  ]);
  for (const filter of ['account=expense.commission', `conversionId=${conversions[0]}`, 'account=pending']) {
    const rows = (await get(`/api/ledger/transfers?${filter}`, headers)).body;
    expect(rows.every(({ storefront }: { storefront: string }) => storefront === 'jp')).toBe(true);
  }
  expect(
    (await get('/api/ledger/owed', headers)).body.totals.map((row: { currency: string }) => row.currency),
  ).toEqual(['JPY']);
  expect((await get('/api/ledger/owed?storefront=default', headers)).status).toBeGreaterThanOrEqual(400);
  expect((await get('/api/ledger/owed?storefront=jp')).body.totals).toHaveLength(1);
  const kinds = (await get('/api/ledger/accounts', headers)).body.accounts;
  expect(new Set(kinds.map((row: { storefront: string }) => row.storefront))).toEqual(new Set(['jp']));
  const adjusted = await call(hub, {
    ...{ method: 'POST', url: '/api/ledger/adjustments', headers: owner },
    body: { affiliateId: ann.id, amount: 1, reason: 'x' },
  });
  expect(adjusted.status).toBe(201);
  for (const url of ['/api/ledger/adjustments', '/api/ledger/suspense']) {
    expect((await get(url, headers)).body).toEqual([]);
  }
  expect((await get(`/api/ledger/adjustments?affiliateId=${ann.id}`, headers)).status).toBe(404);
});

test('nobody’s balance', async () => {
  expect((await get('/api/affiliates/999999/balance')).status).toBe(404);
  expect((await get('/api/ledger/transfers?affiliateId=999999')).status).toBe(404);
  expect((await get('/api/ledger/transfers?conversionId=999999')).body).toEqual([]);
  const fresh = await partner(hub, 'fresh');
  expect(await balances(hub, fresh)).toEqual([]);
  expect(await transfers(`affiliateId=${fresh.id}`)).toEqual([]);
});

test('while others post, a page says what its own transfers add up to', async () => {
  const busy = await partner(hub, 'busy');
  let isDone = false;
  const writing = Promise.all(
    Array.from({ length: 3 }, async () => {
      while (!isDone) await earn(hub, busy, '10.00');
    }),
  );
  for (let round = 0; round < 15; round++) {
    const rows: { amount: string; balance: string }[] = await transfers(`affiliateId=${busy.id}&limit=500`);
    const sum = rows.reduce((cents, { amount }) => cents + Math.round(Number(amount) * 100), 0);
    expect(rows[0]?.balance ?? '0.00').toBe((sum / 100).toFixed(2));
  }
  isDone = true;
  await writing;
});
