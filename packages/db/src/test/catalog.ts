import type pg from 'pg';

export type Catalog = Record<string, string[]>;

const IN_PUBLIC = `'public'::regnamespace`;

/** A query for each kind of thing, that returns a line for each of them. */
const PARTS = {
  schemas: `SELECT concat_ws(' ', nspname, nspacl) FROM pg_namespace
            WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public', 'drizzle')`,
  extensions: `SELECT concat_ws(' ', extname, extnamespace::regnamespace) FROM pg_extension WHERE extname <> 'plpgsql'`,
  relations: `SELECT concat_ws(' ', relkind, relname, relpersistence, 'options', reloptions, 'replica', relreplident,
                'security', relrowsecurity, relforcerowsecurity, 'grants', relacl)
              FROM pg_class WHERE relnamespace = ${IN_PUBLIC}`,
  // Not their order: a column that comes back is the last one.
  columns: `SELECT concat_ws(' ', attrelid::regclass, attname, format_type(atttypid, atttypmod), collname,
              'required', attnotnull, 'default', pg_get_expr(adbin, adrelid), 'identity', attidentity,
              'generated', attgenerated, 'storage', attstorage, attcompression, 'statistics', attstattarget,
              'options', attoptions, 'grants', attacl)
            FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid AND relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
            LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            LEFT JOIN pg_collation ON pg_collation.oid = attcollation
            WHERE relnamespace = ${IN_PUBLIC} AND attnum > 0 AND NOT attisdropped`,
  sequences: `SELECT concat_ws(' ', seqrelid::regclass, seqtypid::regtype, seqstart, seqincrement, seqmin, seqmax, seqcache,
                seqcycle, 'of', refobjid::regclass, attname)
              FROM pg_sequence JOIN pg_class ON pg_class.oid = seqrelid
              LEFT JOIN pg_depend ON classid = 'pg_class'::regclass AND objid = seqrelid AND deptype IN ('i', 'a')
              LEFT JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
              WHERE relnamespace = ${IN_PUBLIC}`,
  indexes: `SELECT concat_ws(' ', pg_get_indexdef(indexrelid), 'valid', indisvalid, 'clustered', indisclustered)
            FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = ${IN_PUBLIC}`,
  constraints: `SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
                FROM pg_constraint WHERE connamespace = ${IN_PUBLIC}`,
  functions: `SELECT concat_ws(' ', pg_get_functiondef(oid), 'grants', proacl)
              FROM pg_proc WHERE pronamespace = ${IN_PUBLIC} AND prokind <> 'a'`,
  partitions: `SELECT concat_ws(' ', inhrelid::regclass, 'of', inhparent::regclass, pg_get_expr(relpartbound, oid))
               FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relnamespace = ${IN_PUBLIC}`,
  types: `SELECT concat_ws(' ', typtype, typname, (
            SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = pg_type.oid))
          FROM pg_type WHERE typnamespace = ${IN_PUBLIC} AND typtype IN ('e', 'd', 'r')`,
  triggers: `SELECT concat_ws(' ', pg_get_triggerdef(oid), tgenabled) FROM pg_trigger WHERE NOT tgisinternal`,
  rules: `SELECT definition FROM pg_rules WHERE schemaname = 'public'`,
  views: `SELECT concat_ws(' ', oid::regclass, pg_get_viewdef(oid)) FROM pg_class
          WHERE relnamespace = ${IN_PUBLIC} AND relkind IN ('v', 'm')`,
  policies: `SELECT concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check) FROM pg_policies`,
  statistics: `SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext WHERE stxnamespace = ${IN_PUBLIC}`,
  // Numbers from 16384 are not of PostgreSQL's own, which has thousands.
  comments: `SELECT concat_ws(' ', type, identity, description)
             FROM pg_description, pg_identify_object(classoid, objoid, objsubid)
             WHERE objoid >= 16384 AND schema = 'public'`,
  defaultGrants: `SELECT concat_ws(' ', defaclrole::regrole, nullif(defaclnamespace, 0)::regnamespace, defaclobjtype, defaclacl) FROM pg_default_acl`,
};

/** Returns everything that migrations make, in words that do not depend on when or in what order they ran. */
export async function readCatalog(client: pg.Client): Promise<Catalog> {
  // One query: the test of every single step asks dozens of times.
  const queries = Object.entries(PARTS).map(
    ([part, query]) => `SELECT '${part}', text FROM (${query}) AS part (text)`,
  );
  const { rows } = await client.query<{ part: string; text: string }>(
    `SELECT part, text FROM (${queries.join(' UNION ALL ')}) AS catalog (part, text) ORDER BY part, text`,
  );
  const found: Catalog = Object.fromEntries(Object.keys(PARTS).map((part) => [part, []]));
  for (const { part, text } of rows) found[part]?.push(text);
  return found;
}

export const isEmpty = (found: Catalog) => Object.values(found).every((lines) => lines.length === 0);
