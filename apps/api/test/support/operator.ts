import { randomUUID } from 'node:crypto';
import { AuditDao } from '@dreamteamhub/db/audit';
import { PeopleDao } from '@dreamteamhub/db/people';
import type { Role } from '@dreamteamhub/sdk/contract';
import { sql } from 'drizzle-orm';
import { hashArgon2id } from '../../src/domains/people/password-hashes.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import type { TestHub } from './hub-fixture.ts';

/** Where the hub's own pages live in these tests. */
export const HUB_HOST = 'hub.example';
export const HUB_ORIGIN = `http://${HUB_HOST}`;

/** The first person of a hub, an owner. */
export const OPERATOR = { email: 'olivia@shop.example', password: 'correct horse battery' };

/** Sends a form of the sign-in pages as the hub's own page does. */
export function postAuth(
  hub: TestHub,
  path: string,
  form: Record<string, unknown>,
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
) {
  return hub.app.inject({
    method: 'POST',
    url: `/api/auth/${path}`,
    remoteAddress,
    headers: { host: HUB_HOST, origin: HUB_ORIGIN, ...headers },
    payload: form,
  });
}

/** Sends a sign-in form as the hub's own page does. */
export function signIn(
  hub: TestHub,
  { email, password }: { email: string; password: string },
  headers: Record<string, string> = {},
  remoteAddress = '127.0.0.1',
) {
  return postAuth(hub, 'sign-in/email', { email, password }, headers, remoteAddress);
}

/**
 * Creates the first operator as a one-time link does, except that nobody rates the password: for each hub, a thread would
 * load its dictionaries, which takes half a second of a processor.
 */
export async function createOperator(hub: TestHub): Promise<void> {
  const { people } = hub.deps.services;
  if ((await people.issueSetupToken()) === null) throw new Error('this hub has an operator already');
  const passwordHash = await hashOnce(OPERATOR.password);
  await hub.deps.db.transaction(async (tx) => {
    await tx.execute(sql`UPDATE setup_links SET used_at = now()`);
    const person = await new PeopleDao(tx).addPerson({
      ...{ name: 'Olivia', email: OPERATOR.email },
      ...{ role: 'owner', passwordHash },
    });
    if (person === null) throw new Error('this hub has an operator already');
    await new AuditDao(tx).record(
      { ...COMMAND_LINE, kind: 'person', id: person.id },
      {
        action: 'ops.createFirstOperator',
        subject: { kind: 'person', id: person.id },
        after: { role: 'owner' },
      },
    );
  });
}

const hashes = new Map<string, Promise<string>>();

/** Tests have few passwords and many hubs: to hash one is slow on purpose. */
function hashOnce(password: string): Promise<string> {
  const hash = hashes.get(password) ?? hashArgon2id(password);
  hashes.set(password, hash);
  return hash;
}

/** Adds somebody of this role to the team. */
export async function createPerson(
  hub: TestHub,
  role: Role,
): Promise<{ id: string; email: string; password: string }> {
  const credentials = {
    email: `${role}-${randomUUID().slice(0, 8)}@shop.example`,
    password: 'a quiet harbour at noon',
  };
  const person = await new PeopleDao(hub.deps.db).addPerson({
    name: role,
    role,
    email: credentials.email,
    passwordHash: await hashOnce(credentials.password),
  });
  if (person === null) throw new Error('this address is of the team already');
  return { ...person, ...credentials };
}

/** The headers that the hub's own page sends once somebody, by default {@link OPERATOR}, has signed in. */
export async function signedIn(hub: TestHub, who: { email: string; password: string } = OPERATOR) {
  const response = await signIn(hub, who);
  const cookie = cookieHeader(response);
  if (response.statusCode !== 200 || cookie === '') throw new Error(`sign-in failed: ${response.body}`);
  return { host: HUB_HOST, origin: HUB_ORIGIN, cookie };
}

/** The cookies that an answer sets, as a browser sends them back. */
export function cookieHeader(response: { cookies: { name: string; value: string }[] }): string {
  return response.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
}
