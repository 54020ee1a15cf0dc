import { startMailSink } from '@dreamteamhub/notifiers/test';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTrpc, entryAt, newAddress } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { oneTimeCode } from '../support/one-time-code.ts';
import {
  cookieHeader,
  createOperator,
  createPerson,
  HUB_HOST,
  HUB_ORIGIN,
  postAuth,
  signedIn,
  signIn,
} from '../support/operator.ts';
import { query } from '../support/shop.ts';

let hub: TestHub;
let mail: Awaited<ReturnType<typeof startMailSink>>;
beforeAll(async () => {
  mail = await startMailSink();
  hub = await startTestHub({
    works: true,
    env: {
      PUBLIC_URL: HUB_ORIGIN,
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'hub@shop.example',
      EMAIL_TO: 'ops@shop.example',
    },
  });
  await createOperator(hub);
});
afterAll(async () => {
  await hub.stop();
  await mail.close();
});

const call = (headers: Record<string, string>, path: string, input: unknown = {}) =>
  callTrpc(hub, entryAt(path), { input, headers });
const actionsOf = async (id: string) =>
  (
    await query<{ action: string }>(
      hub,
      sql`SELECT action FROM audit_log WHERE actor_kind = 'person' AND actor_id = ${id} ORDER BY id`,
    )
  ).map(({ action }) => action);

const totp = (uri: string, at?: number) => oneTimeCode(new URL(uri).searchParams.get('secret') ?? '', at);

describe('sessions', () => {
  test('are listed without tokens, and one can be ended by its owner alone', async () => {
    const person = await createPerson(hub, 'analyst');
    const [here, there] = [await signedIn(hub, person), await signedIn(hub, person)];
    const { data, text } = await call(here, 'account.listSessions');
    expect(data.items).toHaveLength(2);
    expect(data.items.filter(({ isCurrent }: { isCurrent: boolean }) => isCurrent)).toHaveLength(1);
    const tokens = await query<{ token: string }>(hub, sql`SELECT token FROM auth_sessions`);
    for (const { token } of tokens) expect(text).not.toContain(token);

    const other = data.items.find(({ isCurrent }: { isCurrent: boolean }) => !isCurrent);
    const stranger = await signedIn(hub, await createPerson(hub, 'owner'));
    expect((await call(stranger, 'account.endSession', { id: other.id })).status).toBe(404);
    expect((await call(here, 'account.endSession', { id: other.id })).status).toBe(200);
    expect((await call(there, 'account.getMe')).status).toBe(401);
    expect((await call(here, 'account.getMe')).status).toBe(200);
  });

  test('elsewhere end together', async () => {
    const person = await createPerson(hub, 'operator');
    const [here, ...others] = [
      await signedIn(hub, person),
      await signedIn(hub, person),
      await signedIn(hub, person),
    ];
    expect((await call(here ?? {}, 'account.endOtherSessions')).data).toEqual({ ended: 2 });
    for (const headers of others) expect((await call(headers, 'account.getMe')).status).toBe(401);
  });

  test('are new with every sign-in: a planted cookie is not taken over', async () => {
    const person = await createPerson(hub, 'operator');
    const planted = 'dreamteamhub.session_token=planted.by-somebody-else';
    const response = await signIn(hub, person, { cookie: planted });
    expect(response.statusCode).toBe(200);
    expect(cookieHeader(response)).not.toContain('planted');
    expect(
      (await call({ host: HUB_HOST, origin: HUB_ORIGIN, cookie: planted }, 'account.getMe')).status,
    ).toBe(401);
  });
});

describe('a second factor', () => {
  test('is asked for at sign-in, and a recovery code stands in for it once', async () => {
    const person = await createPerson(hub, 'owner');
    const session = await signedIn(hub, person);
    const wrong = await postAuth(hub, 'two-factor/enable', { password: 'not the password' }, session);
    expect(wrong.statusCode).toBe(400);
    const prepared = await postAuth(hub, 'two-factor/enable', { password: person.password }, session);
    expect(prepared.statusCode).toBe(200);
    const { totpURI, backupCodes } = prepared.json();
    // Until a code was entered, nothing changes: an app that was set up wrongly locks nobody out.
    expect((await signIn(hub, person)).json()).toMatchObject({ user: { id: person.id } });
    const enabled = await postAuth(hub, 'two-factor/verify-totp', { code: totp(totpURI) }, session);
    expect(enabled.statusCode).toBe(200);

    const stored = JSON.stringify(await query(hub, sql`SELECT * FROM auth_two_factors`));
    expect(stored).not.toContain(new URL(totpURI).searchParams.get('secret'));
    for (const code of backupCodes) expect(stored).not.toContain(code);

    const half = await signIn(hub, person);
    expect(half.json()).toMatchObject({ twoFactorRedirect: true });
    const halfway = { cookie: cookieHeader(half) };
    expect((await call({ host: HUB_HOST, ...halfway }, 'account.getMe')).status).toBe(401);
    const guess = await postAuth(hub, 'two-factor/verify-totp', { code: '000000' }, halfway);
    expect(guess.statusCode).toBe(401);
    // A code works once, so this is the one that the app shows next.
    const next = totp(totpURI, Date.now() + 30_000);
    const done = await postAuth(hub, 'two-factor/verify-totp', { code: next }, halfway);
    expect(done.statusCode).toBe(200);
    const whole = { host: HUB_HOST, origin: HUB_ORIGIN, cookie: cookieHeader(done) };
    expect((await call(whole, 'account.getMe')).data).toMatchObject({ twoFactorEnabled: true });

    const useCode = async () => {
      const cookie = cookieHeader(await signIn(hub, person));
      return postAuth(hub, 'two-factor/verify-backup-code', { code: backupCodes[0] }, { cookie });
    };
    expect((await useCode()).statusCode).toBe(200);
    expect((await useCode()).statusCode).toBe(401);
    expect(await actionsOf(person.id)).toEqual([
      'account.signIn',
      'account.prepareTwoFactor',
      'account.signIn',
      'account.enableTwoFactor',
      'account.signIn',
      'account.useRecoveryCode',
    ]);
  });

  test('is not guessed: an account is closed to codes for a while after ten wrong ones', async () => {
    const person = await createPerson(hub, 'owner');
    const session = await signedIn(hub, person);
    const { totpURI } = (
      await postAuth(hub, 'two-factor/enable', { password: person.password }, session)
    ).json();
    await postAuth(hub, 'two-factor/verify-totp', { code: totp(totpURI) }, session);
    const attempt = async (code: string) => {
      const remoteAddress = newAddress();
      const send = (path: string, payload: object, headers: Record<string, string> = {}) =>
        hub.app.inject({
          method: 'POST',
          url: `/api/auth/${path}`,
          remoteAddress,
          headers: { host: HUB_HOST, origin: HUB_ORIGIN, ...headers },
          payload,
        });
      const { email, password } = person;
      const half = await send('sign-in/email', { email, password });
      return (await send('two-factor/verify-totp', { code }, { cookie: cookieHeader(half) })).statusCode;
    };
    const wrong = totp(totpURI, 0);
    for (let tries = 0; tries < 10; tries++) expect(await attempt(wrong)).toBe(401);
    expect(await attempt(totp(totpURI))).toBe(429);
  });
});

