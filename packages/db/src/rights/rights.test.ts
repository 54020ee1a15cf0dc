import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { connectDatabase, LackingRightError, migrate } from '../index.ts';
import { createEmptyDatabase, type EmptyDatabase } from '../test/empty-database.ts';
import { createTestDatabase, type TestDatabase } from '../test/index.ts';
import { createTestRoles, dropTestRoles, type TestRoles, urlAs } from '../test/test-roles.ts';

describe('the role of the running hub', () => {
  let database: TestDatabase;
  let hub: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    hub = new pg.Client({ connectionString: database.url });
    await hub.connect();
    await hub.query(ENTRY);
  });
  afterAll(async () => {
    await hub.end();
    await database.drop();
  });

  const ENTRY = `INSERT INTO audit_log (actor_kind, action, subject_kind, subject_id) VALUES ('anyone', 'a', 'b', 'c')`;
  const { owner } = inject('testRoles');

  test.each([
    ['change an entry of the audit log', `UPDATE audit_log SET action = 'b'`],
    ['delete one', 'DELETE FROM audit_log'],
    ['merge into it', `MERGE INTO audit_log USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE`],
    ['empty it', 'TRUNCATE audit_log'],
    ['lock it for itself', 'DO $$ BEGIN LOCK TABLE audit_log IN ACCESS EXCLUSIVE MODE; END $$'],
    ['switch its trigger off', 'ALTER TABLE audit_log DISABLE TRIGGER ALL'],
    ['drop its trigger', 'DROP TRIGGER audit_log_append_only ON audit_log'],
    [
      'replace what its trigger runs',
      `CREATE OR REPLACE FUNCTION hub_refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`,
    ],
    [
      'add a trigger',
      'CREATE TRIGGER mine BEFORE INSERT ON audit_log EXECUTE FUNCTION hub_refuse_audit_change()',
    ],
    ['add a rule', 'CREATE RULE mine AS ON INSERT TO audit_log DO INSTEAD NOTHING'],
    ['drop it', 'DROP TABLE audit_log'],
    ['rename it', 'ALTER TABLE audit_log RENAME TO other'],
    ['take it', 'ALTER TABLE audit_log OWNER TO CURRENT_USER'],
    ['act as a replica, for which triggers do not run', `SET session_replication_role = 'replica'`],
    ['detach it as if it were a partition', `SELECT hub_detach_partition('audit_log', 'audit_log_2020_01')`],
    ['have it dropped as an expired partition', `SELECT hub_drop_expired_partition('audit_log')`],
    ['have a table made by its pattern', `SELECT hub_ensure_partition('audit_log', 'at', '2020-01-01')`],
    ['change the list of migrations', 'DELETE FROM drizzle.__drizzle_migrations'],
    ['create a table', 'CREATE TABLE mine ()'],
    ['create a function', `CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'`],
    ['create a schema', 'CREATE SCHEMA mine'],
    ['drop a table', 'DROP TABLE aff_clicks'],
    ['read a file', `SELECT pg_read_file('/etc/passwd')`],
    ['read a file by COPY', `COPY pg_temp.nothing FROM '/etc/passwd'`],
    ['list a folder', `SELECT pg_ls_dir('/')`],
    ['write a file', `COPY (SELECT 1) TO '/tmp/hub-mine'`],
    ['read a file as a large object', `SELECT lo_import('/etc/passwd')`],
    ['run a program', `COPY (SELECT 1) TO PROGRAM 'true'`],
    ['read from a program', `COPY affiliates FROM PROGRAM 'true'`],
    ['create an extension', 'CREATE EXTENSION citext'],
    ['load a library', `LOAD 'auto_explain'`],
    ['change the server’s settings', `ALTER SYSTEM SET fsync = off`],
    ['reload them', 'SELECT pg_reload_conf()'],
    ['become the owner', `SET ROLE ${owner.name}`],
    ['sign in as the owner within its session', `SET SESSION AUTHORIZATION ${owner.name}`],
    ['create a role', 'CREATE ROLE mine SUPERUSER'],
    ['give itself a role', `GRANT ${owner.name} TO CURRENT_USER`],
    ['become a superuser', 'ALTER ROLE CURRENT_USER SUPERUSER'],
    ['create a database', 'CREATE DATABASE mine'],
    ['change the owner’s password', `ALTER ROLE ${owner.name} PASSWORD 'mine'`],
    ['read the passwords', 'SELECT rolpassword FROM pg_authid'],
  ])('cannot %s', async (_what, statement) => {
    // Insufficient privilege: not that something is missing, or said wrongly.
    await expect(hub.query(statement)).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|3F000)$/),
    });
    expect((await hub.query('SELECT action FROM audit_log')).rows).toEqual([{ action: 'a' }]);
  });

  test('gets nothing by granting it to itself', async () => {
    await hub.query('GRANT UPDATE ON audit_log TO CURRENT_USER');
    await expect(hub.query(`UPDATE audit_log SET action = 'b'`)).rejects.toMatchObject({ code: '42501' });
  });

  test('can write entries of the audit log, and read them', async () => {
    await hub.query('BEGIN');
    await hub.query(ENTRY);
    expect((await hub.query('SELECT FROM audit_log')).rowCount).toBe(2);
    await hub.query('ROLLBACK');
  });

  test('cannot have a month dropped that retention has not passed', async () => {
    const { rows } = await hub.query(`SELECT to_char(now(), '"aff_clicks"_YYYY_MM') AS name`);
    await expect(hub.query(`SELECT hub_detach_partition('aff_clicks', $1)`, [rows[0]?.name])).rejects.toThrow(
      'too young',
    );
  });

  test('what runs as the owner cannot be called by others, nor be led astray by a search path', async () => {
    const { rows } = await database.pool.query(
      `SELECT proname AS name, proconfig FROM pg_proc
       WHERE pronamespace = 'public'::regnamespace AND prosecdef ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([
      'hub_await_transfers',
      'hub_detach_partition',
      'hub_drop_expired_partition',
      'hub_ensure_partition',
      'hub_lock_payable',
      'hub_lock_payables',
      'hub_post_transfers',
    ]);
    for (const { proconfig } of rows) expect(proconfig).toContain('search_path=pg_catalog, public, pg_temp');
    const open = await database.pool.query(
      `SELECT FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')`,
    );
    expect(open.rowCount).toBe(0);
  });

  test('finds its tables whatever stands in the way of their names', async () => {
    const name = new URL(database.url).pathname.slice(1);
    const { application } = inject('testRoles');
    await database.pool.query(`
      CREATE SCHEMA ${application.name}; CREATE TABLE ${application.name}.storefronts (slug text);
      CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.storefronts (slug text);
      GRANT USAGE ON SCHEMA elsewhere, ${application.name} TO PUBLIC;
      GRANT SELECT ON ${application.name}.storefronts, elsewhere.storefronts TO PUBLIC;
      ALTER ROLE ${application.name} IN DATABASE ${name} SET search_path = elsewhere, public`);
    for (const isPooled of [false, true]) {
      const { pool, close } = connectDatabase({
        connectionString: database.url,
        isPooled,
        maxConnections: 1,
      });
      await pool.query('CREATE TEMPORARY TABLE IF NOT EXISTS storefronts (slug text)');
      expect((await pool.query('SELECT slug FROM storefronts')).rows).toEqual([{ slug: 'default' }]);
      await close();
    }
    await migrate({ connectionString: database.url });
  });
});

