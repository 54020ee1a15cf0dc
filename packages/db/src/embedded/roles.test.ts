import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from '../migrate.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './index.ts';

let base: string;
let dataDir: string;
let toStop: EmbeddedPostgres[];
let children: ChildProcess[];
let clients: pg.Client[];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-roles-'));
  await chmod(base, 0o755);
  dataDir = join(base, 'data');
  toStop = [];
  children = [];
  clients = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  for (const client of clients) await client.end();
  await Promise.all(toStop.map((database) => database.stop()));
  await rm(base, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir, durable: false });
  toStop.push(database);
  return database;
}

async function connect(url: string, database?: string): Promise<pg.Client> {
  const address = new URL(url);
  if (database !== undefined) address.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: address.href });
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

const rolesIn = async (client: pg.Client) =>
  (
    await client.query(
      `SELECT rolname AS name, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls AS is_mighty,
         ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = pg_roles.oid) AS member_of
       FROM pg_roles WHERE rolname !~ '^pg_' ORDER BY 1`,
    )
  ).rows;
const ROLES = [
  { name: 'hub', is_mighty: true, member_of: [] },
  { name: 'hub_app', is_mighty: false, member_of: [] },
  // It may copy the cluster.
  { name: 'hub_backup', is_mighty: true, member_of: [] },
  { name: 'hub_owner', is_mighty: false, member_of: [] },
];

/** Whom tables, functions, types, schemas and the hub's extension belong to. The parts of an extension are the superuser's. */
const ownersIn = async (client: pg.Client) =>
  (
    await client.query<{ owner: string }>(`
      SELECT DISTINCT owner::regrole::text AS owner FROM (
        SELECT oid, relowner, relnamespace FROM pg_class UNION ALL SELECT oid, proowner, pronamespace FROM pg_proc
        UNION ALL SELECT oid, typowner, typnamespace FROM pg_type UNION ALL SELECT oid, stxowner, stxnamespace FROM pg_statistic_ext
        UNION ALL SELECT oid, extowner, extnamespace FROM pg_extension WHERE extname = 'pg_trgm'
        UNION ALL SELECT oid, nspowner, oid FROM pg_namespace WHERE nspname <> 'public') AS object (oid, owner, namespace)
      WHERE (SELECT count(*) FROM pg_depend WHERE objid = object.oid AND deptype = 'e') = 0 AND NOT EXISTS (
        SELECT FROM pg_type JOIN pg_depend ON objid = typelem AND deptype = 'e' WHERE pg_type.oid = object.oid) AND namespace::regnamespace::text !~ '^(pg_|information_schema)' ORDER BY 1`)
  ).rows.map(({ owner }) => owner);

/** Makes of a cluster what the version before there were two roles left: one superuser, to whom everything belongs. */
async function makeOld(database: EmbeddedPostgres): Promise<void> {
  const admin = await connect(database.superuserUrl, 'postgres');
  await admin.query('DROP DATABASE hub WITH (FORCE)');
  await admin.query('DROP ROLE hub_owner, hub_app');
  await admin.query('CREATE DATABASE hub');
  await migrate({ connectionString: database.superuserUrl });
  const old = await connect(database.superuserUrl);
  await old.query(`
    CREATE SCHEMA reports;
    CREATE TABLE reports.kept (id serial, moment timestamptz DEFAULT now(), word text);
    CREATE VIEW reports.words AS SELECT word FROM reports.kept;
    CREATE MATERIALIZED VIEW reports.numbers AS SELECT id FROM reports.kept;
    CREATE FUNCTION reports.count() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM reports.kept';
    CREATE TYPE reports.colour AS ENUM ('red'); CREATE DOMAIN reports.short AS varchar(3);
    CREATE TYPE reports.pair AS (a integer, b integer);
    CREATE STATISTICS reports.both ON id, word FROM reports.kept;
    CREATE EXTENSION citext;
    INSERT INTO reports.kept (word) VALUES ('yes');
    INSERT INTO audit_log (actor_kind, action, subject_kind, subject_id) VALUES ('anyone', 'a', 'b', 'c')`);
}

