import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { asSecret, query } from '../support/shop.ts';

/** More than one batch. */
const ALL = 1203;
const FAR = '2099-01-01T00:00:00.000Z';

let hub: TestHub;
let owner: Record<string, string>;
let other: Record<string, string>;

beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
  owner = await signedIn(hub);
  other = await signedIn(hub, await createPerson(hub, 'operator'));
  await hub.owner.execute(sql`
    INSERT INTO inventory_products (sku, name, stock, threshold)
    SELECT 'A-' || n, 'Product', 3, 10 FROM generate_series(1, ${ALL}::integer) AS n`);
});
afterAll(() => hub.stop());
beforeEach(async () => {
  await hub.owner.execute(sql`TRUNCATE alert_episodes, bulk_changes CASCADE`);
  await hub.owner.execute(sql`
    INSERT INTO alert_episodes (product_id, opened_at) SELECT id, now() - interval '1 day' FROM inventory_products`);
});

const call = (path: string, input: unknown, headers = owner) =>
  callTrpc(hub, entryAt(path), { input, headers });

async function done(path: string, input: unknown, headers = owner) {
  const { status, data, text } = await call(path, input, headers);
  expect(status, text).toBe(200);
  return data;
}

const idsOf = async (...skus: string[]) =>
  (
    await query<{ id: string }>(
      hub,
      sql`SELECT alert_episodes.id FROM alert_episodes JOIN inventory_products AS product ON product.id = product_id
          WHERE sku IN (${sql.join(skus, sql`, `)}) ORDER BY sku`,
    )
  ).map(({ id }) => id);

/** What people see of some alerts. */
const alerts = async (...skus: string[]) =>
  query<{ sku: string; status: string; acknowledgedBy: string | null; snoozedBy: string | null }>(
    hub,
    sql`SELECT sku, status, acknowledged_by AS "acknowledgedBy", snoozed_by AS "snoozedBy", snoozed_until AS "snoozedUntil",
               acknowledged_at AS "acknowledgedAt"
        FROM alert_episodes JOIN inventory_products AS product ON product.id = product_id
        WHERE sku IN (${sql.join(skus, sql`, `)}) ORDER BY sku`,
  );

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const listed = async () => (await done('bulk.listChanges', { kind: 'alerts' })).items;

test('what a person does with several alerts is seen among bulk changes and in the audit log', async () => {
  const ids = await idsOf('A-1', 'A-2', 'A-3');
  const until = inDays(3);
  const snoozed = await done('alerts.snoozeEpisodes', { ids, until, note: 'a holiday' });
  expect(snoozed).toMatchObject({ applied: 3, changeId: expect.any(String) });
  expect(await listed()).toEqual([
    expect.objectContaining({
      ...{ id: snoozed.changeId, kind: 'alerts', change: { step: 'snooze', until }, state: 'done' },
      ...{ total: 3, applied: 3, undone: 0, open: 0, by: 'Olivia', canUndo: true },
    }),
  ]);
  const change = await done('bulk.getChange', { id: snoozed.changeId });
  expect(change.first.map(({ name }: { name: string }) => name)).toEqual(['A-1', 'A-2', 'A-3']);
  expect(change.first[0]).toMatchObject({ before: { status: 'open' }, after: { status: 'snoozed' } });
  const [entry] = await query<{ action: string; after: unknown }>(
    hub,
    sql`SELECT action, after FROM audit_log WHERE subject_id = ${snoozed.changeId}`,
  );
  expect(entry).toEqual({
    action: 'bulk.applyChange',
    after: { kind: 'alerts', step: 'snooze', until, rows: 3 },
  });
});

test('an undo gives each alert back what it had before, and names those who had said it', async () => {
  const [first, second] = await idsOf('A-1', 'A-2');
  await done('alerts.acknowledgeEpisodes', { ids: [first] }, other);
  await done('alerts.snoozeEpisodes', { ids: [second], until: inDays(5) }, other);
  const before = await alerts('A-1', 'A-2', 'A-3');
  const ids = await idsOf('A-1', 'A-2', 'A-3');
  const { changeId } = await done('alerts.snoozeEpisodes', { ids, until: inDays(1) });
  expect((await alerts('A-1', 'A-2', 'A-3')).map(({ status }) => status)).toEqual(Array(3).fill('snoozed'));
  expect(await done('bulk.undoChange', { id: changeId })).toMatchObject({
    ...{ state: 'undone', undone: 3, applied: 0, left: [], canUndo: false },
  });
  expect(await alerts('A-1', 'A-2', 'A-3')).toEqual(before);
  const { timeline } = await done('alerts.getEpisode', { id: first });
  expect(timeline.at(-1)).toMatchObject({ kind: 'acknowledged', note: 'A bulk change was undone.' });
  // The second is as if nothing had happened: nothing of it is left to undo.
  expect(await done('bulk.undoChange', { id: changeId })).toMatchObject({ state: 'undone', undone: 3 });
});

