import { sql } from 'drizzle-orm';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { callTrpc, entryAt } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asSecret, query } from '../support/shop.ts';

/** More than one batch, and more than any page. */
const ALL = 1203;

const hub: TestHub = await startTestHub();
afterAll(() => hub.stop());
beforeEach(async () => {
  await hub.owner.execute(sql`DELETE FROM alert_episodes`);
  await hub.owner.execute(sql`
    INSERT INTO inventory_products (sku, name, stock, threshold)
    SELECT CASE WHEN n % 2 = 0 THEN 'EVEN-' ELSE 'ODD-' END || n, 'Product', n % 3, 10
    FROM generate_series(1, ${ALL}::integer) AS n ON CONFLICT DO NOTHING`);
  await hub.owner.execute(sql`
    INSERT INTO alert_episodes (product_id, opened_at) SELECT id, now() - interval '1 day' FROM inventory_products`);
});

const act = (action: string, body: object) =>
  call(hub, { method: 'POST', url: `/api/alerts/${action}`, body });

/** What a page shows: how many there are, and when that was. */
async function look(input: object): Promise<{ total: { count: number }; asOf: string }> {
  const seen = { ...input, withTotal: true, limit: 50 };
  return (await callTrpc(hub, entryAt('alerts.listEpisodes'), { input: seen, headers: asSecret })).data;
}

async function statuses(): Promise<Record<string, number>> {
  const rows = await query<{ status: string; total: number }>(
    hub,
    sql`SELECT status, count(*)::integer AS total FROM alert_episodes GROUP BY status`,
  );
  return Object.fromEntries(rows.map(({ status, total }) => [status, total]));
}

test('all that match are changed, not only those of the page', async () => {
  const filter = { match: 'even' };
  const { total, asOf } = await look(filter);
  expect(total).toEqual({ count: 601, isMore: false });
  const { status, body } = await act('acknowledge', { filter, asOf, note: 'on it' });
  expect([status, body]).toEqual([
    200,
    { episodes: [], applied: 601, left: { unchanged: 0, resolved: 0, unknown: 0 }, changeId: null },
  ]);
  expect(await statuses()).toEqual({ acknowledged: 601, open: 602 });
  const again = await act('acknowledge', { filter, asOf });
  expect(again.body).toMatchObject({ applied: 0, left: { unchanged: 601 } });
  const [noted] = await query(
    hub,
    sql`
    SELECT count(*)::integer AS total FROM alert_episode_events WHERE kind = 'acknowledged' AND note = 'on it'`,
  );
  expect(noted).toEqual({ total: 601 });
});

test('those that were opened later are left alone, and those resolved since are told', async () => {
  const { asOf } = await look({ severity: 'outOfStock' });
  await hub.owner.execute(sql`
    UPDATE alert_episodes SET status = 'resolved', resolved_at = now() + interval '1 second'
    WHERE id IN (SELECT alert_episodes.id FROM alert_episodes JOIN inventory_products AS product
                 ON product.id = product_id WHERE stock = 0 LIMIT 5)`);
  await hub.owner.execute(sql`
    UPDATE alert_episodes SET opened_at = now() + interval '1 minute'
    WHERE id IN (SELECT alert_episodes.id FROM alert_episodes JOIN inventory_products AS product
                 ON product.id = product_id WHERE stock = 0 AND status = 'open' LIMIT 3)`);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const { body } = await act('snooze', { filter: { severity: 'outOfStock' }, asOf, until });
  expect(body).toMatchObject({ applied: 401 - 8, left: { unchanged: 0, resolved: 5, unknown: 0 } });
  expect(await statuses()).toEqual({ snoozed: 393, resolved: 5, open: 805 });
});

test('a state in the filter holds', async () => {
  const { asOf } = await look({});
  await act('acknowledge', { filter: { match: 'odd' }, asOf });
  const until = new Date(Date.now() + 86_400_000).toISOString();
  expect((await act('snooze', { filter: { status: 'open' }, asOf, until })).body).toMatchObject({
    applied: 601,
  });
  expect((await act('reopen', { filter: { status: 'acknowledged' }, asOf })).body).toMatchObject({
    applied: 602,
  });
  expect(await statuses()).toEqual({ snoozed: 601, open: 602 });
});

test('ids answer how many changed, and why others did not', async () => {
  const rows = await query<{ id: string }>(hub, sql`SELECT id FROM alert_episodes LIMIT 3`);
  const [one, two, three] = rows.map(({ id }) => id);
  await act('acknowledge', { ids: [one] });
  await hub.owner.execute(sql`UPDATE alert_episodes SET status = 'resolved' WHERE id = ${two}`);
  const nobody = '0190163d-8694-739b-aea5-966c26f8ad99';
  const { body } = await act('acknowledge', { ids: [one, two, three, three, nobody] });
  expect(body).toMatchObject({ applied: 1, left: { unchanged: 1, resolved: 1, unknown: 1 } });
  expect(body.episodes).toHaveLength(2);
});

test('ids or a filter with its time, and nothing between', async () => {
  const asOf = new Date().toISOString();
  const id = '0190163d-8694-739b-aea5-966c26f8ad99';
  for (const [field, input] of [
    ['ids', {}],
    ['asOf', { filter: {} }],
    ['filter', { asOf }],
    ['ids', { ids: [id], asOf }],
    ['ids', { ids: [id], filter: {}, asOf }],
  ] as const) {
    const { status, body } = await act('acknowledge', input);
    expect([status, body.error?.message]).toEqual([400, expect.stringMatching(new RegExp(`^${field}: `))]);
  }
  expect((await act('acknowledge', { filter: { status: 'resolved' }, asOf })).status).toBe(400);
  expect(await statuses()).toEqual({ open: ALL });
});