test('a new cluster has a role that owns, and one that the hub is', async () => {
  const { url, ownerUrl, superuserUrl, backupUrl } = await start();
  const admin = await connect(superuserUrl);
  expect(await rolesIn(admin)).toEqual(ROLES);
  await migrate({ connectionString: ownerUrl, applicationRole: 'hub_app' });
  expect(await ownersIn(admin)).toEqual(['hub_owner']);
  const hub = await connect(url);
  expect((await hub.query('SELECT slug FROM storefronts')).rows).toEqual([{ slug: 'default' }]);
  await expect(hub.query('CREATE TABLE mine ()')).rejects.toMatchObject({ code: '42501' });
  const copier = await connect(backupUrl);
  await expect(copier.query('SELECT FROM storefronts')).rejects.toMatchObject({ code: '42501' });
  await expect(copier.query('CREATE ROLE mine')).rejects.toMatchObject({ code: '42501' });
});

test('what an older version made changes hands with all that is in it, and so does what one adds later', async () => {
  const first = await start();
  await makeOld(first);
  await first.stop();

  const second = await start();
  const admin = await connect(second.superuserUrl);
  expect(await rolesIn(admin)).toEqual(ROLES);
  expect(await ownersIn(admin)).toEqual(['hub_owner']);
  await migrate({ connectionString: second.ownerUrl, applicationRole: 'hub_app' });
  const hub = await connect(second.url);
  expect((await hub.query('SELECT action FROM audit_log')).rows).toEqual([{ action: 'a' }]);
  await expect(hub.query('DELETE FROM audit_log')).rejects.toMatchObject({ code: '42501' });
  // The file that scripts read leads to a role which reads and changes everything.
  const file = await connect((await readFile(join(dataDir, 'database-url'), 'utf8')).trim());
  expect((await file.query('SELECT word, reports.count()::integer FROM reports.words')).rows).toEqual([
    { word: 'yes', count: 1 },
  ]);
  await file.query(
    `INSERT INTO reports.kept (word) VALUES ('also'); REFRESH MATERIALIZED VIEW reports.numbers`,
  );

  // The older version is started once more.
  await admin.query('CREATE TABLE added (id integer)');
  await second.stop();
  const third = await start();
  expect(await ownersIn(await connect(third.superuserUrl))).toEqual(['hub_owner']);
});

test('a start that is killed while things change hands leaves them as they were, and the next one does it', async () => {
  const first = await start();
  await makeOld(first);
  const admin = await connect(first.superuserUrl);
  const before = await ownersIn(admin);
  const reader = await connect(first.superuserUrl);
  await reader.query('BEGIN; SELECT FROM reports.kept');

  const module = new URL('./index.ts', import.meta.url).href;
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'ignore' });
  children.push(child);
  const isWaiting = async () =>
    (await admin.query(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'ALTER%'`))
      .rowCount;
  while (!(await isWaiting())) await sleep(50);
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  while (await isWaiting()) await sleep(50);
  expect(await ownersIn(admin)).toEqual(before);

  await reader.query('ROLLBACK');
  const second = await start();
  expect(await ownersIn(await connect(second.superuserUrl))).toEqual(['hub_owner']);
});

test('what the hub’s role did to itself does not outlast a start', async () => {
  const first = await start();
  const hub = await connect(first.url);
  await hub.query(`ALTER ROLE hub_app PASSWORD 'mine'; ALTER ROLE hub_app SET search_path = elsewhere`);
  const admin = await connect(first.superuserUrl);
  await admin.query('GRANT pg_read_server_files, hub_owner TO hub_app; ALTER ROLE hub_app CREATEDB');
  await first.stop();
  const second = await start();
  expect(await rolesIn(await connect(second.superuserUrl))).toEqual(ROLES);
  const again = await connect(second.url);
  expect((await again.query('SHOW search_path')).rows).toEqual([{ search_path: '"$user", public' }]);
});
