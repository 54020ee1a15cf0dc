import { createHmac } from 'node:crypto';
import * as schema from '@dreamteamhub/db/schema';
import { betterAuth } from 'better-auth';
import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { twoFactor } from 'better-auth/plugins';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyHash } from '../../src/domains/people/password-hashes.ts';
import { callTrpc, entryAt, newAddress } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { oneTimeCode } from '../support/one-time-code.ts';
import {
  cookieHeader,
  createPerson,
  HUB_HOST,
  HUB_ORIGIN,
  postAuth,
  signedIn,
  signIn,
} from '../support/operator.ts';
import { query } from '../support/shop.ts';

let hub: TestHub;
/** Another process on the same database. */
let other: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  other = await startTestHub({ databaseUrl: hub.databaseUrl });
});
afterAll(async () => {
  await other.stop();
  await hub.stop();
});

// In the middle of a step, and there it stays: a code must not expire because a machine is busy.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Math.floor(Date.now() / 30_000) * 30_000 + 15_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

type Person = Awaited<ReturnType<typeof createPerson>>;

/** A person with a second factor. `codeAt` is what their app shows so many steps from now. */
async function guarded() {
  const person = await createPerson(hub, 'owner');
  const session = await signedIn(hub, person);
  const { totpURI } = (
    await postAuth(hub, 'two-factor/enable', { password: person.password }, session)
  ).json();
  const secret = new URL(totpURI).searchParams.get('secret') ?? '';
  const codeAt = (steps: number) => oneTimeCode(secret, Date.now() + steps * 30_000);
  return { person, session, codeAt };
}

async function enable({ session, codeAt }: Awaited<ReturnType<typeof guarded>>, steps = -1) {
  const enabled = await postAuth(hub, 'two-factor/verify-totp', { code: codeAt(steps) }, session);
  expect(enabled.statusCode).toBe(200);
  return enabled;
}

async function halfway(person: Person, at = hub) {
  return { cookie: cookieHeader(await signIn(at, person)) };
}

const enter = async (code: string, headers: Record<string, string>, at = hub) =>
  (await postAuth(at, 'two-factor/verify-totp', { code }, headers, newAddress())).statusCode;

