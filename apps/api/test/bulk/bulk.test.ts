import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { convert, count, newAffiliate, query } from '../support/shop.ts';

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
});
afterAll(() => hub.stop());

const call = async (path: string, input: unknown, headers = owner) =>
  callTrpc(hub, entryAt(path), { input, headers });

async function done(path: string, input: unknown, headers = owner) {
  const { status, data, text } = await call(path, input, headers);
  expect(status, text).toBe(200);
  return data;
}

const prepare = (change: Record<string, unknown>, rows: Record<string, unknown>, kind = 'prepareProducts') =>
  done(`bulk.${kind}`, { id: randomUUID(), ...rows, change });

const all = (filter: Record<string, unknown> = {}) => ({ filter, asOf: '2099-01-01T00:00:00.000Z' });

const thresholds = async () =>
  (
    await query<{ threshold: number }>(
      hub,
      sql`SELECT threshold FROM inventory_products WHERE sku LIKE 'P-%' ORDER BY id`,
    )
  ).map(({ threshold }) => threshold);

const idsOf = async () =>
  (
    await query<{ id: number }>(hub, sql`SELECT id FROM inventory_products WHERE sku LIKE 'P-%' ORDER BY id`)
  ).map(({ id }) => id);

describe('products', () => {
  beforeEach(async () => {
    await hub.owner.execute(sql`TRUNCATE inventory_products CASCADE`);
    await hub.deps.db.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold)
      SELECT 'P-' || n, 'Product ' || n, 100, n FROM generate_series(1, 5) AS n`);
  });

  test('a prepared change says what it would do, and does nothing', async () => {
    const change = await prepare({ set: 'threshold', to: 3 }, all());
    expect(change).toMatchObject({ state: 'ready', total: 5, open: 4, applied: 0, canUndo: false });
    expect(change.left).toEqual([{ reason: 'unchanged', count: 1, names: ['P-3'] }]);
    expect(change.first[0]).toEqual({ name: 'P-1', before: 1, after: 3 });
    expect(await thresholds()).toEqual([1, 2, 3, 4, 5]);
  });

  test('a change by units or a share says which would leave the range, and leaves them', async () => {
    const byUnits = await prepare({ set: 'thresholdBy', units: -2 }, all());
    expect(byUnits.left).toEqual([{ reason: 'out_of_range', count: 1, names: ['P-1'] }]);
    await done('bulk.applyChange', { id: byUnits.id });
    expect(await thresholds()).toEqual([1, 0, 1, 2, 3]);
    const byShare = await prepare({ set: 'thresholdByPercent', percent: 50 }, all());
    await done('bulk.applyChange', { id: byShare.id });
    expect(await thresholds()).toEqual([2, 0, 2, 3, 5]);
  });

  test('rows that somebody changed after the preview stay, and are named', async () => {
    const { id } = await prepare({ set: 'threshold', to: 9 }, all());
    await done('inventory.updateProduct', { sku: 'P-2', threshold: 7 }, other);
    const applied = await done('bulk.applyChange', { id });
    expect(applied).toMatchObject({ state: 'done', applied: 4, open: 0 });
    expect(applied.left).toEqual([{ reason: 'changed', count: 1, names: ['P-2'] }]);
    expect(await thresholds()).toEqual([9, 7, 9, 9, 9]);
  });

  test('an undo gives back what was there, but for rows that somebody changed since, and says who', async () => {
    const { id } = await prepare({ set: 'threshold', to: 9 }, all());
    await done('bulk.applyChange', { id });
    await done('inventory.updateProduct', { sku: 'P-4', threshold: 11 }, other);
    const undone = await done('bulk.undoChange', { id });
    expect(undone).toMatchObject({ state: 'undone', undone: 4, changedBy: ['operator'], canUndo: false });
    expect(undone.left).toEqual([{ reason: 'kept', count: 1, names: ['P-4'] }]);
    expect(await thresholds()).toEqual([1, 2, 3, 11, 5]);
    expect((await call('bulk.applyChange', { id })).status).toBe(409);
  });

  test('an undo also finds rows that another change of many took over', async () => {
    const first = await prepare({ set: 'threshold', to: 9 }, all());
    await done('bulk.applyChange', { id: first.id });
    const [one] = await idsOf();
    const second = await done(
      'bulk.prepareProducts',
      { id: randomUUID(), ids: [one], change: { set: 'threshold', to: 30 } },
      other,
    );
    await done('bulk.applyChange', { id: second.id }, other);
    expect(await done('bulk.undoChange', { id: first.id })).toMatchObject({
      undone: 4,
      changedBy: ['operator'],
    });
  });

  test('the same request again is the same change, and applying twice changes nothing more', async () => {
    const id = randomUUID();
    const input = { id, ...all(), change: { set: 'thresholdBy', units: 1 } };
    await Promise.all([done('bulk.prepareProducts', input), done('bulk.prepareProducts', input)]);
    await Promise.all([done('bulk.applyChange', { id }), done('bulk.applyChange', { id })]);
    await done('bulk.applyChange', { id });
    expect(await thresholds()).toEqual([2, 3, 4, 5, 6]);
    expect(
      (await call('bulk.prepareProducts', { ...input, change: { set: 'threshold', to: 1 } })).status,
    ).toBe(409);
    expect((await call('bulk.prepareProducts', input, other)).status).toBe(409);
  });

  test('what was added after the person looked is left alone', async () => {
    const { asOf } = await done('inventory.listProducts', { withTotal: true });
    await hub.deps.db.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold, created_at)
      VALUES ('P-LATE', 'Late', 1, 1, now() + interval '5 seconds')`);
    const change = await prepare({ set: 'threshold', to: 9 }, { filter: {}, asOf });
    expect(change.total).toBe(5);
  });

  test('supplier and archive follow the filter, and can be undone', async () => {
    const ids = (await idsOf()).slice(0, 2);
    const supplier = await prepare({ set: 'supplier', to: ' Acme ' }, { ids });
    await done('bulk.applyChange', { id: supplier.id });
    const archive = await prepare({ set: 'archived', to: true }, all({ supplier: 'Acme' }));
    expect(archive.total).toBe(2);
    await done('bulk.applyChange', { id: archive.id });
    expect(await count(hub, sql`FROM inventory_products WHERE archived_at IS NOT NULL`)).toBe(2);
    await done('bulk.undoChange', { id: archive.id });
    await done('bulk.undoChange', { id: supplier.id });
    expect(
      await count(hub, sql`FROM inventory_products WHERE archived_at IS NOT NULL OR supplier IS NOT NULL`),
    ).toBe(0);
  });

  test('ids that nothing has are counted', async () => {
    const [one] = await idsOf();
    const change = await prepare({ set: 'threshold', to: 9 }, { ids: [one, one, 2_000_000_000] });
    expect(change).toMatchObject({ total: 2, open: 1 });
    expect(change.left).toEqual([{ reason: 'unknown', count: 1, names: ['no. 2000000000'] }]);
  });

  test('5,000 products change a slice at a time', async () => {
    await hub.deps.db.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold)
      SELECT 'M-' || n, 'Many ' || n, 5, 1 FROM generate_series(1, 5000) AS n`);
    const change = await prepare({ set: 'threshold', to: 4 }, all());
    let state = change.state;
    for (let turn = 0; turn < 60 && state !== 'done'; turn++) {
      state = (await done('bulk.applyChange', { id: change.id })).state;
    }
    expect(state).toBe('done');
    expect(await count(hub, sql`FROM inventory_products WHERE threshold <> 4`)).toBe(0);
  });

  test('an analyst and a key are told that they may not', async () => {
    const input = { id: randomUUID(), ...all(), change: { set: 'threshold', to: 1 } };
    expect((await call('bulk.prepareProducts', input, analyst)).status).toBe(403);
  });

  test('the audit log has one line for all rows, written with the change', async () => {
    const before = await count(hub, sql`FROM audit_log`);
    const { id } = await prepare({ set: 'threshold', to: 9 }, all());
    expect(await count(hub, sql`FROM audit_log`)).toBe(before);
    await done('bulk.applyChange', { id });
    const [line] = await query<{ after: unknown }>(
      hub,
      sql`SELECT after FROM audit_log ORDER BY id DESC LIMIT 1`,
    );
    expect(line?.after).toEqual({ kind: 'products', set: 'threshold', to: 9, rows: 5 });
  });
});

describe('partners', () => {
  test('rates change with a line of the audit log for each, and come back', async () => {
    const one = await newAffiliate(hub, 'bulk-one', { commissionBps: 500 });
    const two = await newAffiliate(hub, 'bulk-two');
    const change = await prepare(
      { set: 'commission', toBps: 1250 },
      { ids: [one.id, two.id] },
      'prepareAffiliates',
    );
    expect(change.first).toEqual([
      { name: 'bulk-one', before: 500, after: 1250 },
      { name: 'bulk-two', before: null, after: 1250 },
    ]);
    await done('bulk.applyChange', { id: change.id });
    const [line] = await query<{ before: unknown; after: unknown }>(
      hub,
      sql`SELECT before, after FROM audit_log WHERE action = 'affiliates.updateAffiliate' AND subject_id = ${String(one.id)}`,
    );
    expect(line).toEqual({ before: { commissionBps: 500 }, after: { commissionBps: 1250 } });
    await done('bulk.undoChange', { id: change.id });
    expect(await done('affiliates.getAffiliate', { id: two.id })).toMatchObject({ commissionBps: null });
    expect(await done('affiliates.getAffiliate', { id: one.id })).toMatchObject({ commissionBps: 500 });
  });

  test('a rate that ends or begins on its day stays, also where it was written since, and the others change', async () => {
    const [one, two, three] = [
      await newAffiliate(hub, 'rate-ends'),
      await newAffiliate(hub, 'rate-begins'),
      await newAffiliate(hub, 'rate-free'),
    ];
    const rule = { name: 'a rate', kind: 'percent', rateBps: 700 };
    const later = new Date(Date.now() + 86_400_000).toISOString();
    await done('commissions.createRule', { ...rule, affiliate: 'rate-ends', to: later });
    const ids = { ids: [one.id, two.id, three.id] };
    const change = await prepare({ set: 'commission', toBps: 1250 }, ids, 'prepareAffiliates');
    expect(change.left).toEqual([{ reason: 'wrong_state', count: 1, names: ['rate-ends'] }]);
    await done('commissions.createRule', { ...rule, affiliate: 'rate-begins', from: later });
    const after = await done('bulk.applyChange', { id: change.id });
    expect(after.left).toContainEqual({ reason: 'changed', count: 1, names: ['rate-begins'] });
    expect(await done('affiliates.getAffiliate', { id: three.id })).toMatchObject({ commissionBps: 1250 });
  });

  test('a partner that was merged into another stays archived', async () => {
    const one = await newAffiliate(hub, 'merge-from');
    const two = await newAffiliate(hub, 'merge-into');
    await done('affiliates.mergeAffiliate', { id: one.id, intoId: two.id });
    const change = await prepare({ set: 'status', to: 'active' }, { ids: [one.id] }, 'prepareAffiliates');
    expect(change.left).toEqual([{ reason: 'merged', count: 1, names: ['merge-from'] }]);
  });
});

describe('conversions', () => {
  test('approve what can be approved, name the sum, and leave what changed', async () => {
    await newAffiliate(hub, 'bulk-orders', { commissionBps: 1000 });
    for (const orderId of ['B-1', 'B-2', 'B-3']) {
      await convert(hub, { handle: 'bulk-orders', orderId, revenue: 100 });
    }
    const listed = await done('affiliates.listConversions', { withTotal: true });
    expect(listed.total).toEqual({ count: 3, isMore: false });
    const rows = { filter: { status: 'pending' }, asOf: listed.asOf };
    const change = await prepare({ step: 'approve' }, rows, 'prepareConversions');
    expect(change).toMatchObject({ total: 3, open: 3, canUndo: false });
    expect(change.sums).toEqual([{ currency: 'USD', revenue: '300.00', commission: '30.00' }]);
    const [last] = listed.items;
    await done('affiliates.voidConversion', { id: last.id }, other);
    const [, second] = listed.items;
    await done('affiliates.recordRefund', { orderId: second.orderId, refundId: 'r', amount: '50.00' });
    const applied = await done('bulk.applyChange', { id: change.id });
    expect(applied).toMatchObject({ state: 'done', applied: 1 });
    expect(applied.left).toEqual([{ reason: 'changed', count: 2, names: ['B-2', 'B-3'] }]);
    expect((await call('bulk.undoChange', { id: change.id })).status).toBe(409);
    expect(await count(hub, sql`FROM aff_attributions WHERE status = 'approved'`)).toBe(1);
  });

  test('of two claims of one order the second is not verified', async () => {
    for (const handle of ['claims-one', 'claims-two']) {
      await newAffiliate(hub, handle);
      await convert(hub, { handle, orderId: 'C-1', revenue: 10 }, {});
    }
    const change = await prepare({ step: 'verify' }, all({ kind: 'claim' }), 'prepareConversions');
    const applied = await done('bulk.applyChange', { id: change.id });
    expect(applied).toMatchObject({ applied: 1 });
    expect(applied.left).toEqual([{ reason: 'taken', count: 1, names: ['C-1'] }]);
  });
});

describe('the list of changes', () => {
  test('has what was made, newest first, with its undo; not what was only prepared', async () => {
    await hub.owner.execute(sql`TRUNCATE inventory_products CASCADE`);
    await hub.owner.execute(sql`TRUNCATE bulk_changes CASCADE`);
    await hub.deps.db.execute(sql`
      INSERT INTO inventory_products (sku, name, stock, threshold)
      SELECT 'P-' || n, 'Product ' || n, 100, n FROM generate_series(1, 5) AS n`);
    const first = await prepare({ set: 'threshold', to: 3 }, all());
    await done('bulk.applyChange', { id: first.id }, other);
    const second = await prepare({ set: 'supplier', to: 'Acme' }, all());
    await done('bulk.applyChange', { id: second.id });
    await prepare({ set: 'threshold', to: 8 }, all());
    const { items, total } = await done('bulk.listChanges', { withTotal: true });
    expect(total).toEqual({ count: 2, isMore: false });
    expect(items).toMatchObject([
      { id: second.id, kind: 'products', change: { set: 'supplier', to: 'Acme' }, applied: 5, canUndo: true },
      { id: first.id, total: 5, applied: 4, undone: 0, open: 0, state: 'done', canUndo: true },
    ]);
    expect(items[0].by).toEqual(expect.any(String));

    await done('bulk.undoChange', { id: second.id });
    const after = await done('bulk.listChanges', { limit: 1 });
    expect(after.items).toMatchObject([
      { id: second.id, state: 'undone', undone: 5, applied: 0, canUndo: false },
    ]);
    const rest = await done('bulk.listChanges', { limit: 1, cursor: after.nextCursor });
    expect(rest).toMatchObject({ items: [{ id: first.id }], nextCursor: null });
    expect((await done('bulk.listChanges', { order: 'asc' })).items[0].id).toBe(first.id);
    expect((await done('bulk.listChanges', { kind: 'affiliates' })).items).toEqual([]);
    expect((await call('bulk.listChanges', {}, analyst)).status).toBe(403);
  });
});
