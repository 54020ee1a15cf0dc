import { randomUUID } from 'node:crypto';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { call, SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { count, query } from '../support/shop.ts';

let slack: SlackSink;
let hub: TestHub;
/** The products of a test: 10 of each, low below 3. */
let a: string;
let b: string;
beforeAll(async () => {
  slack = await startSlackSink();
  hub = await startTestHub({ works: true, env: { SLACK_WEBHOOK_URL: slack.url, ALERT_GROUP_SECONDS: '1' } });
});
beforeEach(async () => {
  [a, b] = [`A-${randomUUID()}`, `B-${randomUUID()}`];
  await add(a);
  await add(b);
});
afterAll(async () => {
  await hub.stop();
  await slack.close();
});

async function add(sku: string, stock = 10) {
  const body = { sku, name: 'Widget', stock, threshold: 3 };
  expect((await call(hub, { method: 'POST', url: '/api/inventory/products', body })).status).toBe(201);
}

const change = (
  body: { lines: Record<string, unknown>[]; allOrNothing?: boolean; idempotencyKey?: string },
  options: { through?: TestHub; headers?: Record<string, string> } = {},
) =>
  call(options.through ?? hub, {
    method: 'POST',
    url: '/api/inventory/stock',
    headers: { authorization: `Bearer ${SECRET_KEY}`, ...options.headers },
    body,
  });

const sale = (sku: string, quantity: number) => ({ sku, quantityDelta: -quantity, reason: 'sale' });

async function stockOf(...skus: string[]): Promise<unknown[]> {
  const rows = await query(hub, sql`SELECT sku, stock FROM inventory_products`);
  return skus.map((sku) => rows.find((row) => row.sku === sku)?.stock);
}

/** Movements of a product, oldest first, without the one that opened it. */
const movementsOf = (sku: string) =>
  query(
    hub,
    sql`SELECT event_type, old_stock, new_stock, metadata FROM inventory_events
        WHERE sku = ${sku} AND event_type NOT IN ('initial', 'low_stock') ORDER BY id`,
  );

describe('a batch', () => {
  test('changes counted levels and differences, and says who and why', async () => {
    const { status, body } = await change({
      lines: [
        { sku: a, stock: 12, expectedStock: 10 },
        { ...sale(b, 4), reference: 'ORD-1', note: 'wrapped' },
      ],
    });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body).toEqual({
      changed: 2,
      refused: 0,
      lines: [
        { outcome: 'changed', sku: a, oldStock: 10, stock: 12 },
        { outcome: 'changed', sku: b, oldStock: 10, stock: 6 },
      ],
    });
    expect(await movementsOf(a)).toEqual([
      { event_type: 'restocked', old_stock: 10, new_stock: 12, metadata: { by: 'secret key' } },
    ]);
    expect(await movementsOf(b)).toEqual([
      {
        event_type: 'sale',
        old_stock: 10,
        new_stock: 6,
        metadata: { by: 'secret key', reference: 'ORD-1', note: 'wrapped' },
      },
    ]);
  });

  test('sums differences of one SKU before it looks whether there is enough', async () => {
    const tooMuch = await change({ lines: [sale(a, 6), sale(a, 6)] });
    expect(tooMuch.status).toBe(409);
    expect(await stockOf(a)).toEqual([10]);
    const enough = await change({
      lines: [sale(a, 12), { sku: a, quantityDelta: 4, reason: 'return' }],
    });
    expect(enough.status).toBe(200);
    expect(await stockOf(a)).toEqual([2]);
    expect((await movementsOf(a)).map(({ old_stock, new_stock }) => [old_stock, new_stock])).toEqual([
      [10, 14],
      [14, 2],
    ]);
  });

  test('of which one line cannot be changes nothing, and names each such line', async () => {
    const { status, body } = await change({
      lines: [
        sale(a, 1),
        sale(b, 11),
        { sku: 'NOBODY', stock: 1 },
        { sku: b, quantityDelta: 1, reason: 'return' },
      ],
    });
    expect(status).toBe(409);
    expect(body.error.details).toEqual([
      expect.objectContaining({ path: 'lines.2.sku', reason: 'unknown_sku', stock: null }),
    ]);
    expect(await stockOf(a, b)).toEqual([10, 10]);
    expect(await movementsOf(a)).toEqual([]);
  });

  test('line by line changes the others', async () => {
    const { body } = await change({
      allOrNothing: false,
      lines: [sale(a, 11), sale(a, 3), { sku: b, stock: 4, expectedStock: 9 }, { sku: 'NOBODY', stock: 1 }],
    });
    expect(body).toMatchObject({
      changed: 1,
      refused: 3,
      lines: [
        { outcome: 'refused', reason: 'not_enough', stock: 10 },
        { outcome: 'changed', stock: 7 },
        { outcome: 'refused', reason: 'not_expected', stock: 10 },
        { outcome: 'refused', reason: 'unknown_sku', stock: null },
      ],
    });
    expect(await stockOf(a, b)).toEqual([7, 10]);
  });

  test.each([
    ['lines.1.sku', (sku: string) => [sale(sku, 1), { sku, stock: 5 }]],
    ['lines.0.quantityDelta', (sku: string) => [{ sku, quantityDelta: 1, reason: 'sale' }]],
    ['lines.0.quantityDelta', (sku: string) => [{ sku, quantityDelta: -1, reason: 'restocked' }]],
  ])('that contradicts itself is 400 and names %s', async (path, lines) => {
    const { status, body } = await change({ lines: lines(a) });
    expect(status).toBe(400);
    expect(body.error.message).toContain(path);
    expect(await stockOf(a)).toEqual([10]);
  });

  test('that makes several products low is one digest', async () => {
    const before = slack.messages.length;
    await change({ lines: [sale(a, 8), sale(b, 9)] });
    const messages = await slack.waitForMessages(before + 1);
    const text = messages.at(-1)?.body.text;
    expect(text).toContain('2 items are below their threshold');
    for (const sku of [a, b]) expect(text).toContain(sku);
    expect(
      await count(hub, sql`FROM inventory_events WHERE event_type = 'low_stock' AND sku IN (${a}, ${b})`),
    ).toBe(2);
  });
});

