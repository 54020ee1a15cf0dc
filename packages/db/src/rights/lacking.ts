import type { ClientBase } from 'pg';
import { readMissing } from './wanted.ts';

/** A role lacks a right; the message says which, on what. */
export class LackingRightError extends Error {
  override readonly name = 'LackingRightError';
  readonly role: string;

  constructor(role: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.role = role;
  }
}

/** SQLSTATE insufficient_privilege. */
const INSUFFICIENT = '42501';

/**
 * Throws {@link LackingRightError} when the client's role cannot create tables. PostgreSQL by itself would pass over a schema
 * that a role may not use, and then find no table in it, or no schema to create in.
 */
export async function refuseToCreate(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ role: string; missing: string | null }>(`
    SELECT current_user AS role, CASE
      WHEN to_regnamespace('public') IS NULL THEN 'schema "public" does not exist'
      WHEN NOT has_schema_privilege(to_regnamespace('public')::oid, 'USAGE') THEN 'permission denied for schema public: it lacks USAGE'
      WHEN NOT has_schema_privilege(to_regnamespace('public')::oid, 'CREATE') THEN 'permission denied for schema public: it lacks CREATE'
      WHEN (to_regnamespace('drizzle') IS NULL OR to_regnamespace('pgboss') IS NULL) AND NOT has_database_privilege(current_database(), 'CREATE')
        THEN format('permission denied for database %s: it lacks CREATE', current_database())
    END AS missing`);
  const [found] = rows;
  if (found?.missing) throw new LackingRightError(found.role, found.missing);
}

/** Throws {@link LackingRightError} when the client's role lacks something that the running hub needs. */
export async function refuseToRun(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
  const role = rows[0]?.role ?? '';
  const missing = await readMissing(client, role);
  const [first] = missing;
  if (first === undefined) return;
  const more = missing.length > 1 ? `, and ${missing.length - 1} more rights` : '';
  throw new LackingRightError(role, `it lacks ${first.right} on ${first.object}${more}`);
}

/** Does the work; where PostgreSQL refuses it for a missing right, the error names the role. */
export async function namingRole<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { rows } = await client.query<{ role: string }>('SELECT current_user AS role');
    throw new LackingRightError(rows[0]?.role ?? '', (error as Error).message, { cause: error });
  }
}

function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ((cause as { code?: unknown }).code === INSUFFICIENT) return true;
  }
  return false;
}
