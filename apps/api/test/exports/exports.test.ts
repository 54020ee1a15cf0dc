import { ExportDao } from '@dreamteamhub/db/exports';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ExportWriter } from '../../src/domains/exports/export-writer.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { type DiskSpace, isDiskGone } from '../../src/platform/disk-space.ts';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, OPERATOR, signedIn } from '../support/operator.ts';
import { asSecret, query } from '../support/shop.ts';
import { exportsOf } from './exports-of.ts';

const ORDERS = 5_000;
const space: DiskSpace = { freeBytes: 1e12, totalBytes: 1e12 };

let hub: TestHub;
/** On the same database; it has no jobs of its own. */
let me: ReturnType<typeof exportsOf>;
let other: ReturnType<typeof exportsOf>;
let analyst: { id: string; email: string; password: string };
beforeAll(async () => {
  // Nobody works on jobs, so that tests say when an export is written, and by whom.
  hub = await startTestHub({ isDatabaseEmbedded: true, readDiskSpace: async () => space });
  await createOperator(hub);
  analyst = await createPerson(hub, 'analyst');
  me = exportsOf(hub, await signedIn(hub, OPERATOR));
  other = exportsOf(hub, await signedIn(hub, analyst));
  await hub.owner.execute(sql`
    INSERT INTO orders (storefront_id, order_id, currency, revenue, ordered_at)
    SELECT 1, 'ORD-' || n, 'USD', n, now() FROM generate_series(1, ${ORDERS}::integer) AS n`);
});
afterAll(() => hub.stop());
beforeEach(() => hub.owner.execute(sql`DELETE FROM list_exports`));

const writer = () => new ExportWriter({ db: hub.deps.work, currency: 'USD', hubTimeZone: 'UTC' });
const partsOf = (id: string) =>
  query(hub, sql`SELECT part FROM list_export_parts WHERE export_id = ${id}::uuid ORDER BY part`);

async function created(of = me, input: Record<string, unknown> = {}): Promise<string> {
  const { status, data } = await of.create({ list: 'orders', ...input });
  expect(status).toBe(200);
  return data.export.id;
}

async function stateOf(id: string, of = me) {
  return (await of.call('exports.getExport', { id })).data;
}

/** Runs a step while an export is under way, with the rows that are written so far. */
async function whileRunning(id: string, step: () => Promise<unknown>): Promise<unknown> {
  const writing = writer().write(id);
  await vi.waitFor(async () => expect((await stateOf(id)).rows).toBeGreaterThan(0), {
    timeout: 20_000,
    interval: 5,
  });
  await step();
  return writing;
}

describe('whose an export is', () => {
  test('only its owner sees it, cancels it, and fetches its file', async () => {
    const id = await created();
    await writer().write(id);
    expect((await me.fetchFile(id)).statusCode).toBe(200);
    expect((await other.fetchFile(id)).statusCode).toBe(404);
    expect((await other.call('exports.getExport', { id })).status).toBe(404);
    expect((await other.call('exports.cancelExport', { id })).status).toBe(404);
    expect((await other.call('exports.listExports', {})).data).toEqual({ exports: [] });
    expect((await me.call('exports.listExports', {})).data.exports).toHaveLength(1);
    for (const headers of [{}, asSecret]) {
      const response = await hub.app.inject({ method: 'GET', url: `/api/exports/${id}/file`, headers });
      expect([401, 403]).toContain(response.statusCode);
    }
  });

  test('whoever may not list something may not export it either, now or later', async () => {
    const refused = await other.create({ list: 'auditLog' });
    expect([refused.status, refused.error.message]).toEqual([
      403,
      'list: only an owner may export it, and you are an analyst',
    ]);
    await hub.owner.execute(sql`UPDATE auth_users SET role = 'owner' WHERE id = ${analyst.id}`);
    const waiting = await created(other, { list: 'auditLog' });
    const made = await created(other, { list: 'auditLog', columns: ['at'] });
    await writer().write(made);
    expect((await other.fetchFile(made)).statusCode).toBe(200);
    await hub.owner.execute(sql`UPDATE auth_users SET role = 'analyst' WHERE id = ${analyst.id}`);
    expect((await other.fetchFile(made)).statusCode).toBe(403);
    expect(await writer().write(waiting)).toMatchObject({ kind: 'failed' });
    expect(await stateOf(waiting, other)).toMatchObject({
      status: 'failed',
      problem: 'only an owner may export this list',
    });
  });

  test('it goes with a person who is erased', async () => {
    const gone = await createPerson(hub, 'analyst');
    const id = await created(exportsOf(hub, await signedIn(hub, gone)));
    await writer().write(id);
    await hub.deps.services.people.remove(gone.id, COMMAND_LINE);
    await hub.owner.execute(sql`DELETE FROM auth_users WHERE id = ${gone.id}`);
    expect(await query(hub, sql`SELECT FROM list_exports`)).toEqual([]);
    expect(await partsOf(id)).toEqual([]);
  });
});

