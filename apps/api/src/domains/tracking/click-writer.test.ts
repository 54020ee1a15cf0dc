import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { createTestDatabase, type TestDatabase } from '@dreamteamhub/db/test';
import { ClickDao, type ClickData } from '@dreamteamhub/db/tracking';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClickWriter } from './click-writer.ts';

let database: TestDatabase;
let connection: DatabaseConnection;
let sizes: number[];
let writer: ClickWriter;
let affiliateId: number;

beforeEach(async () => {
  database = await createTestDatabase();
  connection = connectDatabase({ connectionString: database.url, maxConnections: 1, isPipelined: true });
  sizes = [];
  writer = makeWriter(connection);
  const { rows } = await database.pool.query(
    `INSERT INTO affiliates (storefront_id, handle, name, pixel_id) SELECT id, 'a', 'A', 'px' FROM storefronts RETURNING id`,
  );
  affiliateId = rows[0].id;
});
afterEach(async () => {
  await connection.close();
  await database.drop();
});

const makeWriter = ({ pool }: DatabaseConnection, dedupSeconds = 3600) =>
  new ClickWriter({
    clicks: new ClickDao({ pool }),
    dedupSeconds,
    onBatch: (size) => sizes.push(size),
  });

const clickBy = (visitor: string, change: Partial<ClickData> = {}): ClickData => ({
  storefrontId: 1,
  affiliateId,
  pixelId: 'px',
  visitorKey: `v:${visitor}`,
  ipAddress: null,
  userAgent: null,
  referrer: null,
  landingPage: '/',
  subId: null,
  isBot: false,
  ...change,
});

const rows = async (where = 'true') =>
  (await database.pool.query(`SELECT count(*)::integer AS total FROM aff_clicks WHERE ${where}`)).rows[0]
    .total;

const blockClicks = async () => {
  const client = await database.pool.connect();
  await client.query('BEGIN; LOCK TABLE aff_clicks IN ACCESS EXCLUSIVE MODE');
  return async () => {
    await client.query('ROLLBACK');
    client.release();
  };
};

const isWaiting = async () => {
  const { rowCount } = await database.pool.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%hub_record_clicks%'`,
  );
  return (rowCount ?? 0) > 0;
};

const until = async (condition: () => Promise<boolean>) => {
  while (!(await condition())) await new Promise(setImmediate);
};

describe('groups', () => {
  test('a lone click is committed by itself, at once', async () => {
    expect(await writer.write(clickBy('anna'))).toMatchObject({ outcome: 'inserted', reason: null });
    expect(sizes).toEqual([1]);
  });

  test('clicks of one turn of the event loop are one batch', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, index) => writer.write(clickBy(`v${index}`))));
    expect(sizes).toEqual([40]);
  });

  const crowd = (name: string, size: number) =>
    Array.from({ length: size }, (_, index) => writer.write(clickBy(`${name}${index}`)));

  test('clicks that come while a batch is being committed: another one follows it, the others wait', async () => {
    const release = await blockClicks();
    const clicks = crowd('first', 1);
    await until(isWaiting);
    clicks.push(...crowd('second', 9));
    expect(writer.queued).toBe(9);
    await new Promise(setImmediate);
    // Half of the ten that are known; what is left waits until one of the two batches is answered.
    expect(writer.queued).toBe(4);
    clicks.push(...crowd('third', 21));
    await new Promise(setImmediate);
    expect(writer.queued).toBe(25);
    await release();
    await Promise.all(clicks);
    expect(sizes.slice(0, 2)).toEqual([1, 5]);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(31);
    expect(await rows()).toBe(31);
  });

  test('of many clicks a third batch is under way', async () => {
    const release = await blockClicks();
    const clicks = crowd('first', 1);
    await until(isWaiting);
    clicks.push(...crowd('second', 199));
    await new Promise(setImmediate);
    // Twice a third of the 200 that are known.
    expect(writer.queued).toBe(65);
    await release();
    await Promise.all(clicks);
    expect(sizes.slice(0, 3)).toEqual([1, 67, 67]);
    expect(await rows()).toBe(200);
  });

  test('a few clicks do not follow a large batch at once: they wait for company', async () => {
    const release = await blockClicks();
    const clicks = crowd('first', 10);
    await until(isWaiting);
    clicks.push(...crowd('second', 4));
    await new Promise(setImmediate);
    expect(writer.queued).toBe(4);
    clicks.push(...crowd('third', 6));
    await new Promise(setImmediate);
    expect(writer.queued).toBe(0);
    await release();
    await Promise.all(clicks);
    expect(sizes).toEqual([10, 10]);
  });

  test('each click gets its own answer', async () => {
    const eventId = '0190163d-8694-739b-aea5-966c26f8ad91';
    const results = await Promise.all([
      writer.write(clickBy('anna')),
      writer.write(clickBy('anna')),
      writer.write(clickBy('bot', { isBot: true })),
      writer.write(clickBy('ben', { event: { eventId, bodyHash: 7n } })),
      writer.write(clickBy('ben', { event: { eventId, bodyHash: 7n } })),
      writer.write(clickBy('ben', { event: { eventId, bodyHash: 8n } })),
      writer.write(clickBy('carl', { affiliateId: 999 })),
    ]);
    const [anna, annaAgain, bot, ben, benAgain, other] = results;
    expect(sizes).toEqual([7]);
    expect(anna).toEqual({ outcome: 'inserted', clickId: expect.any(Number), reason: null });
    expect(annaAgain).toEqual({ ...anna, reason: 'duplicate' });
    expect(bot).toMatchObject({ outcome: 'inserted', reason: 'bot' });
    expect(ben).toMatchObject({ outcome: 'inserted', reason: null });
    expect(benAgain).toEqual({ ...ben, outcome: 'repeated' });
    expect(other).toEqual({ outcome: 'event_mismatch' });
  });

  test('an affiliate that was paused or archived a moment ago is treated as that', async () => {
    await database.pool.query(`UPDATE affiliates SET status = 'paused'`);
    expect(await writer.write(clickBy('anna'))).toMatchObject({ outcome: 'inserted', reason: 'paused' });
    await database.pool.query(`UPDATE affiliates SET status = 'archived'`);
    expect(await writer.write(clickBy('anna'))).toEqual({ outcome: 'unknown_affiliate' });
    expect(await rows()).toBe(1);
  });
});

