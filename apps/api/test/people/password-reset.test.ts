import { startMailSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_LINE } from '../../src/platform/caller.ts';
import { newAddress } from '../support/contract-entries.ts';
import { everythingStored } from '../support/everything.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createPerson, HUB_ORIGIN, postAuth, signedIn, signIn } from '../support/operator.ts';
import { count } from '../support/shop.ts';

const FRESH = 'nine otters under one bridge';

let hub: TestHub;
/** Another process on the same database, which leaves jobs to the first. */
let other: TestHub;
let mail: Awaited<ReturnType<typeof startMailSink>>;
beforeAll(async () => {
  mail = await startMailSink();
  const env = {
    PUBLIC_URL: HUB_ORIGIN,
    SMTP_HOST: mail.host,
    SMTP_PORT: String(mail.port),
    MAIL_FROM: 'hub@shop.example',
    EMAIL_TO: 'ops@shop.example',
  };
  hub = await startTestHub({ works: true, env });
  other = await startTestHub({ databaseUrl: hub.databaseUrl, env });
});
afterAll(async () => {
  await other.stop();
  await hub.stop();
  await mail.close();
});

const ask = async (email: string, at = hub, remoteAddress = newAddress()) =>
  (await postAuth(at, 'request-password-reset', { email }, {}, remoteAddress)).statusCode;

/** Asks for a link and returns the token that is mailed. */
async function mailedToken(email: string): Promise<string> {
  const before = mail.messages.length;
  expect(await ask(email)).toBe(200);
  const messages = await mail.waitForMessages(before + 1);
  return /token=([\w-]+)/.exec(messages.at(-1)?.text ?? '')?.[1] ?? '';
}

const reset = async (token: string, { at = hub, newPassword = FRESH } = {}) =>
  (await postAuth(at, 'reset-password', { token, newPassword }, {}, newAddress())).statusCode;

const linkByCommand = (email: string) => hub.deps.services.people.issueResetToken(email, COMMAND_LINE);

