import { randomBytes } from 'node:crypto';
import pg from 'pg';

interface TestRole {
  name: string;
  password: string;
}

/** Roles as a hub has them where its tables belong to another role than the running hub's. */
export interface TestRoles {
  owner: TestRole;
  application: TestRole;
}

/** Makes two roles on a server, with names of their own: several runs may share it. */
export async function createTestRoles(superuserUrl: string): Promise<TestRoles> {
  const run = randomBytes(6).toString('hex');
  const roles = {
    owner: { name: `hub_test_owner_${run}`, password: randomBytes(12).toString('hex') },
    application: { name: `hub_test_app_${run}`, password: randomBytes(12).toString('hex') },
  };
  for (const { name, password } of Object.values(roles)) {
    await execute(superuserUrl, `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  }
  return roles;
}

/** Drops them; databases that belong to them have to be gone. */
export async function dropTestRoles(superuserUrl: string, roles: TestRoles): Promise<void> {
  for (const { name } of Object.values(roles)) await execute(superuserUrl, `DROP ROLE IF EXISTS ${name}`);
}

/** Returns the address of a database on the same server, as a role. */
export function urlAs(serverUrl: string, database: string, role: TestRole): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  url.username = role.name;
  url.password = role.password;
  return url.href;
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
