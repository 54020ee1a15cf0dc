import type { ClientBase } from 'pg';

/** A build waits for transactions that began before it; nobody waits for the build meanwhile. */
const WAIT_MILLISECONDS = 60_000;

/** An index that a migration creates while others write to its table, and so in no transaction. */
interface LaterIndex {
  name: string;
  table: string;
  statement: string;
}

/** Returns the index that a statement of a migration creates CONCURRENTLY; null for any other statement. */
export function laterIndexOf(statement: string): LaterIndex | null {
  const text = statement.replace(/^(\s|--[^\n]*\n)+/, '').replace(/;?\s*$/, '');
  const [, name, table] = /^CREATE INDEX CONCURRENTLY "?(\w+)"? ON "?(\w+)"?/.exec(text) ?? [];
  return name === undefined || table === undefined ? null : { name, table, statement: text };
}

/**
 * Builds the indexes that the applied migrations create CONCURRENTLY, and that no later one drops, where they are
 * missing or a build was interrupted. Returns a line for each that could not be built now; the next start tries again.
 */
export async function buildIndexes(
  client: Pick<ClientBase, 'query'>,
  statements: readonly string[],
): Promise<string[]> {
  const problems: string[] = [];
  for (const [place, statement] of statements.entries()) {
    const index = laterIndexOf(statement);
    if (index === null || isDropped(index, statements.slice(place + 1))) continue;
    const state = await stateOf(client, index);
    if (state === 'built' || state === 'not ours') continue;
    try {
      await client.query(`SET lock_timeout = ${WAIT_MILLISECONDS}`);
      if (state === 'invalid') await client.query(`DROP INDEX CONCURRENTLY ${index.name}`);
      await client.query(index.statement);
      // For an index of expressions the planner has no statistics before that.
      await client.query(`ANALYZE ${index.table}`);
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: string };
      if (!LOCKED.has(code)) throw error;
      problems.push(`${index.table}: the index ${index.name} is missing until the next start: ${message}`);
    }
  }
  return problems;
}

function isDropped({ name }: LaterIndex, later: readonly string[]): boolean {
  const drop = new RegExp(`\\bDROP INDEX (CONCURRENTLY )?(IF EXISTS )?"?${name}"?`);
  return later.some((statement) => drop.test(statement));
}

async function stateOf(
  client: Pick<ClientBase, 'query'>,
  { name, table }: LaterIndex,
): Promise<'built' | 'invalid' | 'missing' | 'not ours'> {
  // Only an owner may; the hub's own role need not be one.
  const { rows } = await client.query<{ is_ours: boolean; is_valid: boolean | null }>(
    `SELECT pg_has_role(pg_class.relowner, 'USAGE') AS is_ours, indisvalid AS is_valid
     FROM pg_class LEFT JOIN pg_index ON indrelid = pg_class.oid AND indexrelid = to_regclass($1)
     WHERE pg_class.oid = to_regclass($2)`,
    [`public.${name}`, `public.${table}`],
  );
  const [row] = rows;
  if (row === undefined || !row.is_ours) return 'not ours';
  if (row.is_valid === null) return 'missing';
  return row.is_valid ? 'built' : 'invalid';
}

/** Lock timeout, and deadlock. */
const LOCKED = new Set<unknown>(['55P03', '40P01']);
