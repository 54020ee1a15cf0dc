import { PasswordDao } from '@dreamteamhub/db/people';
import { hashPassword } from 'better-auth/crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { WORK } from '../../src/domains/people/password-hashes.ts';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { newAddress } from '../support/contract-entries.ts';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createPerson, OPERATOR, postAuth, signedIn, signIn } from '../support/operator.ts';
import { query } from '../support/shop.ts';

const FRESH = 'nine otters under one bridge';
const TODAY = /^\$argon2id\$v=19\$m=32768,t=3,p=1\$/;

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  const { people, newcomers } = hub.deps.services;
  const token = (await people.issueSetupToken()) ?? '';
  await newcomers.createFirstOperator({ token, name: 'Olivia', ...OPERATOR }, COMMAND_LINE);
});
afterAll(() => hub.stop());

type Person = Awaited<ReturnType<typeof createPerson>>;

const hashOf = async (id: string): Promise<string> => {
  const [row] = await query(hub, sql`SELECT password FROM auth_accounts WHERE user_id = ${id}`);
  return String(row?.password);
};

/** Gives a person the hash that hubs of before stored. */
async function withOldHash(person: Person, password = person.password): Promise<string> {
  const hash = await hashPassword(password);
  await hub.deps.db.execute(sql`UPDATE auth_accounts SET password = ${hash} WHERE user_id = ${person.id}`);
  return hash;
}

async function oldPerson(): Promise<Person> {
  const person = await createPerson(hub, 'operator');
  await withOldHash(person);
  return person;
}

const linkFor = ({ email }: Person) => hub.deps.services.people.issueResetToken(email, COMMAND_LINE);

/** Signs in from a place where nobody was before: no limit ends a test. */
const statusOf = async (who: { email: string; password: string }) =>
  (await signIn(hub, who, {}, newAddress())).statusCode;

/** Replaces all hashes of before. */
async function endTransition(): Promise<void> {
  const hash = await hub.deps.domains.people.signIn.passwords.hash(FRESH);
  await hub.deps.db.execute(
    sql`UPDATE auth_accounts SET password = ${hash} WHERE password NOT LIKE '$argon2id$%'`,
  );
}

describe('every way to a password stores argon2id:', () => {
  test('the first owner', async () => {
    const [row] = await query(
      hub,
      sql`SELECT password FROM auth_accounts JOIN auth_users ON auth_users.id = user_id WHERE email = ${OPERATOR.email}`,
    );
    expect(row?.password).toMatch(TODAY);
  });

  test('a change', async () => {
    const person = await oldPerson();
    const form = { currentPassword: person.password, newPassword: FRESH };
    expect((await postAuth(hub, 'change-password', form, await signedIn(hub, person))).statusCode).toBe(200);
    expect(await hashOf(person.id)).toMatch(TODAY);
    expect(await statusOf(person)).toBe(401);
    expect(await statusOf({ ...person, password: FRESH })).toBe(200);
  });

  test('a link', async () => {
    const person = await oldPerson();
    const form = { token: await linkFor(person), newPassword: FRESH };
    expect((await postAuth(hub, 'reset-password', form)).statusCode).toBe(200);
    expect(await hashOf(person.id)).toMatch(TODAY);
    expect(await statusOf({ ...person, password: FRESH })).toBe(200);
  });
});