describe('across midnight', () => {
  const age = (interval: string) =>
    database.pool.query('UPDATE aff_last_clicks SET counted_at = now() - $1::interval', [interval]);

  test('a visitor who was counted under yesterday’s key is not counted again, and gets the same id', async () => {
    const before = await writer.write(clickBy('late-at-night'));
    await age('59 minutes');
    const after = clickBy('early-in-the-morning', { previousVisitorKey: 'v:late-at-night' });
    expect(await Promise.all([writer.write(after), writer.write(after)])).toEqual([
      { ...before, reason: 'duplicate' },
      { ...before, reason: 'duplicate' },
    ]);
    expect(await writer.write(clickBy('somebody', { previousVisitorKey: 'v:somebody-else' }))).toMatchObject({
      reason: null,
    });
  });

  test('a window of days reaches back over midnights', async () => {
    const before = await writer.write(clickBy('anna'));
    const claimed = (age: string) =>
      database.pool.query(
        `UPDATE aff_last_clicks SET counted_at = now() - $1::interval, day = ((now() - $1::interval) AT TIME ZONE 'UTC')::date`,
        [age],
      );
    const patient = makeWriter(connection, 3 * 86_400);
    await claimed('2 days 23 hours');
    expect(await patient.write(clickBy('anna'))).toEqual({ ...before, reason: 'duplicate' });
    await claimed('3 days 1 hour');
    expect(await patient.write(clickBy('anna'))).toMatchObject({ reason: null });
  });

  test('after the window yesterday’s key means nothing', async () => {
    await writer.write(clickBy('late-at-night'));
    await age('61 minutes');
    const after = clickBy('early-in-the-morning', { previousVisitorKey: 'v:late-at-night' });
    const [first, second] = await Promise.all([writer.write(after), writer.write(after)]);
    expect(first).toMatchObject({ reason: null });
    expect(second).toEqual({ ...first, reason: 'duplicate' });
  });
});

describe('what the database refuses', () => {
  beforeEach(() =>
    database.pool.query(`ALTER TABLE aff_clicks ADD CONSTRAINT poison CHECK (landing_page <> '/poison')`),
  );

  test('a poisonous click is refused, and its neighbours are committed', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 33 }, (_, index) =>
        writer.write(clickBy(`v${index}`, index % 16 === 5 ? { landingPage: '/poison' } : {})),
      ),
    );
    const refused = results.flatMap((result, index) => (result.status === 'rejected' ? [index] : []));
    expect(refused).toEqual([5, 21]);
    expect(results[5]).toMatchObject({ reason: { code: 'bad_request' } });
    expect(await rows()).toBe(31);
    const { rows: counted } = await database.pool.query(
      'SELECT sum(click)::integer AS total FROM aff_rollup_deltas, unnest(clicks) AS click',
    );
    expect(counted).toEqual([{ total: 31 }]);
  });

  test('a poisonous batch spoils neither the one before it nor the one behind it', async () => {
    const release = await blockClicks();
    const before = writer.write(clickBy('before'));
    await until(isWaiting);
    const clicks = [
      writer.write(clickBy('bad', { landingPage: '/poison' })),
      ...Array.from({ length: 12 }, (_, index) => writer.write(clickBy(`v${index}`))),
    ];
    await new Promise(setImmediate);
    await release();
    const [bad, ...others] = await Promise.allSettled(clicks);
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'bad_request' } });
    expect(others.every(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await before).toMatchObject({ outcome: 'inserted' });
    expect(await rows()).toBe(13);
  });
});

