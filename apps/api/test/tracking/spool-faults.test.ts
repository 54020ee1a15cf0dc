import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { asVisitor, count, newAffiliate } from '../support/shop.ts';

/** What becomes of spooled clicks when the database answers their replay with an error. */

let database: TestDatabase;
let hub: TestHub;
let logged: string;
beforeEach(async () => {
  logged = '';
  database = await createTestDatabase();
  hub = await startTestHub({
    databaseUrl: database.url,
    onLog: (line) => {
      logged += line;
    },
  });
  await hub.deps.services.storefronts.allowOrigin('default', 'https://shop.example', COMMAND_LINE);
  await newAffiliate(hub, 'linked');
  await database.pool.query(`
    CREATE TABLE raised (state text, visitor text);
    GRANT SELECT ON raised TO PUBLIC;
    CREATE FUNCTION raise_state() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE wanted text := (SELECT state FROM raised WHERE visitor IN ('all', NEW.sub_id));
    BEGIN
      IF wanted IS NOT NULL THEN RAISE EXCEPTION 'raised' USING ERRCODE = wanted; END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER raises BEFORE INSERT ON aff_clicks FOR EACH ROW EXECUTE FUNCTION raise_state();
  `);
});
afterEach(async () => {
  await hub.stop();
  await database.drop();
});

/** Has PostgreSQL refuse the clicks of all visitors, or of one. */
const raise = (state: string, visitor = 'all') =>
  database.pool.query('INSERT INTO raised VALUES ($1, $2)', [state, visitor]);
const stopRaising = () => database.pool.query('DELETE FROM raised');

/** Five visitors come while the database takes no clicks. */
async function spoolFive(): Promise<void> {
  await raise('57P03');
  const answers = await Promise.all(
    ['1', '2', '3', '4', '5'].map((visitor) =>
      hub.app.inject({ method: 'GET', url: `/r/linked?to=/x&s=${visitor}`, headers: asVisitor }),
    ),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([302, 302, 302, 302, 302]);
  await vi.waitUntil(() => pending() === 5);
  await stopRaising();
}

const pending = () => hub.deps.domains.tracking.spool.pending;
const replay = () => hub.deps.domains.tracking.spoolReplayer.replay();

async function lostClicks(): Promise<number | undefined> {
  const lost = await hub.deps.metrics.registry.getSingleMetric('hub_click_spool_lost_total')?.get();
  return lost?.values.reduce((total, { value }) => total + value, 0);
}

test('whatever is not proven to be the fault of a click keeps it', async () => {
  await spoolFive();
  for (const state of [
    '08006',
    '25006',
    '26000',
    '40001',
    '42P01',
    '42P05',
    '53100',
    '55P03',
    '57014',
    '57P01',
    'XX000',
  ]) {
    await raise(state);
    expect([state, await replay(), pending()]).toEqual([state, 'interrupted', 5]);
    await stopRaising();
  }
  expect(await replay()).toBe('done');
  expect([await count(hub, sql`FROM aff_clicks`), pending(), await lostClicks()]).toEqual([5, 0, 0]);
});

test('a click that can never be stored is counted as lost and logged, and its neighbours are stored', async () => {
  await spoolFive();
  await raise('22021', '3');
  expect(await replay()).toBe('done');
  expect([await count(hub, sql`FROM aff_clicks`), pending(), await lostClicks()]).toEqual([4, 0, 1]);
  expect(logged).toContain('a spooled click was refused and is lost');
});

test('a click in a conflict that nobody foresaw is kept, told once, and holds up no others', async () => {
  await spoolFive();
  await raise('23505', '3');
  expect(await replay()).toBe('kept');
  expect(await replay()).toBe('kept');
  expect([await count(hub, sql`FROM aff_clicks`), pending(), await lostClicks()]).toEqual([4, 1, 0]);
  expect(logged.split('a spooled click failed and is kept')).toHaveLength(2);

  // Those that come later, in another file, do not wait for it.
  await raise('57P03', '6');
  expect((await hub.app.inject({ method: 'GET', url: '/r/linked?s=6', headers: asVisitor })).statusCode).toBe(
    302,
  );
  await vi.waitUntil(() => pending() === 2);
  await database.pool.query(`DELETE FROM raised WHERE visitor = '6'`);
  expect([await replay(), pending()]).toEqual(['kept', 1]);

  await stopRaising();
  expect(await replay()).toBe('done');
  expect([await count(hub, sql`FROM aff_clicks`), pending(), await lostClicks()]).toEqual([6, 0, 0]);
});

test('a click that was stored late after all is the same click when it is replayed, whatever the link carried', async () => {
  const blocker = await database.pool.connect();
  await blocker.query('BEGIN; LOCK TABLE aff_clicks IN ACCESS EXCLUSIVE MODE');
  const headers = { ...asVisitor, referer: 'https://blog.example/post' };
  const url = '/r/linked?to=/x&s=newsletter&utm_source=mail';
  expect((await hub.app.inject({ method: 'GET', url, headers })).statusCode).toBe(302);
  await vi.waitUntil(() => pending() === 1);
  const replaying = replay();
  await blocker.query('COMMIT');
  blocker.release();
  expect(await replaying).toBe('done');
  expect([await count(hub, sql`FROM aff_clicks`), pending(), await lostClicks()]).toEqual([1, 0, 0]);
});
