import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { SealDao } from '@dreamteamhub/db/seals';
import { CLI } from '@dreamteamhub/harness/built-hub.ts';
import { signRequest } from '@dreamteamhub/sdk/server';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sealOf } from '../../src/platform/secrets.ts';
import { newAddress } from '../support/contract-entries.ts';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, signedIn } from '../support/operator.ts';
import { count, issueKey, newAffiliate, query } from '../support/shop.ts';

const [old, next] = [randomBytes(32), randomBytes(32)];
const AUTH_SECRET = 'a-secret-of-more-than-32-characters!';

let hub: TestHub;
beforeEach(async () => {
  hub = await startTestHub({ encryptionKeys: [old] });
  const seals = new SealDao(hub.deps.db);
  await seals.addSeal('encryption-key', sealOf('encryption-key', old.toString('hex')));
  await seals.addSeal('auth-secret', sealOf('auth-secret', AUTH_SECRET));
});
afterEach(() => hub.stop());

function run(args: string[], env: Record<string, string> = {}) {
  return new Promise<{ code: number; output: string; errors: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CLI, ...args],
      {
        env: {
          DATABASE_URL: hub.databaseUrl,
          DATA_DIR: hub.deps.env.DATA_DIR,
          HUB_AUTH_SECRET: AUTH_SECRET,
          HUB_ENCRYPTION_KEY: old.toString('hex'),
          ...env,
        },
      },
      (error, output, errors) =>
        resolve({ code: error === null ? 0 : Number(error.code), output, errors: errors.trim() }),
    );
  });
}

async function sendSigned(to: TestHub, secretKey: string, pixelId: string, orderId: string): Promise<number> {
  const body = JSON.stringify({ pixelId, orderId, revenue: '1.00' });
  const headers = { 'content-type': 'application/json', ...(await signRequest({ secretKey, body })) };
  const url = '/api/affiliates/track/conversion';
  const answer = await to.app.inject({
    method: 'POST',
    url,
    payload: body,
    headers,
    remoteAddress: newAddress(),
  });
  return answer.statusCode;
}

test('keys are exchanged while signed requests arrive and keys are issued, and none is refused', async () => {
  const { pixelId } = await newAffiliate(hub, 'ann');
  const keys = await Promise.all(Array.from({ length: 10 }, () => issueKey(hub, 'secret')));
  const rotating = await startTestHub({ databaseUrl: hub.databaseUrl, encryptionKeys: [next, old] });
  let isDone = false;
  const statuses: number[] = [];
  const senders = keys.slice(0, 4).map(async ({ key }, sender) => {
    for (let number = 0; !isDone || number < 5; number++) {
      statuses.push(await sendSigned(rotating, key, pixelId, `O-${sender}-${number}`));
      keys.push(await issueKey(rotating, 'secret'));
    }
  });
  const resealed = await run(['secrets', 'reseal'], {
    HUB_ENCRYPTION_KEY: `${next.toString('hex')},${old.toString('hex')}`,
  });
  isDone = true;
  await Promise.all(senders);
  expect(resealed.errors).toBe('');
  expect(resealed.output).toMatch(/^Re-encrypted \d+ stored secrets\.$/m);
  expect(new Set(statuses)).toEqual(new Set([200]));
  await rotating.stop();

  const after = await startTestHub({ databaseUrl: hub.databaseUrl, encryptionKeys: [next] });
  for (const [number, { key }] of keys.entries()) {
    expect(await sendSigned(after, key, pixelId, `after-${number}`)).toBe(200);
  }
  await after.stop();
  expect((await run(['keys', 'list'], { HUB_ENCRYPTION_KEY: next.toString('hex') })).code).toBe(0);
  expect((await run(['keys', 'list'])).errors).toMatch(
    /^HUB_ENCRYPTION_KEY is not what this database was written with/,
  );
});

test('a lost encryption key is forgotten on demand only, and keys say what they can no longer do', async () => {
  const { pixelId } = await newAffiliate(hub, 'ann');
  const { id, key } = await issueKey(hub, 'secret');
  const held = await run(['secrets', 'forget', 'encryption-key']);
  expect(held).toMatchObject({ code: 1, errors: expect.stringContaining('there is nothing to forget') });

  const lost = { HUB_ENCRYPTION_KEY: next.toString('hex') };
  expect((await run(['keys', 'create', '--kind', 'secret'], lost)).errors).toContain(
    'npm run hub -- secrets forget encryption-key',
  );
  const forgotten = await run(['secrets', 'forget', 'encryption-key'], lost);
  expect(forgotten.output).toMatch(/can sign no requests until they are rotated: [1-9]/);
  expect(
    await count(hub, sql`FROM audit_log WHERE action = 'secrets.forget' AND subject_id = 'encryption-key'`),
  ).toBe(1);

  const after = await startTestHub({ databaseUrl: hub.databaseUrl, encryptionKeys: [next] });
  expect(await sendSigned(after, key, pixelId, 'O-1')).toBe(401);
  const rotated = await run(['keys', 'rotate', String(id)], lost);
  expect(await sendSigned(after, rotated.output.split('\n')[0] ?? '', pixelId, 'O-2')).toBe(200);
  await after.stop();
});

test('a lost auth secret signs everybody out', async () => {
  await createOperator(hub);
  await signedIn(hub);
  await query(
    hub,
    sql`INSERT INTO auth_two_factors (id, secret, backup_codes, user_id) SELECT 'f', 's', 'b', id FROM auth_users`,
  );
  await query(hub, sql`UPDATE auth_users SET two_factor_enabled = true`);
  const other = { HUB_AUTH_SECRET: 'another-secret-of-more-than-32-characters' };
  const { output } = await run(['secrets', 'forget', 'auth-secret'], other);
  expect(output).toMatch(/Ended sessions: [1-9]\d*\. Removed second factors: 1;/);
  for (const table of ['auth_sessions', 'auth_two_factors', 'auth_verifications']) {
    expect(await count(hub, sql`FROM ${sql.identifier(table)}`)).toBe(0);
  }
  expect(await query(hub, sql`SELECT DISTINCT two_factor_enabled FROM auth_users`)).toEqual([
    { two_factor_enabled: false },
  ]);
  expect((await run(['keys', 'list'], other)).code).toBe(0);
});