test('what the list refuses is refused at once, by the field', async () => {
  for (const [query, path] of [
    [{ colour: 'red' }, 'query.colour'],
    [{ sort: 'nope' }, 'query.sort'],
    [{ cursor: 'x' }, 'query.cursor'],
    [{ limit: 5 }, 'query.limit'],
    [{ storefront: 'nobody' }, 'storefront'],
  ] as const) {
    const { status, error } = await me.create({ list: 'orders', query });
    expect([status, error.message]).toEqual([400, expect.stringContaining(path)]);
  }
  expect((await me.create({ list: 'products', query: { sort: 'urgency' } })).error.message).toContain('sort');
  expect((await me.create({ list: 'clicks', query: { id: 99 } })).status).toBe(404);
  expect((await me.create({ list: 'nothing' as 'orders' })).status).toBe(400);
  expect((await me.create({ list: 'orders', timeZone: 'Mars/Olympus' })).status).toBe(400);
});

test('three may be unfinished; the same one again is the same one', async () => {
  const first = await created();
  const again = await me.create({ list: 'orders' });
  expect(again.data).toMatchObject({ created: false, export: { id: first } });
  await created(me, { query: { sort: 'revenue' } });
  await created(me, { columns: ['revenue'] });
  const fourth = await me.create({ list: 'products' });
  expect([fourth.status, fourth.error.message]).toEqual([409, expect.stringContaining('3 of your exports')]);
  // Not somebody else's.
  await created(other);
  await me.call('exports.cancelExport', { id: first });
  await created(me, { list: 'products' });
});

test('of those that are finished, the last ten are kept', async () => {
  for (let place = 0; place < 12; place++) {
    const id = await created(me, { query: { search: `ORD-${place}` } });
    await writer().write(id);
  }
  expect((await me.call('exports.listExports', {})).data.exports).toHaveLength(11);
});

describe('an export that is under way', () => {
  test('is cancelled at once, and leaves nothing', async () => {
    const id = await created();
    await whileRunning(id, async () => {
      const { data } = await me.call('exports.cancelExport', { id });
      expect(data.status).toBe('cancelled');
    });
    expect(await stateOf(id)).toMatchObject({ status: 'cancelled', expiresAt: null });
    expect(await partsOf(id)).toEqual([]);
    expect((await me.fetchFile(id)).json().error.message).toBe('id: the export was cancelled');
    // Its job may come again.
    expect(await writer().write(id)).toEqual({ kind: 'ended' });
  });

  test('has the rows of one moment, whatever changes meanwhile', async () => {
    const id = await created(me, { query: { sort: 'revenue', order: 'asc' } });
    await whileRunning(id, async () => {
      await hub.owner.execute(sql`UPDATE orders SET revenue = 100000 - revenue`);
      await hub.owner.execute(sql`
        INSERT INTO orders (storefront_id, order_id, currency, revenue, ordered_at) VALUES (1, 'LATE', 'USD', 3, now())`);
    });
    await hub.owner.execute(sql`DELETE FROM orders WHERE order_id = 'LATE'`);
    await hub.owner.execute(sql`UPDATE orders SET revenue = 100000 - revenue`);
    const rows = (await me.fetchFile(id)).body.trimEnd().split('\r\n').slice(1);
    expect(rows.map((row) => row.split(',')[0])).toEqual(
      Array.from({ length: ORDERS }, (_, place) => `ORD-${place + 1}`),
    );
  });

  test('is begun anew by another process when its own died, and the dead one adds nothing more', async () => {
    const id = await created();
    await whileRunning(id, async () => {
      // As a worker would that takes the first one for dead; its places end with its connection.
      const begun = await new ExportDao(hub.deps.db).begin(id);
      expect(begun?.attempts).toBe(2);
    });
    expect(await partsOf(id)).toEqual([]);
    // Nobody has written it since.
    expect(await stateOf(id)).toMatchObject({ status: 'queued', rows: 0, startedAt: expect.any(String) });
    expect(await new ExportDao(hub.deps.work).listInterrupted()).toEqual([id]);
    await whileRunning(id, async () => {
      expect(await stateOf(id)).toMatchObject({ status: 'running' });
      expect(await new ExportDao(hub.deps.work).listInterrupted()).toEqual([]);
    });
    expect(await stateOf(id)).toMatchObject({ status: 'done', rows: ORDERS, total: ORDERS });
    expect((await me.fetchFile(id)).body.trimEnd().split('\r\n')).toHaveLength(ORDERS + 1);
  });

  test('is given up after ten attempts', async () => {
    const id = await created();
    await hub.owner.execute(sql`UPDATE list_exports SET attempts = 10`);
    await writer().write(id);
    expect(await stateOf(id)).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('10 times'),
    });
  });

  test('keeps others of its person waiting, and a third one of anybody', async () => {
    const id = await created();
    const second = await created(me, { columns: ['revenue'] });
    const theirs = await created(other);
    await whileRunning(id, async () => {
      expect(await writer().write(second)).toEqual({ kind: 'no-place' });
      await hub.deps.db.transaction(async (tx) => {
        expect(await new ExportDao(tx).takePlace('somebody', 2)).toBe(true);
        expect(await writer().write(theirs)).toEqual({ kind: 'no-place' });
      });
    });
    expect(await writer().write(theirs)).toEqual({ kind: 'ended' });
  });
});

