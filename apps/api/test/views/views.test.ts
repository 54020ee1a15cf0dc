import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, createPerson, signedIn } from '../support/operator.ts';
import { query } from '../support/shop.ts';

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
  callTrpc(hub, entryAt(`views.${path}`), { input, headers });

async function done(path: string, input: unknown, headers = owner) {
  const { status, data, text } = await call(path, input, headers);
  expect(status, text).toBe(200);
  return data;
}

const low = { list: 'products', search: { low: 'yes' }, columns: ['Product', 'Stock'] };
const namesOf = async (headers: Record<string, string>) =>
  (await done('listViews', { list: 'products' }, headers)).views.map(({ name }: { name: string }) => name);

test('a view is its owner’s alone until it is shared, and then everybody’s', async () => {
  const view = await done('createView', { ...low, name: ' Low ' });
  expect(view).toMatchObject({
    ...low,
    name: 'Low',
    isMine: true,
    mayChange: true,
    isShared: false,
    version: 1,
  });
  expect(await namesOf(analyst)).toEqual([]);
  expect((await call('updateView', { id: view.id, version: 1, name: 'Mine' }, other)).status).toBe(404);
  await done('updateView', { id: view.id, version: 1, isShared: true });
  expect(await namesOf(analyst)).toEqual(['Low']);
  expect(await done('listViews', { list: 'orders' }, analyst)).toMatchObject({ views: [] });
});

test('an analyst keeps views, and neither shares nor changes what is shared', async () => {
  await done('createView', { ...low, name: 'For me' }, analyst);
  expect((await call('createView', { ...low, name: 'For all', isShared: true }, analyst)).status).toBe(403);
  const { views } = await done('listViews', { list: 'products' }, analyst);
  const [mine, shared] = views;
  expect([mine.mayChange, shared.mayChange]).toEqual([true, false]);
  expect(
    (await call('updateView', { id: shared.id, version: shared.version, name: 'x' }, analyst)).status,
  ).toBe(403);
});

test('of two people who change a shared view at once, the second is told', async () => {
  const view = await done('createView', { ...low, name: 'Together', isShared: true });
  await done('updateView', { id: view.id, version: 1, name: 'Together now' }, other);
  const { status, text } = await call('updateView', {
    id: view.id,
    version: 1,
    search: { low: 'yes', supplier: 'A' },
  });
  expect(status).toBe(409);
  expect(text).toContain('changed this view since');
  expect((await call('deleteView', { id: view.id, version: 1 })).status).toBe(409);
});

test('one name for one view of a person, in any case', async () => {
  const view = await done('createView', { ...low, name: 'Spring' });
  expect((await call('createView', { ...low, name: 'SPRING' })).status).toBe(409);
  await done('createView', { ...low, name: 'Spring' }, other);
  const second = await done('createView', { ...low, name: 'Summer' });
  expect((await call('updateView', { id: second.id, version: 1, name: 'spring' })).status).toBe(409);
  await done('updateView', { id: view.id, version: 1, name: 'SPRING' });
});

test('a name has one spelling, and something to see', async () => {
  // The same word for people: letters with their marks in one character or two, and characters that nobody sees.
  const view = await done('createView', { ...low, name: 'Übe\u0301r\u200b' });
  expect(view.name).toBe('Übér');
  for (const name of ['Übér', 'U\u0308be\u0301r', ' \u2060ÜBÉR']) {
    expect((await call('createView', { ...low, name })).status).toBe(409);
  }
  const nameless = await call('createView', { ...low, name: '\u200b' });
  expect([nameless.status, nameless.text]).toEqual([400, expect.stringContaining('name: must not be empty')]);
  expect((await call('updateView', { id: view.id, version: 1, name: '\u2060' })).status).toBe(400);
});

test('a list opens with the view that the person chose, until it is gone or no longer theirs to see', async () => {
  const view = await done('createView', { ...low, name: 'Default', isShared: true }, other);
  await done('chooseView', { list: 'products', viewId: view.id, columns: ['Product'] });
  expect(await done('chooseView', { list: 'products', columns: null })).toEqual({
    defaultId: view.id,
    columns: null,
  });
  await done('updateView', { id: view.id, version: 1, isShared: false }, other);
  expect(await done('listViews', { list: 'products' })).toMatchObject({ defaultId: null });
  expect((await call('chooseView', { list: 'products', viewId: view.id })).status).toBe(404);
  expect((await call('chooseView', { list: 'orders', viewId: view.id }, other)).status).toBe(404);
  await done('chooseView', { list: 'products', viewId: view.id }, other);
  await done('deleteView', { id: view.id, version: 2 }, other);
  expect(await done('listViews', { list: 'products' }, other)).toMatchObject({ defaultId: null });
});

test('the audit log says that a view changed, and not what was searched for', async () => {
  const view = await done('createView', { ...low, name: 'Secret Partner', search: { search: 'Jane Doe' } });
  await done('updateView', { id: view.id, version: 1, search: { search: 'Jane Roe' }, isShared: true });
  const lines = await query(hub, sql`SELECT * FROM audit_log WHERE subject_id = ${view.id}`);
  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).not.toMatch(/Jane|Secret/);
});