describe('an idempotency key', () => {
  test('gets the first answer again, in the body or as a header', async () => {
    const key = randomUUID();
    const lines = [sale(a, 4), { sku: 'NOBODY', stock: 1 }];
    const first = await change({ lines, allOrNothing: false, idempotencyKey: key });
    await change({ lines: [sale(a, 1)] });
    const again = await change({ lines, allOrNothing: false }, { headers: { 'idempotency-key': key } });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await stockOf(a)).toEqual([5]);
  });

  test('with another request is 422', async () => {
    const idempotencyKey = randomUUID();
    await change({ lines: [sale(a, 1)], idempotencyKey });
    expect((await change({ lines: [sale(a, 2)], idempotencyKey })).status).toBe(422);
    expect(await stockOf(a)).toEqual([9]);
  });

  test('that differs between header and body is 400', async () => {
    const answer = await change(
      { lines: [sale(a, 1)], idempotencyKey: 'one' },
      { headers: { 'idempotency-key': 'two' } },
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain('idempotencyKey');
  });

  test('of a refused request is free for the next', async () => {
    const idempotencyKey = randomUUID();
    const lines = [sale(a, 12)];
    expect((await change({ lines, idempotencyKey })).status).toBe(409);
    await change({ lines: [{ sku: a, quantityDelta: 5, reason: 'restocked' }] });
    expect((await change({ lines, idempotencyKey })).status).toBe(200);
    expect(await stockOf(a)).toEqual([3]);
  });

  test('works across the alert that a change raises, however many ask at once', async () => {
    const idempotencyKey = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => change({ lines: [sale(a, 9)], idempotencyKey })),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body.lines).toEqual([{ outcome: 'changed', sku: a, oldStock: 10, stock: 1 }]);
    }
    expect(await movementsOf(a)).toHaveLength(1);
  });
});

test('100 writers on 100 products through two hubs: the books balance, nothing is below zero, no deadlock', async () => {
  const other = await startTestHub({ databaseUrl: hub.databaseUrl });
  const skus = Array.from({ length: 100 }, (_, place) => `MANY-${place}-${randomUUID()}`);
  await Promise.all(skus.map((sku) => add(sku)));
  const pick = () => skus[Math.floor(Math.random() * skus.length)] ?? '';
  const write = () => {
    const kind = Math.random();
    if (kind < 0.3) return { lines: [{ sku: pick(), stock: Math.floor(Math.random() * 20) }] };
    if (kind < 0.6) return { lines: [sale(pick(), 1 + Math.floor(Math.random() * 6))] };
    const twice = pick();
    const lines = Array.from({ length: 12 }, () => ({
      sku: pick(),
      quantityDelta: 1 + Math.floor(Math.random() * 4),
      reason: 'restocked',
    }));
    return { allOrNothing: Math.random() < 0.5, lines: [...lines, sale(twice, 2), sale(twice, 1)] };
  };
  try {
    const writers = Array.from({ length: 100 }, async (_, writer) => {
      for (let turn = 0; turn < 5; turn++) {
        const { status, body } = await change(write(), { through: writer % 2 === 0 ? hub : other });
        expect([200, 409], JSON.stringify(body)).toContain(status);
      }
    });
    await Promise.all(writers);
  } finally {
    await other.stop();
  }
  expect(
    await query(
      hub,
      sql`SELECT sku, stock, moved FROM inventory_products
          JOIN (SELECT sku, sum(quantity_delta) AS moved FROM inventory_events
                WHERE event_type <> 'low_stock' GROUP BY sku) AS movements USING (sku)
          WHERE stock <> moved OR stock < 0`,
    ),
  ).toEqual([]);
  expect(
    await count(hub, sql`FROM pg_stat_database WHERE datname = current_database() AND deadlocks > 0`),
  ).toBe(0);
});