describe('a link for a new password', () => {
  test('is stored as a hash, mailed or printed', async () => {
    const person = await createPerson(hub, 'operator');
    const tokens = [await mailedToken(person.email), await linkByCommand(person.email)];
    const stored = await everythingStored(hub);
    for (const token of tokens) {
      expect(token.length).toBeGreaterThan(40);
      expect(stored).not.toContain(token);
    }
  });

  test('ends all others once one was used', async () => {
    const person = await createPerson(hub, 'operator');
    const first = await linkByCommand(person.email);
    const [second, third] = [await mailedToken(person.email), await mailedToken(person.email)];
    expect(await reset(second)).toBe(200);
    for (const token of [first, second, third]) expect(await reset(token)).toBe(400);
    expect((await signIn(hub, { email: person.email, password: FRESH })).statusCode).toBe(200);
  });

  test('that is printed ends all before it, for whoever runs the hub may fear that one went astray', async () => {
    const person = await createPerson(hub, 'operator');
    const before = [await mailedToken(person.email), await linkByCommand(person.email)];
    const printed = await linkByCommand(person.email);
    for (const token of before) expect(await reset(token)).toBe(400);
    expect(await reset(printed)).toBe(200);
  });

  test('is void once the password was changed by other means', async () => {
    const person = await createPerson(hub, 'operator');
    const token = await linkByCommand(person.email);
    const form = { currentPassword: person.password, newPassword: 'seven lamps on a grey pier' };
    const session = await signedIn(hub, person);
    expect((await postAuth(hub, 'change-password', form, session)).statusCode).toBe(200);
    expect(await reset(token)).toBe(400);
  });

  test('is void when the password became another one in the database, behind the hub’s back', async () => {
    const person = await createPerson(hub, 'operator');
    const token = await linkByCommand(person.email);
    await hub.deps.db.execute(
      sql`UPDATE auth_accounts SET password = password || '0' WHERE user_id = ${person.id}`,
    );
    expect(await reset(token)).toBe(400);
  });

  test('is void once its person has left, also when they come back', async () => {
    const person = await createPerson(hub, 'operator');
    const token = await linkByCommand(person.email);
    await hub.deps.services.people.remove(person.id, COMMAND_LINE);
    expect(await reset(token)).toBe(400);
    await expect(linkByCommand(person.email)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is void after an hour', async () => {
    const person = await createPerson(hub, 'operator');
    const token = await linkByCommand(person.email);
    await hub.deps.db.execute(
      sql`UPDATE password_resets SET expires_at = now() WHERE user_id = ${person.id}`,
    );
    expect(await reset(token)).toBe(400);
  });

  test('sets one password when it is submitted six times at two processes', async () => {
    const person = await createPerson(hub, 'operator');
    const token = await linkByCommand(person.email);
    const tries = ['one', 'two', 'three', 'four', 'five', 'six'].map((word, index) => ({
      at: index % 2 === 0 ? hub : other,
      newPassword: `${word} otters under a bridge`,
    }));
    const statuses = await Promise.all(tries.map((each) => reset(token, each)));
    expect(statuses.toSorted()).toEqual([200, 400, 400, 400, 400, 400]);
    const winner = tries[statuses.indexOf(200)];
    const password = winner?.newPassword ?? '';
    expect((await signIn(hub, { email: person.email, password })).statusCode).toBe(200);
  });

  test('of two that are used at the same moment, one does', async () => {
    for (let round = 0; round < 4; round++) {
      const person = await createPerson(hub, 'operator');
      const tokens = [await linkByCommand(person.email), await linkByCommand(person.email)];
      const statuses = await Promise.all(
        tokens.map((token, index) => reset(token, { at: index === 0 ? hub : other })),
      );
      expect(statuses.toSorted()).toEqual([200, 400]);
    }
  });

  test('ends sessions, and sign-ins that wait for a code', async () => {
    const person = await createPerson(hub, 'operator');
    const headers = await signedIn(hub, person);
    await hub.deps.db.execute(sql`
      INSERT INTO auth_verifications (id, identifier, value, expires_at)
      VALUES (${person.id}, '2fa-of-before', ${person.id}, now() + interval '5 minutes')`);
    expect(await reset(await linkByCommand(person.email))).toBe(200);
    const session = await hub.app.inject({ url: '/api/auth/get-session', headers });
    expect(session.body).toBe('null');
    expect(await count(hub, sql`FROM auth_verifications WHERE value = ${person.id}`)).toBe(0);
  });
});

describe('asking for a link tells nothing', () => {
  test('not by its time: the answer does not wait for mail, and the hub does the same for everybody', async () => {
    const person = await createPerson(hub, 'operator');
    const jobs = () => count(hub, sql`FROM pgboss.job WHERE name = 'people.mailResetLink'`);
    const before = await jobs();
    const mailed = mail.messages.length;
    // A mail server that says nothing: whoever waited for it would wait for half a minute.
    mail.answerNext({ stage: 'connect', hang: true });
    const start = performance.now();
    expect(await ask(person.email)).toBe(200);
    expect(performance.now() - start).toBeLessThan(15_000);
    expect(mail.messages).toHaveLength(mailed);
    expect(await jobs()).toBe(before + 1);
    expect(await ask('nobody-at-all@shop.example')).toBe(200);
    expect(await jobs()).toBe(before + 2);
  });

  test('not by its limit: three an hour for an address, on the team or not, in whatever case', async () => {
    const person = await createPerson(hub, 'operator');
    for (const email of [person.email, `nobody-${person.id}@shop.example`]) {
      const spellings = [email, email.toUpperCase(), ` ${email} `, email];
      const statuses: number[] = [];
      for (const [index, spelling] of spellings.entries()) {
        statuses.push(await ask(spelling, index % 2 === 0 ? hub : other));
      }
      expect(statuses).toEqual([200, 200, 200, 429]);
    }
  });

  test('and nobody has links sent to many addresses', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 6; index++) {
      statuses.push(await ask(`somebody-${index}@shop.example`, hub, '203.0.113.77'));
    }
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  test('tokens are not tried by the thousand', async () => {
    const statuses: number[] = [];
    for (let index = 0; index < 11; index++) {
      const form = { token: `guess-${index}`, newPassword: FRESH };
      statuses.push((await postAuth(hub, 'reset-password', form, {}, '203.0.113.78')).statusCode);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 400), 429]);
  });
});
