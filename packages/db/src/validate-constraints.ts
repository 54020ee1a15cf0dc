import type { ClientBase } from 'pg';

const LOCK_MILLISECONDS = 3_000;

/**
 * Validates the constraints that migrations added as NOT VALID: new rows obey them at once, and old ones are looked
 * through here, each table by itself and under a lock that no reader or writer waits for. One that was interrupted is
 * taken up by the next start. Returns a line for each constraint that old rows do not obey, which goes on for new ones.
 */
export async function validateConstraints(client: Pick<ClientBase, 'query'>): Promise<string[]> {
  // Only an owner may; the hub's own role need not be one.
  const { rows } = await client.query<{ table: string; name: string }>(`
    SELECT conrelid::regclass::text AS table, quote_ident(conname) AS name
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE NOT convalidated AND contype IN ('c', 'f') AND connamespace = 'public'::regnamespace
      AND pg_has_role(relowner, 'USAGE')
    ORDER BY 1, 2`);
  if (rows.length > 0) await client.query(`SET lock_timeout = ${LOCK_MILLISECONDS}`);
  const problems: string[] = [];
  for (const { table, name } of rows) {
    try {
      await client.query(`ALTER TABLE ${table} VALIDATE CONSTRAINT ${name}`);
    } catch (error) {
      const { code, message } = error as { code?: unknown; message?: string };
      if (code === undefined || !(VIOLATED.has(code) || LOCKED.has(code))) throw error;
      const until = LOCKED.has(code) ? ', until the next start looks through the others' : '';
      problems.push(`${table}: the constraint ${name} holds for new rows only${until}: ${message}`);
    }
  }
  return problems;
}

const VIOLATED = new Set<unknown>(['23514', '23503']);

/** Another session has the table: lock timeout, deadlock. */
const LOCKED = new Set<unknown>(['55P03', '40P01']);
