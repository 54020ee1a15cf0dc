import { getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import type { ClientBase } from 'pg';
import { auditLog } from '../audit/tables.ts';
import { commissionRules } from '../commissions/tables.ts';
import { ledgerAccounts, ledgerBalances, ledgerTransfers } from '../ledger/tables.ts';
import { payoutEvents, payoutPeriods, payoutStatements } from '../payouts/tables.ts';
import * as schema from '../schema.ts';

/** Something that a role may do, or may not. */
export interface Right {
  /** As GRANT says it, such as `INSERT` … */
  right: string;
  /** … what it is for, quoted: `TABLE public.affiliates` … */
  object: string;
  /** … and whose it is, quoted, or PUBLIC. */
  grantee: string;
}

/** Only a function of the owner's writes them. */
const LEDGER = [ledgerAccounts, ledgerTransfers, ledgerBalances]
  .map((table) => `'${getTableName(table)}'`)
  .join(', ');

/** Written once, and never changed. */
const APPEND_ONLY = [auditLog, payoutEvents, payoutPeriods, payoutStatements]
  .map((table) => `'${getTableName(table)}'`)
  .join(', ');

const TABLES = Object.values(schema).flatMap((table) => (is(table, PgTable) ? [getTableName(table)] : []));

/**
 * The hub's own tables: others may share its schema. Months are reached by way of their parents only, so that making one
 * grants nothing; the parts that have no month are also read by themselves. Parameter 1: names of tables.
 */
const OURS = `
  SELECT oid, relname, relnamespace, relacl, relowner, format('TABLE %s.%I', relnamespace::regnamespace, relname) AS object,
    CASE WHEN relname IN (${APPEND_ONLY}) THEN ARRAY['SELECT', 'INSERT']
         WHEN relname IN (${LEDGER}) THEN ARRAY['SELECT']
         WHEN relname = '${getTableName(commissionRules)}' THEN ARRAY['SELECT', 'INSERT', 'UPDATE']
         WHEN relname = '__drizzle_migrations' THEN ARRAY['SELECT']
         ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END AS rights
  FROM pg_class AS relation
  WHERE relkind IN ('r', 'p') AND (
    relnamespace = to_regnamespace('public') AND relname = ANY ($1::text[])
    OR relnamespace = to_regnamespace('public') AND relname !~ '_[0-9]{4}_[0-9]{2}$' AND EXISTS (
      SELECT FROM pg_inherits JOIN pg_class AS parent ON parent.oid = inhparent
      WHERE inhrelid = relation.oid AND parent.relnamespace = relation.relnamespace AND parent.relname = ANY ($1::text[]))
    OR relnamespace = to_regnamespace('pgboss')
    OR relnamespace = to_regnamespace('drizzle') AND relname = '__drizzle_migrations')`;

const SCHEMAS = `SELECT oid, nspname, nspowner, nspacl FROM pg_namespace WHERE nspname IN ('public', 'drizzle', 'pgboss')`;

const FUNCTIONS = `
  SELECT oid, prosecdef, format('FUNCTION %s', oid::regprocedure) AS object FROM pg_proc
  WHERE prokind = 'f' AND (pronamespace = to_regnamespace('pgboss')
    OR pronamespace = to_regnamespace('public') AND starts_with(proname, 'hub_'))`;

/** Returns what a role lacks of what the running hub needs. */
export function readMissing(client: ClientBase, role: string): Promise<Right[]> {
  return readRights(
    client,
    `SELECT right_name, object, asking.oid FROM asking, ours, unnest(rights) AS right_name
     WHERE NOT has_table_privilege(asking.oid, ours.oid, right_name)
     UNION ALL
     SELECT 'USAGE', format('SEQUENCE %s.%I', sequence.relnamespace::regnamespace, sequence.relname), asking.oid
     FROM asking, pg_class AS sequence JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = sequence.oid AND deptype IN ('i', 'a')
     JOIN ours ON ours.oid = refobjid
     WHERE sequence.relkind = 'S' AND 'INSERT' = ANY (rights) AND NOT has_sequence_privilege(asking.oid, sequence.oid, 'USAGE')
     UNION ALL
     SELECT 'USAGE', format('SCHEMA %I', nspname), asking.oid FROM asking, schemas
     WHERE NOT has_schema_privilege(asking.oid, schemas.oid, 'USAGE')
     UNION ALL
     SELECT 'EXECUTE', object, asking.oid FROM asking, functions
     WHERE NOT has_function_privilege(asking.oid, functions.oid, 'EXECUTE')`,
    role,
  );
}

/** Returns what a role, or everybody, was granted beyond that. `PUBLIC` may have rights to read. */
export function readExcess(client: ClientBase, role: string): Promise<Right[]> {
  return readRights(
    client,
    `SELECT privilege_type, object, grantee FROM asking, ours, LATERAL aclexplode(relacl) AS held
     WHERE grantee = asking.oid AND grantee <> relowner AND privilege_type <> ALL (rights)
       OR grantee = 0 AND privilege_type <> 'SELECT'
     UNION ALL
     SELECT privilege_type, format('SCHEMA %I', nspname), grantee
     FROM asking, schemas, LATERAL aclexplode(nspacl) AS held
     WHERE privilege_type = 'CREATE' AND grantee IN (0, asking.oid) AND grantee <> nspowner`,
    role,
  );
}

/** Returns the functions that run with their owner's rights and that anybody may call. */
export async function readOpenFunctions(client: ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ object: string }>(
    `SELECT object FROM (${FUNCTIONS}) AS functions WHERE prosecdef AND has_function_privilege('public', oid, 'EXECUTE')`,
  );
  return rows.map(({ object }) => object);
}

/** Returns why a role could do more than it was granted, in words; null where it could not. */
export async function readBypass(client: ClientBase, role: string): Promise<string | null> {
  const { rows } = await client.query<{
    is_super: boolean;
    is_open: boolean;
    owned: string | null;
    owner: string | null;
  }>(
    `WITH ours AS (${OURS})
     SELECT rolsuper AS is_super, has_schema_privilege(pg_roles.oid, to_regnamespace('public')::oid, 'CREATE') AS is_open, owned, owner::regrole::text AS owner
     FROM pg_roles LEFT JOIN LATERAL (
       SELECT object AS owned, relowner AS owner FROM ours WHERE pg_has_role(rolname, relowner, 'MEMBER') LIMIT 1) AS found ON true
     WHERE rolname = $2`,
    [TABLES, role],
  );
  const [found] = rows;
  if (found?.is_super) return 'it is a superuser';
  return found?.owned
    ? `it is, or may become, the role ${found.owner}, to which ${found.owned} belongs`
    : null;
}

async function readRights(client: ClientBase, query: string, role: string): Promise<Right[]> {
  const { rows } = await client.query<Right>(
    `WITH asking AS (SELECT oid FROM pg_roles WHERE rolname = $2), ours AS (${OURS}), schemas AS (${SCHEMAS}), functions AS (${FUNCTIONS})
     SELECT right_name AS "right", object, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END AS grantee
     FROM (${query}) AS rights (right_name, object, grantee)`,
    [TABLES, role],
  );
  return rows;
}
