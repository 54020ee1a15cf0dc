import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import pg from 'pg';
import type { Cluster } from './cluster.ts';
import { APPLICATION, BACKUP, DATABASE, OWNER, SUPERUSER } from './role-names.ts';

const LIMITED = 'LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS INHERIT';

type LimitedRole = typeof OWNER | typeof APPLICATION | typeof BACKUP;
type Role = typeof SUPERUSER | LimitedRole;

/**
 * The passwords of the other roles follow from the superuser's: there is one to keep, and whoever knows one of theirs
 * learns no other from it.
 */
function passwordOf(cluster: Cluster, role: Role): string {
  if (role === SUPERUSER) return cluster.password;
  return createHmac('sha256', cluster.password).update(role).digest('base64url');
}

export function urlOf(cluster: Cluster, port: number, role: Role): string {
  return `postgres://${role}:${passwordOf(cluster, role)}@127.0.0.1:${port}/${DATABASE}`;
}

/** Makes the roles and the database, or puts right what differs. `admin` is a superuser's connection to any database. */
export async function prepareDatabase(admin: pg.Client, cluster: Cluster): Promise<void> {
  const isNew = await prepareRole(admin, cluster, OWNER);
  await prepareRole(admin, cluster, APPLICATION);
  await prepareRole(admin, cluster, BACKUP);
  await leaveGroups(admin);
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rowCount === 0) await admin.query(`CREATE DATABASE ${DATABASE} OWNER ${OWNER}`);
  // Once: an operator may give it back.
  if (isNew) await admin.query(`REVOKE TEMPORARY ON DATABASE ${DATABASE} FROM PUBLIC`);
}

interface RoleRow {
  password: string | null;
  is_limited: boolean;
}

async function prepareRole(admin: pg.Client, cluster: Cluster, role: LimitedRole): Promise<boolean> {
  const password = passwordOf(cluster, role);
  const { rows } = await admin.query<RoleRow>(
    `SELECT rolpassword AS password, rolcanlogin AND rolinherit AND coalesce(rolvaliduntil, 'infinity') = 'infinity' AND rolconnlimit = -1
       AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls) AND rolreplication = ($1 = '${BACKUP}')
       AND NOT EXISTS (SELECT FROM pg_db_role_setting WHERE setrole = pg_authid.oid) AS is_limited
     FROM pg_authid WHERE rolname = $1`,
    [role],
  );
  const [found] = rows;
  if (found?.is_limited && (await opens(found.password, password))) return false;
  const verb = found === undefined ? 'CREATE' : 'ALTER';
  await admin.query(
    `${verb} ROLE ${role} ${LIMITED} ${role === BACKUP ? 'REPLICATION' : 'NOREPLICATION'} CONNECTION LIMIT -1 VALID UNTIL 'infinity' PASSWORD ${pg.escapeLiteral(password)}`,
  );
  // What a role has set for itself; it could not get rid of the rights above.
  if (found !== undefined) await admin.query(`ALTER ROLE ${role} RESET ALL`);
  return found === undefined;
}

/** The application's role is a member of none, and so cannot become another. */
async function leaveGroups(admin: pg.Client): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT roleid::regrole::text AS name FROM pg_auth_members WHERE member = '${APPLICATION}'::regrole`,
  );
  for (const { name } of rows) await admin.query(`REVOKE ${name} FROM ${APPLICATION}`);
}

/** Whether a password fits a verifier: https://www.postgresql.org/docs/18/catalog-pg-authid.html */
async function opens(verifier: string | null, password: string): Promise<boolean> {
  const found = /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):/.exec(verifier ?? '');
  if (found === null) return false;
  const [, iterations = '', salt = '', storedKey = ''] = found;
  const salted = await promisify(pbkdf2)(
    password,
    Buffer.from(salt, 'base64'),
    Number(iterations),
    32,
    'sha256',
  );
  const clientKey = createHmac('sha256', salted).update('Client Key').digest();
  const expected = createHash('sha256').update(clientKey).digest();
  const stored = Buffer.from(storedKey, 'base64');
  return stored.length === expected.length && timingSafeEqual(stored, expected);
}