describe('a forgotten password', () => {
  const ask = (email: string) =>
    hub.app.inject({
      method: 'POST',
      url: '/api/auth/request-password-reset',
      remoteAddress: newAddress(),
      headers: { host: 'elsewhere.example', origin: HUB_ORIGIN },
      payload: { email },
    });
  const reset = (token: string, newPassword: string) =>
    postAuth(hub, 'reset-password', { token, newPassword });

  test('is replaced by a mailed link, once, which ends all sessions; the link leads to PUBLIC_URL, whatever the Host', async () => {
    const person = await createPerson(hub, 'operator');
    const session = await signedIn(hub, person);
    const before = mail.messages.length;
    const known = await ask(person.email);
    const unknown = await ask('nobody@shop.example');
    expect(known.statusCode).toBe(200);
    expect(known.body).toBe(unknown.body);
    await mail.waitForMessages(before + 1);
    const source = mail.messages.at(-1)?.text ?? '';
    expect(source).not.toContain('elsewhere.example');
    const token = /http:\/\/hub\.example\/reset-password\?token=([\w-]+)/.exec(source)?.[1] ?? '';
    expect((await reset(token, 'password1234')).statusCode).toBe(400);
    const fresh = 'nine otters under one bridge';
    expect((await reset(token, fresh)).statusCode).toBe(200);
    expect((await reset(token, 'another good long password')).statusCode).toBe(400);
    expect((await call(session, 'account.getMe')).status).toBe(401);
    expect((await signIn(hub, person)).statusCode).toBe(401);
    await signedIn(hub, { email: person.email, password: fresh });
    expect(await actionsOf(person.id)).toContain('account.resetPassword');
  });

  test('is not mailed without a mail server or an address of the hub, and the answer says which of them is missing', async () => {
    const server = {
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'hub@shop.example',
      EMAIL_TO: 'ops@shop.example',
    };
    const cases = [
      { env: server, says: 'this hub can send email, but PUBLIC_URL is not set' },
      { env: { PUBLIC_URL: HUB_ORIGIN }, says: 'this hub has no email server' },
    ];
    for (const { env, says } of cases) {
      const without = await startTestHub({ env });
      try {
        const person = await createPerson(without, 'operator');
        const response = await postAuth(without, 'request-password-reset', { email: person.email });
        expect(response.statusCode).toBe(400);
        expect(response.json().error.message).toContain(says);
      } finally {
        await without.stop();
      }
    }
  });

  test('is changed by who knows it, and other sessions end', async () => {
    const person = await createPerson(hub, 'operator');
    const [here, there] = [await signedIn(hub, person), await signedIn(hub, person)];
    const change = (currentPassword: string) =>
      postAuth(hub, 'change-password', { currentPassword, newPassword: 'seven lamps on a grey pier' }, here);
    expect((await change('not the password')).statusCode).toBe(400);
    expect((await change(person.password)).statusCode).toBe(200);
    expect((await call(there, 'account.getMe')).status).toBe(401);
  });
});

describe('what better-auth has beside it', () => {
  test.each([
    ['POST', 'update-user', { name: 'x', role: 'owner' }],
    ['POST', 'change-email', { newEmail: 'x@y.example' }],
    ['POST', 'delete-user', {}],
    ['POST', 'sign-up/email', { name: 'x', email: 'x@y.example', password: 'long enough password' }],
    ['GET', 'list-sessions', undefined],
    ['GET', 'reset-password/x?callbackURL=https://elsewhere.example', undefined],
  ] as const)('%s %s is not served', async (method, path, payload) => {
    const headers = await signedIn(hub, await createPerson(hub, 'analyst'));
    const response = await hub.app.inject({
      method,
      url: `/api/auth/${path}`,
      headers,
      ...(payload === undefined ? {} : { payload }),
    });
    expect(response.statusCode).toBe(404);
  });
});