describe('a hash of before', () => {
  test('opens, and is replaced then, once', async () => {
    const person = await oldPerson();
    expect(await statusOf(person)).toBe(200);
    const renewed = await hashOf(person.id);
    expect(renewed).toMatch(TODAY);
    expect(await statusOf(person)).toBe(200);
    expect(await hashOf(person.id)).toBe(renewed);
  });

  test('stays after a wrong password', async () => {
    const person = await createPerson(hub, 'operator');
    const hash = await withOldHash(person);
    expect(await statusOf({ ...person, password: FRESH })).toBe(401);
    expect(await hashOf(person.id)).toBe(hash);
  });

  test('is replaced without the end of a session or of a link', async () => {
    const person = await createPerson(hub, 'operator');
    const session = await signedIn(hub, person);
    await withOldHash(person);
    const token = await linkFor(person);
    expect(await statusOf(person)).toBe(200);
    expect(await hashOf(person.id)).toMatch(TODAY);
    const overview = await call(hub, { method: 'GET', url: '/api/ops/overview', headers: session });
    expect(overview.status).toBe(200);
    expect((await postAuth(hub, 'reset-password', { token, newPassword: FRESH })).statusCode).toBe(200);
  });

  test('is replaced without a link of another password coming back', async () => {
    const person = await createPerson(hub, 'operator');
    const token = await linkFor(person);
    await withOldHash(person, FRESH);
    expect(await statusOf({ ...person, password: FRESH })).toBe(200);
    expect((await postAuth(hub, 'reset-password', { token, newPassword: FRESH })).statusCode).toBe(400);
  });

  test('never replaces a password that was changed meanwhile', async () => {
    const person = await createPerson(hub, 'operator');
    const hash = await withOldHash(person);
    const changed = await withOldHash(person, FRESH);
    // A sign-in that read the old hash before the change, and was verified after it.
    expect(await hub.deps.domains.people.signIn.passwords.verify(hash, person.password)).toBe(true);
    expect(await hashOf(person.id)).toBe(changed);
  });

  test('takes ten sign-ins at once', async () => {
    const person = await oldPerson();
    const statuses = await Promise.all(Array.from({ length: 10 }, () => statusOf(person)));
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 200));
    expect(await hashOf(person.id)).toMatch(TODAY);
  });

  test('opens although it cannot be replaced', async () => {
    const person = await createPerson(hub, 'operator');
    const hash = await withOldHash(person);
    const failing = vi.spyOn(PasswordDao.prototype, 'replaceHash').mockRejectedValueOnce(new Error('no'));
    expect(await statusOf(person)).toBe(200);
    expect(failing).toHaveBeenCalledOnce();
    expect(await hashOf(person.id)).toBe(hash);
    failing.mockRestore();
  });
});

test('a password is the same in every form of Unicode', async () => {
  const { passwords } = hub.deps.domains.people.signIn;
  const hash = await passwords.hash('vier M\u00e4rchen am Fenster');
  expect(await passwords.verify(hash, 'vier Ma\u0308rchen am Fenster')).toBe(true);
  expect(await passwords.verify(hash, 'vier Marchen am Fenster')).toBe(false);
});

describe('a refusal does the same work for', () => {
  const nobody = { email: 'nobody@shop.example', password: FRESH };
  let today: Person;
  beforeAll(async () => {
    today = await createPerson(hub, 'operator');
  });

  /** Returns how often each kind of work was done for a refusal. */
  const refused = async (who: { email: string }) => {
    const spies = {
      argon2id: [vi.spyOn(WORK.argon2id, 'hash'), vi.spyOn(WORK.argon2id, 'verify')],
      scrypt: [vi.spyOn(WORK.scrypt, 'hash'), vi.spyOn(WORK.scrypt, 'verify')],
    };
    const timesOf = (kind: keyof typeof spies) =>
      spies[kind].reduce((sum, { mock }) => sum + mock.calls.length, 0);
    expect(await statusOf({ ...who, password: 'eleven crows on a wire' })).toBe(401);
    const times = { argon2id: timesOf('argon2id'), scrypt: timesOf('scrypt') };
    vi.restoreAllMocks();
    return times;
  };

  test('accounts of both kinds and none, while there are hashes of before', async () => {
    const before = await oldPerson();
    for (const who of [before, today, nobody]) expect(await refused(who)).toEqual({ argon2id: 1, scrypt: 1 });
  });

  test('accounts and none, without scrypt, once there are no such hashes', async () => {
    await endTransition();
    for (const who of [today, nobody]) expect(await refused(who)).toEqual({ argon2id: 1, scrypt: 0 });
  });
});