describe('a code works once', () => {
  test('at sign-in; what the app showed before it works no more', async () => {
    const account = await guarded();
    await enable(account);
    const now = account.codeAt(0);
    expect(await enter(now, await halfway(account.person))).toBe(200);
    const again = await postAuth(hub, 'two-factor/verify-totp', { code: now }, await halfway(account.person));
    expect(again.statusCode).toBe(401);
    expect(again.json().error.message).toContain('used already');
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(await enter(account.codeAt(-1), await halfway(account.person))).toBe(401);
    expect(await enter(account.codeAt(1), await halfway(account.person))).toBe(200);
  });

  test('the one that turned the second factor on signs nobody in', async () => {
    const account = await guarded();
    await enable(account, 0);
    expect(await enter(account.codeAt(0), await halfway(account.person))).toBe(401);
    expect(await enter(account.codeAt(1), await halfway(account.person))).toBe(200);
  });

  test('also when nine sign-ins at two processes send it at the same moment', async () => {
    const account = await guarded();
    await enable(account);
    const code = account.codeAt(0);
    const entries = await Promise.all(
      Array.from({ length: 9 }, async (_, index) => {
        const at = index % 2 === 0 ? hub : other;
        return { at, headers: await halfway(account.person, at) };
      }),
    );
    const statuses = await Promise.all(entries.map(({ at, headers }) => enter(code, headers, at)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 401)).toHaveLength(8);
  });

  test('also when one form is submitted twice', async () => {
    const account = await guarded();
    await enable(account);
    const headers = await halfway(account.person);
    const code = account.codeAt(0);
    const statuses = await Promise.all([1, 2, 3].map(() => enter(code, headers)));
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });

  test('a wrong code uses up nothing', async () => {
    const account = await guarded();
    await enable(account);
    const headers = await halfway(account.person);
    expect(await enter(account.codeAt(5), headers)).toBe(401);
    expect(await enter(account.codeAt(0), headers)).toBe(200);
  });

  test('a recovery code, too, at two processes at once', async () => {
    const account = await guarded();
    const enabled = await enable(account);
    const session = { cookie: cookieHeader(enabled) };
    const { password } = account.person;
    const { backupCodes } = (
      await postAuth(hub, 'two-factor/generate-backup-codes', { password }, session)
    ).json();
    const statuses = await Promise.all(
      [hub, other, hub, other].map(async (at) => {
        const headers = await halfway(account.person, at);
        return (await postAuth(at, 'two-factor/verify-backup-code', { code: backupCodes[0] }, headers))
          .statusCode;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });
});

describe('codes are not guessed', () => {
  test('by a signed-in person, for whom the form would tell right from wrong', async () => {
    const account = await guarded();
    const session = { cookie: cookieHeader(await enable(account)) };
    const statuses: number[] = [];
    for (let tries = 0; tries < 11; tries++) statuses.push(await enter(account.codeAt(50 + tries), session));
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  });

  test('and whoever knows the password and guesses elsewhere does not keep the owner out', async () => {
    const account = await guarded();
    const { person } = account;
    await enable(account);
    const device = cookieHeader(await signIn(hub, person));
    const form = { code: account.codeAt(0) };
    const first = await postAuth(hub, 'two-factor/verify-totp', form, { cookie: device }, newAddress());
    const known = first.cookies.find(({ name }) => name.includes('.known_'));
    expect(known).toBeDefined();

    const attempt = async (ip: string, code: string, cookie = '') => {
      const half = await signIn(hub, person, { cookie }, ip);
      const both = [cookie, cookieHeader(half)].filter(Boolean).join('; ');
      return (await postAuth(hub, 'two-factor/verify-totp', { code }, { cookie: both }, ip)).statusCode;
    };
    for (let tries = 0; tries < 10; tries++) {
      expect(await attempt(`203.0.${tries}.1`, account.codeAt(50 + tries))).toBe(401);
    }
    expect(await attempt('203.0.99.1', account.codeAt(1))).toBe(429);
    expect(await attempt('203.0.98.1', account.codeAt(1), `${known?.name}=${known?.value}`)).toBe(200);
  });
});

describe('no device is trusted', () => {
  /** The cookie by which the library lets a device skip the second factor, with the row that makes it valid. */
  async function trustCookie(userId: string): Promise<string> {
    const secret = 'test-only-secret-of-32-characters!';
    const sign = (text: string, encoding: 'base64' | 'base64url') =>
      createHmac('sha256', secret).update(text).digest(encoding);
    const identifier = `trust-device-${userId}`;
    await hub.deps.db.execute(sql`
      INSERT INTO auth_verifications (id, identifier, value, expires_at)
      VALUES (${identifier}, ${identifier}, ${userId}, now() + interval '30 days')`);
    const value = `${sign(`${userId}!${identifier}`, 'base64url')}!${identifier}`;
    return `dreamteamhub.trust_device=${encodeURIComponent(`${value}.${sign(value, 'base64')}`)}`;
  }

  test('a trust cookie that the library would take still owes a code', async () => {
    const account = await guarded();
    await enable(account);
    const { id, email, password } = account.person;
    const cookie = await trustCookie(id);
    const asked = await signIn(hub, account.person, { cookie });
    expect(asked.json()).toMatchObject({ twoFactorRedirect: true });
    const session = { host: HUB_HOST, cookie: cookieHeader(asked) };
    expect((await callTrpc(hub, entryAt('account.getMe'), { headers: session })).status).toBe(401);

    // The same cookie at the library itself: else this test would prove nothing.
    const library = betterAuth({
      baseURL: HUB_ORIGIN,
      secret: 'test-only-secret-of-32-characters!',
      database: drizzleAdapter(hub.deps.db, {
        provider: 'pg',
        schema: {
          user: schema.authUsers,
          session: schema.authSessions,
          account: schema.authAccounts,
          verification: schema.authVerifications,
          twoFactor: schema.authTwoFactors,
        },
      }),
      emailAndPassword: {
        enabled: true,
        password: { verify: (given) => verifyHash(given.hash, given.password) },
      },
      plugins: [twoFactor()],
      advanced: { cookiePrefix: 'dreamteamhub' },
      logger: { disabled: true },
    });
    const skipped = await library.api.signInEmail({
      body: { email, password },
      headers: new Headers({ cookie }),
    });
    expect(skipped).toMatchObject({ user: { id } });
  });

  test('and none becomes so', async () => {
    const account = await guarded();
    await enable(account);
    const headers = await halfway(account.person);
    const form = { code: account.codeAt(0), trustDevice: true };
    const refused = await postAuth(hub, 'two-factor/verify-totp', form, headers);
    expect(refused.statusCode).toBe(400);
    expect(refused.headers['set-cookie']).toBeUndefined();
    const trusted = await query(
      hub,
      sql`SELECT FROM auth_verifications WHERE identifier LIKE 'trust-device-%' AND value = ${account.person.id}`,
    );
    expect(trusted).toEqual([]);
  });
});
