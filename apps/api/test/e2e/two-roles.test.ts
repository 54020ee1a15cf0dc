import { execFile } from 'node:child_process';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { createTestRoles, type TestRoles, urlAs } from '@dreamteamhub/db/test/roles';
import { CLI } from '@dreamteamhub/harness/built-hub.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

let dataDir: DataDir;
let postgres: EmbeddedPostgres;
let admin: DatabaseConnection;
let roles: TestRoles;
/** An operator's own database on that server, empty, which belongs to the owner. */
let [ownerUrl, hubUrl] = ['', ''];

beforeAll(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
  postgres = await startEmbeddedPostgres({ dataDir: dataDir.path });
  roles = await createTestRoles(postgres.superuserUrl);
  admin = connectDatabase({ connectionString: postgres.superuserUrl, maxConnections: 1 });
  await admin.pool.query(`CREATE DATABASE theirs OWNER ${roles.owner.name}`);
  await admin.close();
  admin = connectDatabase({
    connectionString: new URL('/theirs', postgres.superuserUrl).href,
    maxConnections: 1,
  });
  ownerUrl = urlAs(postgres.superuserUrl, 'theirs', roles.owner);
  hubUrl = urlAs(postgres.superuserUrl, 'theirs', roles.application);
});
afterAll(async () => {
  await admin.close();
  await postgres.stop();
  await dataDir.remove();
});

function migrate(env: Record<string, string>): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CLI, 'migrate'],
      { env: { DATA_DIR: dataDir.path, ...env } },
      (error, output, errors) =>
        resolve({ code: error === null ? 0 : Number(error.code), output, errors: errors.trim() }),
    );
  });
}

const tables = async () =>
  (
    await admin.pool.query(
      `SELECT FROM pg_class WHERE relnamespace IN (to_regnamespace('public'), to_regnamespace('drizzle'), to_regnamespace('pgboss'))`,
    )
  ).rowCount;

test('the role of the hub cannot migrate, says what to set, and leaves nothing', async () => {
  const { code, errors } = await migrate({ DATABASE_URL: hubUrl });
  expect(code).toBe(1);
  const { port } = new URL(hubUrl);
  expect(errors).toMatch(
    new RegExp(
      `^cannot use the database 127.0.0.1:${port}/theirs: the role "${roles.application.name}" lacks a right: ` +
        'permission denied for schema public: it lacks CREATE\\. Set MIGRATION_DATABASE_URL to the role that owns .*$',
    ),
  );
  expect(await tables()).toBe(0);
});

test('an owner that may not create says which variable to change', async () => {
  const { errors } = await migrate({ DATABASE_URL: ownerUrl, MIGRATION_DATABASE_URL: hubUrl });
  expect(errors).toContain(
    `the role "${roles.application.name}" lacks a right: permission denied for schema public`,
  );
  expect(errors).toContain('Set MIGRATION_DATABASE_URL to the role that owns the database');
  expect(await tables()).toBe(0);
});

test('two addresses of two databases are refused', async () => {
  const { errors } = await migrate({ DATABASE_URL: hubUrl, MIGRATION_DATABASE_URL: postgres.ownerUrl });
  expect(errors).toBe('DATABASE_URL and MIGRATION_DATABASE_URL lead to different databases.');
});

test('once the owner has migrated, the hub starts and works without its address', async () => {
  const migrated = await migrate({ DATABASE_URL: hubUrl, MIGRATION_DATABASE_URL: ownerUrl });
  expect(migrated).toEqual({ code: 0, output: 'The database is up to date.\n', errors: '' });
  expect(await migrate({ DATABASE_URL: hubUrl })).toMatchObject({ code: 0, errors: '' });

  const product = await startProduct({
    dataDir: dataDir.path,
    env: { DATABASE_URL: hubUrl, SEED_SAMPLES: '1' },
  });
  try {
    const created = await request(product, 'POST', '/api/affiliates', { handle: 'known', name: 'Known' });
    expect(created.status).toBe(201);
    const { pixelId } = created.body as { pixelId: string };
    const order = { pixelId, orderId: '1', revenue: '10.00' };
    expect((await request(product, 'POST', '/api/affiliates/track/conversion', order)).status).toBe(200);
    expect((await request(product, 'POST', '/api/ops/inventory/scan-now')).status).toBe(200);
    const { rows } = await admin.pool.query(
      `SELECT DISTINCT usename AS role FROM pg_stat_activity WHERE datname = 'theirs' AND pid <> pg_backend_pid()`,
    );
    expect(rows).toEqual([{ role: roles.application.name }]);
    expect(product.output()).not.toMatch(/permission denied|"level":[56]0/);
  } finally {
    expect(await product.stop()).toBe(0);
  }
  const owners = await admin.pool.query(
    `SELECT DISTINCT relowner::regrole::text AS owner FROM pg_class
     WHERE relnamespace IN ('public'::regnamespace, 'drizzle'::regnamespace, 'pgboss'::regnamespace)`,
  );
  expect(owners.rows).toEqual([{ owner: roles.owner.name }]);
});

test('a right that was taken from the hub is named', async () => {
  await admin.pool.query(`REVOKE UPDATE ON affiliates FROM ${roles.application.name}`);
  const { errors } = await migrate({ DATABASE_URL: hubUrl });
  expect(errors).toContain(
    `the role "${roles.application.name}" lacks a right: it lacks UPDATE on TABLE public.affiliates.`,
  );
  expect(errors.split('\n')).toHaveLength(1);
  await admin.pool.query(`REVOKE USAGE ON SCHEMA drizzle FROM ${roles.application.name}`);
  expect((await migrate({ DATABASE_URL: hubUrl })).errors).toContain('permission denied for schema drizzle');
  expect(await migrate({ DATABASE_URL: hubUrl, MIGRATION_DATABASE_URL: ownerUrl })).toMatchObject({
    code: 0,
  });
  expect(await migrate({ DATABASE_URL: hubUrl })).toMatchObject({ code: 0 });
});