test('a full disk is told, and what was written goes', async () => {
  const id = await created();
  await hub.owner.execute(sql`
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN IF NEW.part > 0 THEN RAISE EXCEPTION ''no space left'' USING ERRCODE = ''53100''; END IF; RETURN NEW; END'`);
  await hub.owner.execute(
    sql`CREATE TRIGGER full_disk BEFORE INSERT ON list_export_parts FOR EACH ROW EXECUTE FUNCTION full_disk()`,
  );
  expect(await writer().write(id)).toMatchObject({ kind: 'failed' });
  await hub.owner.execute(sql`DROP FUNCTION full_disk CASCADE`);
  expect(await stateOf(id)).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('no room left'),
  });
  expect(await partsOf(id)).toEqual([]);
  space.freeBytes = 1;
  expect(isDiskGone(space)).toBe(true);
  const refused = await me.create({ list: 'products' });
  space.freeBytes = 1e12;
  expect([refused.status, refused.error.message]).toEqual([503, expect.stringContaining('nearly full')]);
});

test('a file is gone after its day, and what nobody works on is given up', async () => {
  const id = await created();
  await writer().write(id);
  const forgotten = await created(me, { list: 'products' });
  const kept = new ExportDao(hub.deps.work);
  await kept.tidy();
  expect((await me.fetchFile(id)).statusCode).toBe(200);
  await hub.owner.execute(
    sql`UPDATE list_exports SET expires_at = now() - interval '1 second' WHERE id = ${id}::uuid`,
  );
  expect((await me.fetchFile(id)).json().error.message).toContain('deleted after a day');
  await hub.owner.execute(
    sql`UPDATE list_exports SET created_at = now() - interval '2 days' WHERE id = ${forgotten}::uuid`,
  );
  await kept.tidy();
  expect((await me.fetchFile(id)).statusCode).toBe(404);
  expect(await stateOf(forgotten)).toMatchObject({
    status: 'failed',
    problem: expect.stringContaining('for a day'),
  });
});

test('the audit log says who exported what, and who fetched it; not whom they looked for', async () => {
  await hub.owner.execute(
    sql`INSERT INTO affiliates (storefront_id, handle, name, pixel_id) VALUES (1, 'h', 'Mira', 'px')`,
  );
  const id = await created(me, { list: 'affiliates', query: { match: 'mira', status: 'active' } });
  await writer().write(id);
  await me.fetchFile(id);
  const lines = await query<{ action: string; after: Record<string, unknown> }>(
    hub,
    sql`SELECT action, actor_kind, after FROM audit_log WHERE subject_kind = 'export' AND subject_id = ${id} ORDER BY id`,
  );
  const what = {
    list: 'affiliates',
    query: { match: '…', status: 'active', sort: 'createdAt', order: 'asc' },
  };
  expect(lines).toEqual([
    { action: 'exports.createExport', actor_kind: 'person', after: what },
    { action: 'exports.writeExport', actor_kind: 'person', after: { ...what, rows: 1 } },
    { action: 'exports.fetchFile', actor_kind: 'person', after: { list: 'affiliates', rows: 1 } },
  ]);
});

test('REST says the same', async () => {
  const headers = await signedIn(hub, OPERATOR);
  const post = (url: string, payload: object) => hub.app.inject({ method: 'POST', url, headers, payload });
  const made = await post('/api/exports', { list: 'orders', query: { search: 'ORD-7' } });
  expect(made.statusCode).toBe(201);
  const { id } = made.json().export;
  expect((await post('/api/exports', { list: 'orders', query: { search: 'ORD-7' } })).statusCode).toBe(200);
  expect((await hub.app.inject({ url: '/api/exports', headers })).json().exports).toHaveLength(1);
  expect((await hub.app.inject({ url: `/api/exports/${id}`, headers })).json()).toMatchObject({
    status: 'queued',
  });
  expect((await hub.app.inject({ url: `/api/exports/${id}/file`, headers })).json().error.message).toContain(
    'not finished',
  );
  expect((await post(`/api/exports/${id}/cancel`, {})).json().status).toBe('cancelled');
  expect((await hub.app.inject({ url: '/api/exports/1/file', headers })).statusCode).toBe(400);
  const key = await callTrpc(hub, entryAt('exports.createExport'), {
    input: { list: 'orders' },
    headers: asSecret,
  });
  expect(key.status).toBe(403);
});
