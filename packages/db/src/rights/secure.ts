import { type ClientBase, escapeIdentifier } from 'pg';
import { readBypass, readExcess, readMissing, readOpenFunctions } from './wanted.ts';

/** Keeps functions that run with their owner's rights from everybody; the owner grants them to the hub. */
export async function closeFunctions(client: ClientBase): Promise<void> {
  for (const object of await readOpenFunctions(client)) {
    await client.query(`REVOKE EXECUTE ON ${object} FROM PUBLIC`);
  }
}

/**
 * Gives a role what the running hub needs, and takes from it what the hub does not need. Writes only what differs: each
 * GRANT rewrites a row of the catalog, and most starts find nothing to do. Returns a warning where the role could get
 * around that, else null.
 */
export async function grantTo(client: ClientBase, role: string): Promise<string | null> {
  const { rows } = await client.query<{ is_same: boolean }>('SELECT current_user = $1 AS is_same', [role]);
  if (rows[0]?.is_same) {
    return `DATABASE_URL and MIGRATION_DATABASE_URL have the same role, "${role}": the hub is not held to the rights that it needs`;
  }
  for (const { right, object, grantee } of await readExcess(client, role)) {
    await client.query(`REVOKE ${right} ON ${object} FROM ${grantee}`);
  }
  for (const { right, object } of await readMissing(client, role)) {
    await client.query(`GRANT ${right} ON ${object} TO ${escapeIdentifier(role)}`);
  }
  const bypass = await readBypass(client, role);
  return bypass === null
    ? null
    : `the role "${role}" of DATABASE_URL is not held to the rights that the hub needs: ${bypass}`;
}
