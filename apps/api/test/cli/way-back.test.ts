import { execFile } from 'node:child_process';
import { CLI } from '@dreamteamhub/harness/built-hub.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAddress } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { oneTimeCode } from '../support/one-time-code.ts';
import { createOperator, OPERATOR, postAuth, signedIn, signIn } from '../support/operator.ts';
import { query } from '../support/shop.ts';

/** Without a mail server: nothing reaches its people but what the command line prints. */
let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
  await createOperator(hub);
});
afterAll(() => hub.stop());

/** `npm run hub -- <args>`; rejects unless it succeeds. */
function run(...args: string[]): Promise<string> {
  const { databaseUrl, deps } = hub;
  const env = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: deps.env.DATA_DIR,
    HUB_ENCRYPTION_KEY: deps.encryptionKeys.map((key) => key.toString('hex')).join(','),
  };
  const options = ['--disable-warning=ExperimentalWarning', CLI, ...args];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, options, { env }, (error, stdout, stderr) =>
      error === null ? resolve(stdout.trim()) : reject(new Error(stderr)),
    );
  });
}

const sessionOf = (headers: Record<string, string>) =>
  hub.app.inject({ method: 'GET', url: '/api/auth/get-session', remoteAddress: newAddress(), headers });

test('an owner who lost password, phone and mail comes in again by the command line, and nobody else does', async () => {
  const session = await signedIn(hub);
  const enabling = await postAuth(hub, 'two-factor/enable', { password: OPERATOR.password }, session);
  const secret = new URL(enabling.json().totpURI).searchParams.get('secret') ?? '';
  const code = oneTimeCode(secret);
  expect((await postAuth(hub, 'two-factor/verify-totp', { code }, session)).statusCode).toBe(200);

  // A password alone is not enough, neither the old one nor one that a link has set.
  expect((await signIn(hub, OPERATOR, {}, newAddress())).json()).toMatchObject({ twoFactorRedirect: true });
  const link = await run('people', 'reset-password', OPERATOR.email);
  const token = new URL(link.split('\n')[0] ?? '').searchParams.get('token');
  const password = 'nine otters under one bridge';
  const reset = await postAuth(hub, 'reset-password', { token, newPassword: password }, {}, newAddress());
  expect(reset.statusCode).toBe(200);
  const asked = await signIn(hub, { ...OPERATOR, password }, {}, newAddress());
  expect(asked.json()).toMatchObject({ twoFactorRedirect: true });

  await run('people', 'remove-second-factor', OPERATOR.email);
  expect((await sessionOf(session)).json()).toBeNull();
  const back = await signedIn(hub, { ...OPERATOR, password });
  expect((await sessionOf(back)).json()).toMatchObject({ user: { email: OPERATOR.email } });
  // Neither the old password nor the old phone opens anything.
  expect((await signIn(hub, OPERATOR, {}, newAddress())).statusCode).toBe(401);
  const old = await postAuth(hub, 'two-factor/verify-totp', { code: oneTimeCode(secret) }, back);
  expect(old.statusCode).toBeGreaterThanOrEqual(400);

  const told = await query(
    hub,
    sql`SELECT action, actor_kind FROM audit_log WHERE actor_kind = 'command_line' AND action LIKE 'team.%' ORDER BY id`,
  );
  expect(told).toHaveLength(2);
  await expect(run('people', 'remove-second-factor', 'nobody@shop.example')).rejects.toThrow('no one');
}, 60_000);
