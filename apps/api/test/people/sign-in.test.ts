import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { call, startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, HUB_HOST, HUB_ORIGIN, OPERATOR, signedIn, signIn } from '../support/operator.ts';
import { count, query } from '../support/shop.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.stop());

const firstOperator = (token: string) =>
  call(hub, {
    method: 'POST',
    url: '/trpc/admin/ops.createFirstOperator',
    body: { token, name: 'Olivia', ...OPERATOR },
    headers: {},
  });

// In order: the hub begins without an operator.
test('an expired and a replaced link are refused', async () => {
  const replaced = await hub.deps.services.people.issueSetupToken();
  const token = await hub.deps.services.people.issueSetupToken();
  expect((await firstOperator(replaced ?? '')).status).toBe(403);
  await hub.deps.db.execute(sql`UPDATE setup_links SET expires_at = now() - interval '1 second'`);
  const expired = await firstOperator(token ?? '');
  expect(expired.status).toBe(403);
  expect(expired.body.error.data.hubCode).toBe('forbidden');
  expect(await count(hub, sql`FROM auth_users`)).toBe(0);
});

test('a link works once, also when twenty use it at the same time', async () => {
  const token = (await hub.deps.services.people.issueSetupToken()) ?? '';
  const statuses = (await Promise.all(Array.from({ length: 20 }, () => firstOperator(token)))).map(
    ({ status }) => status,
  );
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 403)).toHaveLength(19);
  expect(await count(hub, sql`FROM auth_users`)).toBe(1);
  expect(await count(hub, sql`FROM audit_log WHERE action = 'ops.createFirstOperator'`)).toBe(1);
  expect((await firstOperator(token)).status).toBe(403);
  expect(await hub.deps.services.people.issueSetupToken()).toBeNull();
});

test('the setup state tells that the operator exists', async () => {
  const state = await call(hub, { method: 'GET', url: '/trpc/admin/ops.getSetupState', headers: {} });
  expect(state.body.result.data).toEqual({ needsFirstOperator: false, isDemo: false });
});

test('the operator signs in, stays signed in, and signs out', async () => {
  const headers = await signedIn(hub);
  const overview = () => call(hub, { method: 'GET', url: '/api/ops/overview', headers });
  expect((await overview()).status).toBe(200);
  const session = await call(hub, { method: 'GET', url: '/api/auth/get-session', headers });
  expect(session.body.user.email).toBe(OPERATOR.email);
  const out = await hub.app.inject({ method: 'POST', url: '/api/auth/sign-out', headers, payload: {} });
  expect(out.statusCode).toBe(200);
  expect((await overview()).status).toBe(401);
});

test('the session cookie is out of reach of scripts and other sites', async () => {
  const cookies = (await signIn(hub, OPERATOR)).cookies;
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) {
    const path = cookie.name.includes('.known_') ? '/api/auth' : '/';
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path });
  }
});

test('nobody can sign up', async () => {
  const response = await hub.app.inject({
    method: 'POST',
    url: '/api/auth/sign-up/email',
    headers: { host: HUB_HOST, origin: HUB_ORIGIN },
    payload: { name: 'Mallory', email: 'mallory@elsewhere.example', password: 'long enough password' },
  });
  expect(response.statusCode).toBeGreaterThanOrEqual(400);
  expect(response.statusCode).toBeLessThan(500);
  expect(await count(hub, sql`FROM auth_users`)).toBe(1);
});

test('a wrong password and an unknown address look the same', async () => {
  const wrong = await signIn(hub, { ...OPERATOR, password: 'not the password' });
  const unknown = await signIn(hub, { ...OPERATOR, email: 'nobody@shop.example' });
  expect(wrong.statusCode).toBe(401);
  expect(unknown.statusCode).toBe(401);
  expect(wrong.body).toBe(unknown.body);
});

test('a sign-in from another site is refused before the password is looked at', async () => {
  const response = await signIn(hub, OPERATOR, { origin: 'https://elsewhere.example' });
  expect(response.statusCode).toBe(403);
  expect(response.headers['set-cookie']).toBeUndefined();
});

test('the sixth try is refused, and a forged X-Forwarded-For does not help', async () => {
  const guarded = await startTestHub();
  try {
    await createOperator(guarded);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 6; attempt++) {
      const response = await signIn(
        guarded,
        { ...OPERATOR, password: 'not the password' },
        { 'x-forwarded-for': `198.51.100.${attempt}`, 'x-hub-client-ip': `198.51.100.${attempt}` },
      );
      statuses.push(response.statusCode);
    }
    expect(statuses).toEqual([...Array.from({ length: 5 }, () => 401), 429]);
    // The right password does not get through either.
    expect((await signIn(guarded, OPERATOR)).statusCode).toBe(429);
    const limits = await query<{ key: string }>(guarded, sql`SELECT key FROM auth_rate_limits`);
    expect(limits.some(({ key }) => key.includes('198.51.100'))).toBe(false);
  } finally {
    await guarded.stop();
  }
});

test('behind a trusted proxy, callers are told apart by X-Forwarded-For', async () => {
  const proxied = await startTestHub({ env: { TRUST_PROXY: '1' } });
  try {
    await createOperator(proxied);
    const attempt = (address: string) =>
      signIn(proxied, { ...OPERATOR, password: 'not the password' }, { 'x-forwarded-for': address });
    for (let index = 0; index < 5; index++) await attempt('198.51.100.7');
    expect((await attempt('198.51.100.7')).statusCode).toBe(429);
    expect((await attempt('198.51.100.8')).statusCode).toBe(401);
    // Only the proxy's own entry counts: what the caller wrote before it is not believed.
    expect((await attempt('203.0.113.9, 198.51.100.7')).statusCode).toBe(429);
  } finally {
    await proxied.stop();
  }
});