describe('when it cannot go on', () => {
  test('a database that is away is `unavailable`, and clicks go in again when it is back', async () => {
    const elsewhere = connectDatabase({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
    await expect(makeWriter(elsewhere).write(clickBy('anna'))).rejects.toMatchObject({ code: 'unavailable' });
    await elsewhere.close();

    await writer.write(clickBy('anna'));
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await writer.write(clickBy('ben')).catch((error) => expect(error).toMatchObject({ code: 'unavailable' }));
    expect(await writer.write(clickBy('carl'))).toMatchObject({ outcome: 'inserted' });
  });

  test('a connection that ends under several batches tells all their callers, and those that wait go in', async () => {
    const release = await blockClicks();
    const first = Promise.allSettled([writer.write(clickBy('first'))]);
    await until(isWaiting);
    const others = Promise.allSettled(
      Array.from({ length: 5 }, (_, index) => writer.write(clickBy(`v${index}`))),
    );
    await new Promise(setImmediate);
    expect(writer.queued).toBe(2);
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%hub_record_clicks%' AND pid <> pg_backend_pid()`,
    );
    expect(await first).toMatchObject([{ reason: { code: 'unavailable' } }]);
    await release();
    expect((await others).map(({ status }) => status)).toEqual([
      ...['rejected', 'rejected', 'rejected'],
      ...['fulfilled', 'fulfilled'],
    ]);
    expect(await rows()).toBe(2);
  });

  test('a full queue says so at once', async () => {
    const release = await blockClicks();
    const first = writer.write(clickBy('first'));
    await until(isWaiting);
    const waiting = Array.from({ length: 20_000 }, () => writer.write(clickBy('crowd')));
    await expect(writer.write(clickBy('late'))).rejects.toMatchObject({ code: 'unavailable' });
    await release();
    await first;
    const results = await Promise.all(waiting);
    expect(results.filter((result) => 'reason' in result && result.reason === null)).toHaveLength(1);
    expect(await rows()).toBe(20_001);
    expect(Math.max(...sizes)).toBe(1000);
  });

  test('stop commits what waits and takes no more', async () => {
    const release = await blockClicks();
    const clicks = [writer.write(clickBy('first'))];
    await until(isWaiting);
    clicks.push(...Array.from({ length: 5 }, (_, index) => writer.write(clickBy(`v${index}`))));
    // Two batches are under way then, and two clicks wait.
    await new Promise(setImmediate);
    expect(writer.queued).toBe(2);
    const stopped = writer.stop();
    await expect(writer.write(clickBy('late'))).rejects.toMatchObject({ code: 'unavailable' });
    await release();
    await stopped;
    expect(await Promise.all(clicks)).toHaveLength(6);
    expect(await rows()).toBe(6);
  });
});

test('writers that take the same visitors and events in opposite orders never deadlock', async () => {
  const connections = Array.from({ length: 4 }, () =>
    connectDatabase({ connectionString: database.url, maxConnections: 1, isPipelined: true }),
  );
  const eventId = (index: number) => `0190163d-8694-739b-aea5-${String(index).padStart(12, '0')}`;
  const order = Array.from({ length: 60 }, (_, index) => index);
  for (let round = 0; round < 5; round++) {
    const results = await Promise.all(
      connections.flatMap((one, index) => {
        const each = makeWriter(one);
        return (index % 2 === 0 ? order : order.toReversed()).map((place) =>
          each.write(
            clickBy(`visitor-${place % 20}`, {
              event: { eventId: eventId(round * 100 + place), bodyHash: 1n },
            }),
          ),
        );
      }),
    );
    expect(results.every((result) => result.outcome === 'inserted' || result.outcome === 'repeated')).toBe(
      true,
    );
  }
  await Promise.all(connections.map((one) => one.close()));
  expect(await rows()).toBe(300);
  expect(await rows('counted')).toBe(20);
  const { rows: stats } = await database.pool.query(
    'SELECT deadlocks::integer FROM pg_stat_database WHERE datname = current_database()',
  );
  expect(stats).toEqual([{ deadlocks: 0 }]);
});
