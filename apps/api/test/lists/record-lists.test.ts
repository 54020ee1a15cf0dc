import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';

/** Of each list: 120 rows of one moment, and 60 an hour apart in July. */
const EQUAL = 120;
const ALL = 180;
const JULY = { from: '2026-07-01T00:00:00.000Z', to: '2026-08-01T00:00:00.000Z' };

let hub: TestHub;
let owner: Record<string, string>;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
  const at = sql`CASE WHEN n <= ${EQUAL}::integer THEN timestamptz '2026-06-15' ELSE timestamptz '2026-07-10' + n * interval '1 hour' END`;
  const numbers = sql`generate_series(1, ${ALL}::integer) AS n`;
  await hub.owner.execute(sql`TRUNCATE inventory_events`);
  await hub.owner.execute(sql`
    INSERT INTO inventory_events (sku, event_type, old_stock, new_stock, quantity_delta, timestamp)
    SELECT 'SKU-' || n % 3, CASE WHEN n % 2 = 0 THEN 'sale' ELSE 'adjusted' END, 1, 2, 1, ${at} FROM ${numbers}`);
  await hub.owner.execute(sql`
    INSERT INTO deliveries (channel, alert_id, content, status, created_at)
    SELECT CASE WHEN n % 3 = 0 THEN 'email' ELSE 'webhook' END, gen_random_uuid(),
           '{"kind":"alarm","message":"x","occurredAt":"2026-01-01T00:00:00Z"}',
           CASE WHEN n % 4 = 0 THEN 'dead' ELSE 'delivered' END, ${at}
    FROM ${numbers}`);
  await hub.owner.execute(sql`
    INSERT INTO product_imports (file_name, created_by, ignored_columns, creates, updates, unchanged, problems, status, created_at)
    SELECT CASE WHEN n <= ${EQUAL} THEN 'same.csv' ELSE 'ünique-' || n || '.csv' END, 'x', '{}', 1, 2, 3, n % 5,
           CASE WHEN n % 4 = 0 THEN 'failed' ELSE 'done' END, ${at}
    FROM ${numbers}`);
  await hub.owner.execute(sql`INSERT INTO storefronts (slug, name, currency) VALUES ('eu', 'EU', 'EUR')`);
  await hub.owner.execute(sql`
    INSERT INTO aff_refunds (storefront_id, order_id, refund_id, timestamp)
    SELECT CASE WHEN n % 3 = 0 THEN (SELECT id FROM storefronts WHERE slug = 'eu') ELSE 1 END,
           'ORD-' || n, 're-' || n, now() - n * interval '1 minute'
    FROM ${numbers}`);
  await hub.owner.execute(sql`
    INSERT INTO audit_log (actor_kind, action, subject_kind, subject_id, at)
    SELECT 'command_line', CASE WHEN n % 2 = 0 THEN 'team.changeRole' ELSE 'inventory.updateProduct' END, 'product', n::text, ${at}
    FROM ${numbers}`);
});
afterAll(() => hub.stop());

interface Row {
  id: number | string;
}
interface Answer {
  items?: Row[];
  imports?: Row[];
  nextCursor: string | null;
  total?: { count: number; isMore: boolean };
}

async function read(path: string, input: Record<string, unknown>): Promise<Answer> {
  const { status, data, error } = await callTrpc(hub, entryAt(path), { input, headers: owner });
  expect(status, JSON.stringify(error)).toBe(200);
  return data;
}

const rowsOf = ({ items, imports }: Answer): Row[] => items ?? imports ?? [];

async function walk(path: string, input: Record<string, unknown>): Promise<(number | string)[]> {
  const ids: (number | string)[] = [];
  for (let cursor: string | undefined; ; ) {
    const answer = await read(path, { ...input, cursor, limit: 7 });
    ids.push(...rowsOf(answer).map(({ id }) => id));
    if (answer.nextCursor === null) return ids;
    cursor = answer.nextCursor;
    expect(ids.length).toBeLessThan(2 * ALL + 60);
  }
}

/** What creating the hub wrote down is among the audit log. */
const narrowed = { 'audit.listEntries': { subjectKind: 'product' } } as Record<string, object>;

