import { Client } from 'pg';
import { afterEach, beforeAll, beforeEach, expect, type TestContext, test } from 'vitest';
import { isSameDatabase, probePooler } from './pooler-probe.ts';
import { createEmptyDatabase, type EmptyDatabase } from './test/empty-database.ts';
import {
  NO_PGBOUNCER as CURRENT,
  findPgBouncer,
  isCurrent,
  type PgBouncer,
  startPgBouncer,
} from './test/pgbouncer.ts';

type Found = Awaited<ReturnType<typeof findPgBouncer>>;

let current: Found;
let old: Found;
beforeAll(async () => {
  current = await findPgBouncer(isCurrent);
  old = await findPgBouncer((version) => !isCurrent(version));
});

let database: EmptyDatabase;
let pooler: PgBouncer | undefined;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(async () => {
  await pooler?.stop();
  pooler = undefined;
  await database.drop();
});

const OLD = 'needs a PgBouncer before 1.21 in PGBOUNCER_PATH';

async function through(
  context: TestContext,
  {
    binary,
    why,
    ...options
  }: { binary: Found; why: string } & Pick<Parameters<typeof startPgBouncer>[0], 'poolMode' | 'settings'>,
): Promise<string> {
  if (binary === null) return context.skip(why);
  pooler = await startPgBouncer({ binary, databaseUrl: database.url, ...options });
  return pooler.url;
}

/** Others use the pooler meanwhile: the sessions that it has to give are no longer the same ones. */
async function underNoise<Result>(url: string, work: () => Promise<Result>): Promise<Result> {
  let isOver = false;
  const noise = Array.from({ length: 6 }, async () => {
    const client = new Client({ connectionString: url });
    await client.connect();
    while (!isOver) await client.query('SELECT pg_sleep(random() * 0.005)');
    await client.end();
  });
  try {
    return await work();
  } finally {
    isOver = true;
    await Promise.all(noise);
  }
}

test('connections to PostgreSQL have sessions of their own', async () => {
  expect(await probePooler(database.url)).toEqual({ sessions: 'own', fault: null });
});

test('a database that is away rejects', async () => {
  await expect(probePooler('postgres://nobody@127.0.0.1:1/none')).rejects.toMatchObject({
    code: 'ECONNREFUSED',
  });
});

test('two addresses of one database are told from two databases', async () => {
  expect(await isSameDatabase(database.url, database.url)).toBe(true);
  expect(await isSameDatabase(database.url, new URL('/postgres', database.url).href)).toBe(false);
});

for (const settings of [{}, { default_pool_size: 1 }, { server_round_robin: 1 }]) {
  test(`transaction mode, ${JSON.stringify(settings)}: sessions are shared, nothing is amiss`, async (context) => {
    const url = await through(context, { binary: current, why: CURRENT, poolMode: 'transaction', settings });
    for (let time = 0; time < 3; time++) {
      expect(await probePooler(url)).toEqual({ sessions: 'shared', fault: null });
      expect(await underNoise(url, () => probePooler(url))).toEqual({ sessions: 'shared', fault: null });
    }
    expect(await isSameDatabase(database.url, url)).toBe(true);
  });

  test(`before 1.21, ${JSON.stringify(settings)}: prepared statements are mixed up`, async (context) => {
    const url = await through(context, { binary: old, why: OLD, poolMode: 'transaction', settings });
    for (let time = 0; time < 3; time++) {
      const found = { sessions: 'shared', fault: expect.stringMatching(/mixes up prepared statements/) };
      expect(await probePooler(url)).toEqual(found);
      expect(await underNoise(url, () => probePooler(url))).toEqual(found);
    }
  });
}

test('max_prepared_statements = 0: prepared statements are mixed up', async (context) => {
  const url = await through(context, {
    binary: current,
    why: CURRENT,
    poolMode: 'transaction',
    settings: { max_prepared_statements: 0 },
  });
  expect(await probePooler(url)).toEqual({
    sessions: 'shared',
    fault: expect.stringMatching(/mixes up prepared statements/),
  });
});

test('statement mode is told by its refusal of transactions', async (context) => {
  const url = await through(context, { binary: current, why: CURRENT, poolMode: 'statement' });
  expect(await probePooler(url)).toMatchObject({ sessions: 'statement', fault: expect.anything() });
});

test('session mode refuses the startup parameter with the limits', async (context) => {
  const url = await through(context, { binary: current, why: CURRENT, poolMode: 'session' });
  expect(await probePooler(url)).toEqual({
    sessions: 'own',
    fault: expect.stringContaining('refuses the startup parameter "options"'),
  });
});

test('session mode that drops the startup parameter does not go unnoticed', async (context) => {
  const url = await through(context, {
    binary: current,
    why: CURRENT,
    poolMode: 'session',
    settings: { ignore_startup_parameters: 'options' },
  });
  expect(await probePooler(url)).toEqual({
    sessions: 'own',
    fault: 'it drops the startup parameter "options"',
  });
});

test('session mode with too few sessions does not hang', async (context) => {
  const url = await through(context, {
    binary: current,
    why: CURRENT,
    poolMode: 'session',
    settings: { default_pool_size: 2 },
  });
  await expect(probePooler(url)).rejects.toThrow('timeout');
}, 15_000);