test('an undo leaves alerts that somebody changed since, or that were resolved, and says whose they are', async () => {
  const ids = await idsOf('A-1', 'A-2', 'A-3', 'A-4');
  const { changeId } = await done('alerts.acknowledgeEpisodes', { ids });
  await done('alerts.snoozeEpisodes', { ids: [ids[0]], until: inDays(1) }, other);
  await hub.owner.execute(sql`
    UPDATE alert_episodes SET status = 'resolved', resolved_at = now() WHERE id = ${ids[1]}::uuid`);
  const undone = await done('bulk.undoChange', { id: changeId });
  expect(undone).toMatchObject({ state: 'undone', undone: 2, changedBy: ['operator'] });
  expect(undone.left).toEqual([{ reason: 'kept', count: 2, names: ['A-1', 'A-2'] }]);
  expect((await alerts('A-1', 'A-2', 'A-3', 'A-4')).map(({ status }) => status)).toEqual([
    'snoozed',
    'resolved',
    'open',
    'open',
  ]);
});

test('all that match are one change, however many batches they are, and one undo', async () => {
  const acknowledged = await done('alerts.acknowledgeEpisodes', { filter: {}, asOf: FAR });
  expect(acknowledged.applied).toBe(ALL);
  const reopened = await done('alerts.reopenEpisodes', { filter: { match: 'a-1' }, asOf: FAR });
  expect(
    (await listed()).map(({ change, total, state }: Record<string, unknown>) => ({ change, total, state })),
  ).toEqual([
    { change: { step: 'reopen' }, total: reopened.applied, state: 'done' },
    { change: { step: 'acknowledge' }, total: ALL, state: 'done' },
  ]);
  const undone = await done('bulk.undoChange', { id: acknowledged.changeId });
  expect(undone).toMatchObject({ undone: ALL - reopened.applied, state: 'undone' });
  expect(undone.left).toMatchObject([{ reason: 'kept', count: reopened.applied }]);
  expect(await query(hub, sql`SELECT DISTINCT status FROM alert_episodes`)).toEqual([{ status: 'open' }]);
  const [audited] = await query<{ rows: number }>(
    hub,
    sql`SELECT (after->>'rows')::integer AS rows FROM audit_log WHERE subject_id = ${acknowledged.changeId} ORDER BY id`,
  );
  expect(audited).toEqual({ rows: ALL });
});

test('one alert, a call that changes nothing, and what keys do leave no bulk change', async () => {
  const ids = await idsOf('A-1', 'A-2');
  expect(await done('alerts.acknowledgeEpisodes', { ids: ids.slice(0, 1) })).toMatchObject({
    ...{ applied: 1, changeId: null },
  });
  expect(await done('alerts.reopenEpisodes', { ids: ids.slice(1).concat(ids.slice(1)) })).toMatchObject({
    ...{ applied: 0, changeId: null },
  });
  expect(await done('alerts.reopenEpisodes', { filter: { match: 'nothing' }, asOf: FAR })).toMatchObject({
    ...{ applied: 0, changeId: null },
  });
  expect(await done('alerts.acknowledgeEpisodes', { ids }, asSecret)).toMatchObject({ changeId: null });
  expect(await listed()).toEqual([]);
});

test('a change that stopped half way says so, and both ends of it work', async () => {
  const ids = await idsOf('A-1', 'A-2');
  const { changeId } = await done('alerts.acknowledgeEpisodes', { ids });
  await hub.owner.execute(sql`UPDATE bulk_changes SET state = 'running'`);
  expect(await done('bulk.applyChange', { id: changeId })).toMatchObject({ state: 'done', applied: 2 });
  await hub.owner.execute(sql`UPDATE bulk_changes SET state = 'undoing'`);
  expect(await done('bulk.undoChange', { id: changeId })).toMatchObject({ state: 'undone', undone: 2 });
});
