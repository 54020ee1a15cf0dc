import { stat } from 'node:fs/promises';
import { betterAuth } from 'better-auth';
import { twoFactor } from 'better-auth/plugins';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { AUTH_ROUTES } from '../../src/domains/people/auth-routes.ts';
import { callTrpc, entryAt, newAddress } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import {
  cookieHeader,
  createPerson,
  HUB_HOST,
  HUB_ORIGIN,
  postAuth,
  signedIn,
  signIn,
} from '../support/operator.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const posts = Object.entries(AUTH_ROUTES).flatMap(([path, { method }]) => (method === 'POST' ? [path] : []));

/** A form that each route takes, as far as its shape goes. */
const forms: Record<string, Record<string, string>> = {
  'sign-out': {},
  'sign-in/email': { email: 'a@shop.example', password: 'not the password' },
  'request-password-reset': { email: 'a@shop.example' },
  'reset-password': { token: 'x', newPassword: 'nine otters under one bridge' },
  'change-password': { currentPassword: 'x', newPassword: 'nine otters under one bridge' },
  'two-factor/enable': { password: 'x' },
  'two-factor/disable': { password: 'x' },
  'two-factor/generate-backup-codes': { password: 'x' },
  'two-factor/verify-totp': { code: '123456' },
  'two-factor/verify-backup-code': { code: 'x' },
};

const send = (path: string, payload: unknown, headers: Record<string, string> = {}) =>
  hub.app.inject({
    method: 'POST',
    url: `/api/auth/${path}`,
    remoteAddress: newAddress(),
    headers: { host: HUB_HOST, origin: HUB_ORIGIN, 'content-type': 'application/json', ...headers },
    payload: JSON.stringify(payload),
  });

describe.each(posts)('POST %s', (path) => {
  test.each([
    'trustDevice',
    'disableSession',
    'rememberMe',
    'callbackURL',
    'redirectTo',
    'revokeOtherSessions',
    'method',
    'issuer',
    'userId',
    'role',
    '__proto__x',
  ])('takes no %s', async (field) => {
    const response = await send(path, { ...forms[path], [field]: true });
    expect(response.statusCode).toBe(400);
    expect(response.json().error.message).toBe(`${field}: is not a known field`);
  });

  test('names ten of many unknown fields', async () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 1]));
    // With the fields that it takes, and without them: then those are problems, too.
    for (const form of [forms[path], {}]) {
      const response = await send(path, { ...form, ...many });
      expect(response.statusCode).toBe(400);
      expect(response.json().error.details).toHaveLength(10);
      expect(response.body.length).toBeLessThan(2_000);
    }
  });

  test('takes no parameters in its address', async () => {
    const response = await send(`${path}?token=x&callbackURL=y`, forms[path]);
    expect(response.statusCode).toBe(400);
  });

  test('takes 16 kB at most', async () => {
    const response = await send(path, { ...forms[path], password: 'x'.repeat(16 * 1024) });
    expect(response.statusCode).toBe(413);
  });

  test.each([
    ['a list', [1, 2]],
    ['a number', 7],
    ['a text', 'x'],
    ['a nested list', [[]]],
  ])('takes %s for no form', async (_, body) => {
    expect((await send(path, body)).statusCode).toBe(400);
  });

  test('takes only text in its fields', async () => {
    for (const [field] of Object.entries(forms[path] ?? {})) {
      for (const value of [1, true, null, [], {}, { $ne: '' }, 'x'.repeat(2_000), '']) {
        const response = await send(path, { ...forms[path], [field]: value });
        expect([field, value, response.statusCode]).toEqual([field, value, 400]);
      }
    }
  });
});

test('of all that the sign-in library has, only the listed routes exist', async () => {
  const { api } = betterAuth({ secret: 'x'.repeat(32), plugins: [twoFactor()], logger: { disabled: true } });
  const theirs = Object.values(api as Record<string, { path?: string }>).flatMap(({ path }) =>
    path === undefined ? [] : [path.slice(1).replaceAll(':', 'x')],
  );
  expect(theirs.length).toBeGreaterThan(30);
  for (const path of [...theirs, 'sign-in/email/', 'Sign-In/Email', 'sign-in%2femail', 'callback/x', '']) {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const listed = (AUTH_ROUTES as Record<string, { method: string }>)[path];
      const { statusCode } = await hub.app.inject({
        method,
        url: `/api/auth/${path}`,
        headers: { host: HUB_HOST, origin: HUB_ORIGIN, authorization: 'x' },
        ...(method === 'GET' ? {} : { payload: {} }),
      });
      if (listed?.method === method) expect([path, method, statusCode]).not.toEqual([path, method, 404]);
      else expect([path, method, statusCode]).toEqual([path, method, 404]);
    }
  }
});