const lists = [
  ...['inventory.listEvents', 'alerts.listDeliveries', 'audit.listEntries'].map((path) => ({
    path,
    sort: null,
  })),
  { path: 'affiliates.listUnmatchedRefunds', sort: null },
  ...['checked', 'fileName', 'problems', 'applied'].map((sort) => ({ path: 'imports.listImports', sort })),
];

describe.each(lists)('$path by $sort', ({ path, sort }) => {
  const input = { ...narrowed[path], ...(sort === null ? {} : { sort }) };

  test('every row once in either order, page by page as at once', async () => {
    for (const order of ['asc', 'desc']) {
      const walked = await walk(path, { ...input, order });
      expect(new Set(walked).size).toBe(ALL);
      expect(walked).toHaveLength(ALL);
      const atOnce = rowsOf(await read(path, { ...input, order, limit: 500 })).map(({ id }) => id);
      expect(walked).toEqual(atOnce);
    }
    const [up, down] = [await walk(path, { ...input, order: 'asc' }), await walk(path, input)];
    expect(down).toEqual(up.toReversed());
  });

  test('a cursor is refused in the other order', async () => {
    const { nextCursor } = await read(path, { ...input, order: 'asc', limit: 7 });
    const other = await callTrpc(hub, entryAt(path), {
      input: { ...input, order: 'desc', cursor: nextCursor, limit: 7 },
      headers: owner,
    });
    expect(other.status).toBe(400);
  });

  test('the total is of the filters and not of the page, and is not given unasked', async () => {
    expect((await read(path, { ...input, limit: 7 })).total).toBeUndefined();
    const { total } = await read(path, { ...input, limit: 7, withTotal: true });
    expect(total).toEqual({ count: ALL, isMore: false });
  });
});

describe.each([
  ['inventory.listEvents', 'to'],
  ['alerts.listDeliveries', 'to'],
  ['imports.listImports', 'to'],
  ['audit.listEntries', 'until'],
])('%s', (path, end) => {
  test('of a time: from its first instant on, and before its end', async () => {
    const filter = { ...narrowed[path], from: JULY.from, [end]: JULY.to };
    const total = async (time: object) =>
      (await read(path, { ...filter, ...time, limit: 1, withTotal: true })).total?.count;
    expect(await total({})).toBe(ALL - EQUAL);
    expect(await walk(path, filter)).toHaveLength(ALL - EQUAL);
    const first = new Date(Date.parse('2026-07-10T00:00:00Z') + (EQUAL + 1) * 3_600_000).toISOString();
    expect(await total({ [end]: first })).toBe(0);
    expect(await total({ from: first })).toBe(ALL - EQUAL);
  });
});

test('movements of one type go with a SKU or with days', async () => {
  const path = 'inventory.listEvents';
  const refused = async (input: object) =>
    (await callTrpc(hub, entryAt(path), { input, headers: owner })).status === 400;
  const [from, to] = [JULY.from, JULY.to];
  expect(await refused({ eventType: 'sale' })).toBe(true);
  expect(await refused({ eventType: 'sale', from })).toBe(true);
  expect(await refused({ eventType: 'sale', to })).toBe(true);
  expect(await refused({ eventType: 'sale', from: '2025-06-01T00:00:00.000Z', to })).toBe(true);
  expect(await refused({ eventType: 'sale', sku: 'SKU-1' })).toBe(false);
  const answer = await read(path, { eventType: 'sale', from, to, withTotal: true, limit: 1 });
  expect(answer.total?.count).toBe((ALL - EQUAL) / 2);
});

test('refunds without an order are those of a storefront and of days', async () => {
  const path = 'affiliates.listUnmatchedRefunds';
  const total = async (filter: object) =>
    (await read(path, { ...filter, limit: 1, withTotal: true })).total?.count;
  expect(await total({ storefront: 'eu' })).toBe(60);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  expect(await total({ from: tomorrow })).toBe(0);
  expect(await total({ to: tomorrow })).toBe(ALL);
  const unknown = await callTrpc(hub, entryAt(path), { input: { storefront: 'none' }, headers: owner });
  expect(unknown.status).toBe(400);
});

test('imports are those of a state', async () => {
  const { total } = await read('imports.listImports', { status: 'failed', limit: 1, withTotal: true });
  expect(total?.count).toBe(45);
});