describe('migrations by a role that', () => {
  let database: EmptyDatabase;
  let name: string;
  let roles: TestRoles;
  let ownerUrl: string;
  let applicationUrl: string;
  beforeEach(async () => {
    database = await createEmptyDatabase();
    name = new URL(database.url).pathname.slice(1);
    roles = await createTestRoles(inject('databaseUrl'));
    ownerUrl = urlAs(database.url, name, roles.owner);
    applicationUrl = urlAs(database.url, name, roles.application);
  });
  afterEach(async () => {
    await database.drop();
    await dropTestRoles(inject('databaseUrl'), roles);
  });

  const schemas = async () =>
    (await database.client.query(`SELECT FROM pg_namespace WHERE nspname IN ('drizzle', 'pgboss')`)).rowCount;

  test.each([
    [
      'may not create in the schema',
      `GRANT CREATE ON DATABASE $name TO $owner`,
      'permission denied for schema public: it lacks CREATE',
    ],
    [
      'may not use the schema',
      `GRANT CREATE ON DATABASE $name TO $owner; REVOKE USAGE ON SCHEMA public FROM PUBLIC`,
      'permission denied for schema public: it lacks USAGE',
    ],
    [
      'may not create schemas',
      `GRANT CREATE ON SCHEMA public TO $owner`,
      'permission denied for database $name: it lacks CREATE',
    ],
    [
      'finds no schema',
      `GRANT CREATE ON DATABASE $name TO $owner; DROP SCHEMA public`,
      'schema "public" does not exist',
    ],
  ])('%s say so, and leave nothing', async (_what, setUp, message) => {
    const fill = (text: string) => text.replaceAll('$name', name).replaceAll('$owner', roles.owner.name);
    await database.client.query(fill(setUp));
    const failure = migrate({ connectionString: ownerUrl });
    await expect(failure).rejects.toThrow(LackingRightError);
    await expect(failure).rejects.toMatchObject({ message: fill(message), role: roles.owner.name });
    expect(await schemas()).toBe(0);
  });

  test('lacks a right in the middle leave nothing', async () => {
    await database.client.query(`
      GRANT CREATE ON DATABASE ${name} TO ${roles.owner.name}; GRANT CREATE ON SCHEMA public TO ${roles.owner.name};
      REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC`);
    await expect(migrate({ connectionString: ownerUrl })).rejects.toMatchObject({
      role: roles.owner.name,
      message: expect.stringMatching(
        /^migration 0001_.* failed, .*: permission denied for language plpgsql$/,
      ),
    });
    const left = await database.client.query(
      `SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`,
    );
    expect([left.rowCount, await schemas()]).toEqual([0, 0]);
  });

  test('is a superuser grant the hub’s role its rights, once, and it starts without any to create', async () => {
    await expect(migrate({ connectionString: applicationUrl })).rejects.toMatchObject({
      role: roles.application.name,
    });
    const grant = { connectionString: database.url, applicationRole: roles.application.name };
    await migrate(grant);
    const grants = async () =>
      (await database.client.query('SELECT oid, xmin::text, relacl FROM pg_class ORDER BY oid')).rows;
    const before = await grants();
    await migrate(grant);
    expect(await grants()).toEqual(before);
    await migrate({ connectionString: applicationUrl });

    await database.client.query(`REVOKE INSERT ON affiliates FROM ${roles.application.name}`);
    await expect(migrate({ connectionString: applicationUrl })).rejects.toThrow(
      'it lacks INSERT on TABLE public.affiliates',
    );
    await database.client.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${roles.application.name}`);
    await migrate(grant);
    const { rows } = await database.client.query(
      `SELECT string_agg(privilege, ', ') AS may FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER', 'REFERENCES']) AS privilege
       WHERE has_table_privilege($1, 'audit_log', privilege)`,
      [roles.application.name],
    );
    expect(rows).toEqual([{ may: 'SELECT, INSERT' }]);
  });

  test('cannot keep the hub’s role to its rights warn', async () => {
    const warnings: string[] = [];
    const onWarning = (line: string) => warnings.push(line);
    await database.client.query(`ALTER ROLE ${roles.application.name} SUPERUSER`);
    await migrate({ connectionString: database.url, applicationRole: roles.application.name, onWarning });
    expect(warnings).toEqual([expect.stringContaining('it is a superuser')]);
    await database.client.query(
      `ALTER ROLE ${roles.application.name} NOSUPERUSER; ALTER TABLE affiliates OWNER TO ${roles.application.name}`,
    );
    await migrate({ connectionString: database.url, applicationRole: roles.application.name, onWarning });
    expect(warnings[1]).toContain('to which TABLE public.affiliates belongs');
    const { rows } = await database.client.query('SELECT current_user AS name');
    await migrate({ connectionString: database.url, applicationRole: rows[0]?.name, onWarning });
    expect(warnings[2]).toContain('have the same role');
  });
});
