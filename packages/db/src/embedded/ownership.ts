import type pg from 'pg';
import { EmbeddedPostgresError, hasCode } from './errors.ts';
import { DATABASE, OWNER, SUPERUSER } from './role-names.ts';

/** Longer than any statement of a hub keeps a table, and shorter than a person waits for a start. */
const LOCK_TIMEOUT = '10s';

/**
 * What belongs to the superuser in a database of the hub: everything in one that a version before there were two roles
 * made, or that such a version has worked on since. Parts of extensions stay, as those of trusted ones do that their owner made.
 */
const STATEMENTS = `
  WITH superuser AS (SELECT oid FROM pg_roles WHERE rolname = '${SUPERUSER}'),
  schemas AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'),
  member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e'),
  -- These follow what they belong to.
  part AS (SELECT objid FROM pg_depend WHERE classid = 'pg_class'::regclass AND deptype IN ('a', 'i') AND refobjsubid > 0)
  SELECT format('ALTER SCHEMA %I OWNER TO ${OWNER}', nspname) AS statement
  FROM pg_namespace WHERE oid IN (SELECT oid FROM schemas) AND nspowner IN (SELECT oid FROM superuser)
    AND ('pg_namespace'::regclass, oid) NOT IN (SELECT classid, objid FROM member)
  UNION ALL
  SELECT format('ALTER %s %s OWNER TO ${OWNER}', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
    WHEN 'S' THEN 'SEQUENCE' WHEN 'f' THEN 'FOREIGN TABLE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, oid::regclass)
  FROM pg_class WHERE relnamespace IN (SELECT oid FROM schemas) AND relowner IN (SELECT oid FROM superuser)
    AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c') AND (relkind <> 'S' OR oid NOT IN (SELECT objid FROM part))
    AND ('pg_class'::regclass, oid) NOT IN (SELECT classid, objid FROM member)
  UNION ALL
  SELECT format('ALTER ROUTINE %s OWNER TO ${OWNER}', oid::regprocedure)
  FROM pg_proc WHERE pronamespace IN (SELECT oid FROM schemas) AND proowner IN (SELECT oid FROM superuser)
    AND ('pg_proc'::regclass, oid) NOT IN (SELECT classid, objid FROM member)
  UNION ALL
  SELECT format('ALTER TYPE %s OWNER TO ${OWNER}', oid::regtype)
  FROM pg_type WHERE typnamespace IN (SELECT oid FROM schemas) AND typowner IN (SELECT oid FROM superuser)
    AND (typtype IN ('e', 'd', 'r') OR typtype = 'b' AND typelem = 0)
    AND ('pg_type'::regclass, oid) NOT IN (SELECT classid, objid FROM member)
  UNION ALL
  SELECT format('ALTER STATISTICS %I.%I OWNER TO ${OWNER}', stxnamespace::regnamespace::text, stxname)
  FROM pg_statistic_ext WHERE stxnamespace IN (SELECT oid FROM schemas) AND stxowner IN (SELECT oid FROM superuser)
  UNION ALL
  SELECT format('ALTER LARGE OBJECT %s OWNER TO ${OWNER}', oid)
  FROM pg_largeobject_metadata WHERE lomowner IN (SELECT oid FROM superuser)
  UNION ALL
  -- There is no ALTER EXTENSION … OWNER TO. Without the owner, no dump of the database could be restored.
  SELECT format('WITH changed AS (UPDATE pg_extension SET extowner = %1$s WHERE oid = %2$s RETURNING oid)
      INSERT INTO pg_shdepend (dbid, classid, objid, objsubid, refclassid, refobjid, deptype)
      SELECT pg_database.oid, ''pg_extension''::regclass, changed.oid, 0, ''pg_authid''::regclass, %1$s, ''o''
      FROM changed, pg_database WHERE datname = current_database()', '${OWNER}'::regrole::oid, oid)
  FROM pg_extension WHERE extname = 'pg_trgm' AND extowner IN (SELECT oid FROM superuser)
  UNION ALL
  SELECT 'ALTER DATABASE ${DATABASE} OWNER TO ${OWNER}'
  FROM pg_database WHERE datname = '${DATABASE}' AND datdba IN (SELECT oid FROM superuser)`;

/**
 * Gives what belongs to the superuser in the client's database to its owner, all or nothing. Nothing else of it changes.
 * Returns how many objects that were: none, at most starts.
 */
export async function handOver(client: pg.Client): Promise<number> {
  // A standby gets it from its primary.
  const { rows } = await client.query<{ statement: string }>(
    `SELECT statement FROM (${STATEMENTS}) AS needed WHERE NOT pg_is_in_recovery()`,
  );
  if (rows.length === 0) return 0;
  try {
    await client.query('BEGIN');
    // Safe here is enough: a copy that commits wait for may not be there.
    await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'; SET LOCAL synchronous_commit = local`);
    for (const { statement } of rows) await client.query(statement);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    if (!hasCode(error, '55P03')) throw error;
    throw new EmbeddedPostgresError(
      'Another process uses the tables of the embedded database, which a version before this one made, and this version ' +
        'has to give them to another role first. Stop that process, and start again.',
      { cause: error },
    );
  }
  return rows.length;
}
