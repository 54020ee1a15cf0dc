import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ImportDao } from '@dreamteamhub/db/imports';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { call, SECRET_KEY, startTestHub, type TestHub } from '../support/hub-fixture.ts';

let slack: SlackSink;
let hub: TestHub;

beforeEach(async () => {
  slack = await startSlackSink();
});
afterEach(async () => {
  await hub.stop();
  await slack.close();
});

const start = async (options: { works: boolean }) => {
  hub = await startTestHub({ ...options, env: { SLACK_WEBHOOK_URL: slack.url } });
};

const lines = (count: number, line: (n: number) => string) =>
  ['sku,name,stock,threshold', ...Array.from({ length: count }, (_, n) => line(n))].join('\n');

async function upload(csv: string) {
  const body = { fileName: 'stock.csv', csv };
  const answer = await call(hub, { method: 'POST', url: '/api/inventory/imports', body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.body as { id: string; counts: Record<string, number>; status: string };
}

const act = (id: string, action: 'start' | 'cancel') =>
  call(hub, { method: 'POST', url: `/api/inventory/imports/${id}/${action}` });

const get = async (id: string) =>
  (await call(hub, { method: 'GET', url: `/api/inventory/imports/${id}` })).body;

const apply = (id: string) => hub.deps.services.imports.apply(id);

const applied = (id: string) =>
  vi.waitFor(async () => expect((await get(id)).status).toBe('done'), { timeout: 25_000, interval: 50 });

async function rows(query: ReturnType<typeof sql>) {
  return (await hub.deps.db.execute(query)).rows;
}

/** Applies the first chunk only, as a worker does that dies behind it. */
async function applyFirst(id: string, count: number): Promise<void> {
  const imports = new ImportDao(hub.deps.db);
  await imports.applyLines(id, await imports.getPendingLines(id, 0, count), 'archived');
}

const differences = async () => (await new VerifyDao(hub.deps.db).verify()).differences;

test('a file is checked, changes nothing until it is started, and then creates and changes', async () => {
  await start({ works: true });
  const first = await upload('SKU;Name;On hand;Reorder point;Colour\nA;Alpha;10;5;red\nB;Beta;3;5;\nC;;1;;');
  expect(first).toMatchObject({
    status: 'ready',
    ignoredColumns: ['Colour'],
    counts: { create: 2, update: 0, unchanged: 0, problem: 1 },
  });
  expect(await rows(sql`SELECT FROM inventory_products`)).toEqual([]);
  const answers = await Promise.all([act(first.id, 'start'), act(first.id, 'start')]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  await applied(first.id);
  expect(await get(first.id)).toMatchObject({ applied: 2, createdBy: 'secret key' });

  const second = await upload('sku,stock,unit_price\nA,12,9.9\nB,3,\n');
  expect(second.counts).toEqual({ create: 0, update: 1, unchanged: 1, problem: 0 });
  const preview = await call(hub, {
    method: 'GET',
    url: `/api/inventory/imports/${second.id}/lines?action=update`,
  });
  expect(preview.body).toMatchObject([
    { line: 2, sku: 'A', change: { stock: 12, unitPrice: '9.90' }, before: { stock: 10, unitPrice: null } },
  ]);
  await act(second.id, 'start');
  await applied(second.id);
  expect(await rows(sql`SELECT sku, stock, unit_price FROM inventory_products ORDER BY sku`)).toEqual([
    { sku: 'A', stock: 12, unit_price: '9.90' },
    { sku: 'B', stock: 3, unit_price: null },
  ]);
  const metadata = { reference: 'import stock.csv', by: 'secret key' };
  const movements = sql`
    SELECT event_type, quantity_delta, metadata FROM inventory_events WHERE sku = 'A' ORDER BY id`;
  expect(await rows(movements)).toEqual([
    { event_type: 'initial', quantity_delta: 10, metadata },
    { event_type: 'restocked', quantity_delta: 2, metadata },
  ]);
  expect(await differences()).toEqual([]);
});

test('five thousand products that are low from the start are one digest, when all are there', async () => {
  await start({ works: true });
  const { id } = await upload(lines(5_000, (n) => `S-${n},Name ${n},${n % 3},5`));
  await act(id, 'start');
  await vi.waitFor(async () => expect((await get(id)).applied).toBeGreaterThan(0), 20_000);
  await hub.deps.services.alerts.scan();
  await applied(id);
  const [message] = await slack.waitForMessages(1, 20_000);
  expect(message?.body.text).toContain('5000 items are below their threshold');
  await hub.deps.services.alerts.scan();
  expect(slack.messages).toHaveLength(1);
  expect(await rows(sql`SELECT count(*)::integer AS total FROM deliveries`)).toEqual([{ total: 1 }]);
});

test('what a worker left undone is done by the next, each line once, also by two at a time', async () => {
  await start({ works: false });
  const { id } = await upload(lines(1_800, (n) => `S-${n},Name ${n},${n % 9},5`));
  await act(id, 'start');
  await applyFirst(id, 500);
  expect(await get(id)).toMatchObject({ status: 'running', applied: 500 });
  await Promise.all([apply(id), apply(id)]);
  expect(await get(id)).toMatchObject({ status: 'done', applied: 1_800 });
  expect(await rows(sql`SELECT count(*)::integer AS total FROM inventory_events`)).toEqual([
    { total: 1_800 },
  ]);
  expect(await differences()).toEqual([]);
});

test('a cancelled import stops where it is, and does not start again', async () => {
  await start({ works: false });
  const dropped = await upload(lines(10, (n) => `D-${n},Name,1,1`));
  expect((await act(dropped.id, 'cancel')).body.status).toBe('cancelled');
  expect((await act(dropped.id, 'start')).status).toBe(409);

  const half = await upload(lines(700, (n) => `S-${n},Name ${n},1,1`));
  await act(half.id, 'start');
  await applyFirst(half.id, 500);
  await act(half.id, 'cancel');
  await apply(half.id);
  expect(await get(half.id)).toMatchObject({ status: 'cancelled', applied: 500 });
  expect(await rows(sql`SELECT count(*)::integer AS total FROM inventory_products`)).toEqual([
    { total: 500 },
  ]);
});

test('a line that the database refuses is a problem of its own, and so is an archived product', async () => {
  await start({ works: false });
  const first = await upload(lines(40, (n) => `S-${n},Name ${n},1,1`));
  await act(first.id, 'start');
  await apply(first.id);
  await hub.owner.execute(sql`ALTER TABLE inventory_products ADD CONSTRAINT poison CHECK (name <> 'Poison')`);
  const { id } = await upload(`${lines(40, (n) => `S-${n},Name ${n},2,1`)}\nP,Poison,1,1\nQ,Fine,1,1`);
  await hub.deps.db.execute(sql`UPDATE inventory_products SET archived_at = now() WHERE sku = 'S-7'`);
  await act(id, 'start');
  await apply(id);
  expect(await get(id)).toMatchObject({
    status: 'done',
    applied: 40,
    counts: { create: 1, update: 39, unchanged: 0, problem: 2 },
  });
  const problems = await call(hub, {
    method: 'GET',
    url: `/api/inventory/imports/${id}/lines?action=problem`,
  });
  expect(problems.body.map(({ sku, problem }: Record<string, string>) => [sku, problem])).toEqual([
    ['S-7', 'sku: the product is archived; restore it first'],
    ['P', 'the database refused this line'],
  ]);
  expect(await differences()).toEqual([]);
});

test('a file whose sender hangs up, or whose thread ends, leaves nothing; the next one is read', async () => {
  await start({ works: false });
  const { imports } = hub.deps.services;
  const csv = lines(20_000, (n) => `S-${n},Product ${n},5,2`);
  const file = { fileName: 'stock.csv', csv, by: 'a person' };
  const hangUp = new AbortController();
  const cancelled = imports.create({ ...file, signal: hangUp.signal });
  setTimeout(() => hangUp.abort(new Error('hung up')), 50);
  await expect(cancelled).rejects.toThrow('hung up');

  const refused = await upload(`sku,name\n${'"'.repeat(3)}A,x\n`).catch(() => 'refused');
  expect(refused).toBe('refused');
  // As many as wait, and one that is read.
  const many = await Promise.allSettled(
    Array.from({ length: 8 }, () => imports.create({ ...file, signal: new AbortController().signal })),
  );
  const outcomes = many.map((one) =>
    one.status === 'fulfilled' ? 'read' : (one.reason as { code: string }).code,
  );
  expect(new Set(outcomes)).toEqual(new Set(['read', 'unavailable']));
  expect(outcomes.filter((outcome) => outcome === 'read')).toHaveLength(5);
  expect(await rows(sql`SELECT count(*)::integer AS imports FROM product_imports`)).toEqual([{ imports: 5 }]);
  expect((await upload(lines(1, () => 'A,Alpha,1,1'))).status).toBe('ready');
}, 60_000);

test('a sender who hangs up while the file is being read ends its thread, and the next file is read', async () => {
  await start({ works: false });
  const url = new URL('/api/inventory/imports', await hub.app.listen({ port: 0, host: '127.0.0.1' }));
  const csv = lines(90_000, (n) => `S-${n},Product ${n},5,2`);
  const body = Buffer.from(JSON.stringify({ fileName: 'stock.csv', csv }));
  for (let caller = 0; caller < 8; caller++) {
    const sending = request(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${SECRET_KEY}`,
        'content-type': 'application/json',
        'content-length': body.length,
      },
    });
    sending.on('error', () => undefined);
    await new Promise<void>((sent) => sending.end(body, sent));
    await wait(30);
    sending.destroy();
  }
  // More than may wait at once: with any of them still there, this would be refused as too many.
  expect((await upload(lines(1, () => 'A,Alpha,1,1'))).status).toBe('ready');
  expect(await rows(sql`SELECT count(*)::integer AS imports FROM product_imports`)).toEqual([{ imports: 1 }]);
}, 60_000);

test('sales go on while a file is applied, and the books stay right', async () => {
  await start({ works: false });
  const first = await upload(lines(600, (n) => `S-${n},Name ${n},1000,1`));
  await act(first.id, 'start');
  await apply(first.id);
  const { id } = await upload(lines(600, (n) => `S-${n},Name ${n},500,1`));
  await act(id, 'start');
  const sell = async () => {
    for (let n = 0; n < 60; n++) {
      const quantities = [{ sku: `S-${599 - n * 7}`, quantityDelta: -1, reason: 'sale' }];
      const answer = await call(hub, {
        method: 'POST',
        url: '/api/inventory/stock',
        body: { lines: [...quantities, { sku: `S-${n * 3}`, quantityDelta: -2, reason: 'sale' }] },
      });
      expect([200, 409]).toContain(answer.status);
    }
  };
  await Promise.all([apply(id), sell(), sell()]);
  expect((await get(id)).status).toBe('done');
  expect(await differences()).toEqual([]);
});

test.each([
  ['no column sku', 'name,stock\nx,1', 'there is no column "sku"'],
  ['a header only', 'sku,stock\n', 'has no line below its header'],
  ['a quote without an end', 'sku,name\n"A,b\nc', 'a quote is opened and never closed'],
])('a file with %s is refused by name', async (_case, csv, message) => {
  await start({ works: false });
  const body = { fileName: 'x.csv', csv };
  const answer = await call(hub, { method: 'POST', url: '/api/inventory/imports', body });
  expect(answer.status).toBe(400);
  expect(answer.body.error.message).toContain(message);
  expect(await rows(sql`SELECT FROM product_imports`)).toEqual([]);
});

test('an import that the database fails, for any reason of its own, is left to the next try', async () => {
  await start({ works: false });
  const { id } = await upload(lines(40, (n) => `S-${n},Name ${n},1,1`));
  await act(id, 'start');
  await hub.owner.execute(sql`ALTER TABLE inventory_events RENAME TO elsewhere`);
  await expect(apply(id)).rejects.toThrow();
  await hub.owner.execute(sql`ALTER TABLE elsewhere RENAME TO inventory_events`);
  expect(await get(id)).toMatchObject({ status: 'running', applied: 0, counts: { problem: 0 } });
  await apply(id);
  expect(await get(id)).toMatchObject({ status: 'done', applied: 40 });
});

test('a file of bytes is read, mapped by its sender, and read so again the next time', async () => {
  await start({ works: false });
  const post = (url: string, body: object) => call(hub, { method: 'POST', url, body });
  const file = Buffer.from('Artikel;Benennung;Nord;Süd\nA/1;Käse;3;4\n', 'latin1').toString('base64');
  const sent = { fileName: 'Zählung.csv', file, encoding: 'windows-1252' };
  const reading = await post('/api/inventory/imports/read', sent);
  expect(reading).toMatchObject({
    status: 200,
    body: {
      format: null,
      encoding: { name: 'windows-1252', isCertain: true },
      mapping: null,
      problem: expect.stringContaining('there is no column "sku"'),
      columns: [
        { title: 'Artikel' },
        { title: 'Benennung' },
        { title: 'Nord' },
        { title: 'Süd', samples: ['4'] },
      ],
    },
  });
  expect((await post('/api/inventory/imports', sent)).status).toBe(400);
  const mapping = { sku: 'Artikel', name: ['Benennung'], stock: ['Nord', 'Süd'] };
  const gone = await post('/api/inventory/imports', {
    ...sent,
    mapping: { ...mapping, supplier: 'Lieferant' },
  });
  expect(gone).toMatchObject({ status: 400 });
  expect(gone.body.error.message).toMatch(/^mapping\.supplier: there is no column "Lieferant"; the file has/);

  const first = await post('/api/inventory/imports', { ...sent, mapping, newThreshold: 2 });
  expect(first).toMatchObject({
    status: 201,
    body: { counts: { create: 1 }, encoding: 'windows-1252', format: null, mapping, leftOut: [] },
  });
  await act(first.body.id, 'start');
  await apply(first.body.id);
  expect(await rows(sql`SELECT sku, name, stock, threshold FROM inventory_products`)).toEqual([
    { sku: 'A/1', name: 'Käse', stock: 7, threshold: 2 },
  ]);
  expect((await post('/api/inventory/imports/read', sent)).body).toMatchObject({
    mappedBy: 'remembered',
    mapping,
  });
  const again = await post('/api/inventory/imports', {
    fileName: 'x.csv',
    csv: 'Süd;Nord;Benennung;Artikel\n1;1;;A/1\n',
  });
  expect(again.body).toMatchObject({ counts: { update: 1 }, encoding: null, mapping });
});

test('a file that is far too large is refused before it is read', async () => {
  await start({ works: false });
  const answer = await hub.app.inject({
    method: 'POST',
    url: '/api/inventory/imports',
    headers: {
      authorization: `Bearer ${SECRET_KEY}`,
      'content-type': 'application/json',
      'content-length': '200000000',
    },
    payload: '{"fileName":"x.csv","csv":"',
  });
  expect(answer.statusCode).toBe(413);
  expect(answer.json().error.message).toBe('the request body is too large: this address takes 32 MB');
});