test('no answer holds a session’s token, which is for the cookie alone', async () => {
  const person = await createPerson(hub, 'analyst');
  const answer = await signIn(hub, person);
  const session = answer.cookies.find(({ name }) => name.endsWith('session_token'));
  const token = decodeURIComponent(session?.value ?? '').split('.')[0] ?? '';
  expect(token.length).toBeGreaterThan(20);
  expect(answer.body).not.toContain(token);
  expect(answer.json().user.id).toBe(person.id);
  const shown = await hub.app.inject({
    url: '/api/auth/get-session',
    headers: { host: HUB_HOST, cookie: cookieHeader(answer) },
  });
  expect(shown.json().user.email).toBe(person.email);
  expect(shown.body).not.toContain(token);
});

test('refusals have one shape, whether the hub or the sign-in library refuses', async () => {
  const { email } = await createPerson(hub, 'analyst');
  expect((await postAuth(hub, 'sign-in/email', {}, {}, newAddress())).json().error).toMatchObject({
    code: 'bad_request',
    message: 'email: is missing',
  });
  const wrong = await signIn(hub, { email, password: 'not the password of anybody' });
  expect(wrong.statusCode).toBe(401);
  expect(wrong.json()).toEqual({
    error: { code: 'unauthorized', message: expect.stringContaining('nvalid email or password') },
  });
});

test.each(['  ', '\t'])('an address with blanks (%j) and capitals is the same account', async (blank) => {
  const person = await createPerson(hub, 'analyst');
  const email = `${blank}${person.email.toUpperCase()}${blank}`;
  expect((await signIn(hub, { ...person, email })).statusCode).toBe(200);
});

test.each(['mi\u212Ae@shop.example', 'ｍike@shop.example', 'mike@ѕhop.example', 'mike@shop.example\u0000'])(
  'an address of other letters, such as %j, is none',
  async (email) => {
    const response = await signIn(hub, { email, password: 'a quiet harbour at noon' });
    expect(response.statusCode).toBe(400);
    expect(response.json().error.message).toBe('email: must be an email address');
  },
);

describe('a password is rated after everything that is cheap', () => {
  const long = 'aB3$'.repeat(75);

  test('nobody without token or session has the hub rate one', async () => {
    const rating = vi.spyOn(hub.deps.workers, 'run');
    for (const path of posts) await send(path, { ...forms[path], newPassword: long });
    expect((await send('reset-password', { token: 'x', newPassword: long })).statusCode).toBe(400);
    const change = await send('change-password', { currentPassword: 'x', newPassword: long });
    expect(change.statusCode).toBe(401);
    const join = { token: 'x', name: 'x', password: 'nine otters under one bridge' };
    const none = { headers: {} };
    await callTrpc(hub, entryAt('team.acceptInvitation'), { input: join, ...none });
    const first = { ...join, email: 'x@shop.example' };
    await callTrpc(hub, entryAt('ops.createFirstOperator'), { input: first, ...none });
    expect(rating).not.toHaveBeenCalled();
  });

  test('a signed-in person has one rated only when its length is right, and not without end', async () => {
    const person = await createPerson(hub, 'operator');
    const headers = await signedIn(hub, person);
    const rating = vi.spyOn(hub.deps.workers, 'run');
    const change = (newPassword: string) =>
      send('change-password', { currentPassword: 'not the password', newPassword }, headers);
    const tooLong = await change(long);
    expect(tooLong.statusCode).toBe(400);
    expect(tooLong.json().error.message).toBe('newPassword: must have at most 128 characters');
    expect((await change('short')).json().error.message).toBe(
      'newPassword: must have at least 12 characters',
    );
    expect(rating).not.toHaveBeenCalled();
    const statuses: number[] = [];
    for (let index = 0; index < 9; index++)
      statuses.push((await change('nine otters under one bridge')).statusCode);
    expect(statuses).toEqual([...Array.from({ length: 8 }, () => 400), 429]);
    expect(rating).toHaveBeenCalledTimes(8);
  });

  test('a thread that cannot rate is no reason not to sign in', async () => {
    const crippled = await startTestHub();
    try {
      const person = await createPerson(crippled, 'operator');
      await crippled.deps.workers.close();
      const headers = await signedIn(crippled, person);
      const change = { currentPassword: person.password, newPassword: 'nine otters under one bridge' };
      const refused = await postAuth(crippled, 'change-password', change, headers);
      expect(refused.statusCode).toBe(503);
      expect(refused.headers['retry-after']).toBeDefined();
      expect((await signIn(crippled, person)).statusCode).toBe(200);
    } finally {
      await crippled.stop();
    }
  });
});

test('hashing passwords leaves threads to files', async () => {
  const order: string[] = [];
  const { passwords } = hub.deps.domains.people.signIn;
  const hashes = Array.from({ length: 8 }, async () => {
    await passwords.hash('a quiet harbour at noon');
    order.push('hash');
  });
  await stat('/');
  order.push('file');
  await Promise.all(hashes);
  expect(order[0]).toBe('file');
});
