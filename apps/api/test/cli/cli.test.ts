import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { CLI } from '@dreamteamhub/harness/built-hub.ts';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHub, type TestHub } from '../support/hub-fixture.ts';
import { createOperator, OPERATOR, postAuth } from '../support/operator.ts';
import { click, convert, newAffiliate, query } from '../support/shop.ts';

const NODE_ARGUMENTS = ['--disable-warning=ExperimentalWarning', CLI];

const environmentOf = ({ databaseUrl, deps }: TestHub) => ({
  DATABASE_URL: databaseUrl,
  DATA_DIR: deps.env.DATA_DIR,
  HUB_ENCRYPTION_KEY: deps.encryptionKeys.map((key) => key.toString('hex')).join(','),
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
});

/** `npm run hub -- <args>`, on a database. */
function runHub(hub: TestHub, ...args: string[]) {
  return new Promise<{ exitCode: number; lines: string[]; errors: string }>((resolve) => {
    execFile(
      process.execPath,
      [...NODE_ARGUMENTS, ...args],
      { env: environmentOf(hub) },
      (error, stdout, stderr) =>
        resolve({
          exitCode: error === null ? 0 : Number(error.code),
          lines: stdout.trimEnd().split('\n'),
          errors: stderr,
        }),
    );
  });
}

let hub: TestHub;
beforeAll(async () => {
  // A worker, so that its connections stay.
  hub = await startTestHub({ works: true });
});
afterAll(() => hub.stop());
const run = (...args: string[]) => runHub(hub, ...args);

test('without a command it lists them all, and it refuses what is none of them', async () => {
  const { lines, exitCode } = await run();
  expect(exitCode).toBe(0);
  for (const name of [
    'migrate',
    'keys list',
    'keys create',
    'keys revoke',
    'storefronts',
    'setup-link',
    'samples',
    'verify',
  ]) {
    expect(lines.some((line) => line.startsWith(`  ${name}`))).toBe(true);
  }
  const unknown = await run('keys', 'steal');
  expect(unknown.exitCode).toBe(1);
  expect(unknown.errors).toContain('unknown command "keys steal"');
});

test('a key is issued, listed and revoked', async () => {
  const scopes = 'inventory:write,inventory:read';
  const created = await run('keys', 'create', '--kind', 'secret', '--scopes', scopes, '--name', 'by hand');
  expect(created.lines[0]).toMatch(/^sk_/);
  const id = /^Key (\d+)\./.exec(created.lines[1] ?? '')?.[1] ?? '';
  expect((await run('keys', 'list')).lines).toContainEqual(
    expect.stringMatching(
      new RegExp(`^${id}\tsecret\t.*\tactive\tdefault\tinventory:read,inventory:write\tby hand$`),
    ),
  );
  const tried = await run('keys', 'create', '--kind', 'publishable', '--test');
  expect(tried.lines[0]).toMatch(/^pk_test_/);
  const wrong = await run('keys', 'create', '--kind', 'secret', '--scopes', 'inventory:steal');
  expect(wrong.errors).toContain('--scopes must be a comma-separated list of: events:write');
  expect((await run('keys', 'revoke', id)).lines).toEqual([`Key ${id} is revoked.`]);
});

test('a forgotten password gets a link, which leaves a line', async () => {
  await createOperator(hub);
  const { lines } = await run('people', 'reset-password', OPERATOR.email);
  const token = new URL(lines[0] ?? '').searchParams.get('token');
  const reset = await postAuth(hub, 'reset-password', { token, newPassword: 'nine otters under one bridge' });
  expect(reset.statusCode).toBe(200);
  const audited = await query(hub, sql`SELECT actor_kind FROM audit_log WHERE action = 'team.resetPassword'`);
  expect(audited).toEqual([{ actor_kind: 'command_line' }]);
  expect((await run('people', 'reset-password', 'nobody@shop.example')).errors).toContain(
    'no one on the team',
  );
});

describe('verify', () => {
  test('ends with 0 on healthy books and with 1 on a forged click, and says which', async () => {
    const { pixelId } = await newAffiliate(hub, 'ann');
    for (const visitorId of ['one', 'two', 'two']) await click(hub, { pixelId, visitorId });
    await convert(hub, { pixelId, orderId: 'O-1', revenue: 12.5 });
    await hub.deps.services.affiliates.refreshMetrics();
    expect(await run('verify')).toEqual({
      exitCode: 0,
      errors: '',
      lines: [
        'Compared: counted clicks 2, orders 1, affiliates 1, products 0, transfers 1.',
        'No difference.',
      ],
    });
    await hub.deps.db.execute(sql`DELETE FROM aff_clicks WHERE visitor_key = 'v:one'`);
    const day = new Date().toISOString().slice(0, 10);
    expect(await run('verify')).toMatchObject({
      exitCode: 1,
      lines: [
        'Compared: counted clicks 1, orders 1, affiliates 1, products 0, transfers 1.',
        'Differences: 2',
        `  ${day}  clicks of ann: booked 2, found 1`,
        expect.stringMatching(/^ {2}\S+T\d\d:\d\dZ {2}figure_clicks of ann: booked 2, found 1$/),
      ],
    });
  });

  test('brings the metrics of a hub that has stood still up to date first', async () => {
    const stopped = await startTestHub({ works: true });
    const { pixelId } = await newAffiliate(stopped, 'bob');
    await convert(stopped, { pixelId, orderId: 'O-1', revenue: 1 });
    await stopped.deps.db.execute(sql`UPDATE aff_daily_rollups SET updated_at = now() - interval '1 day'`);
    const running = await runHub(stopped, 'verify');
    expect(running.lines).toContain('Differences: 4');
    await stopped.deps.jobs.stop();
    expect(await runHub(stopped, 'verify')).toMatchObject({
      exitCode: 0,
      lines: [
        'No worker is running: brought the 30-day metrics up to date (affiliates: 1).',
        'Compared: counted clicks 0, orders 1, affiliates 1, products 0, transfers 1.',
        'No difference.',
      ],
    });
    await stopped.stop();
  });
});

test('what goes on until it is stopped ends well with Ctrl-C', async () => {
  const tail = spawn(process.execPath, [...NODE_ARGUMENTS, 'events', 'tail'], { env: environmentOf(hub) });
  const ended = once(tail, 'exit');
  let said = '';
  tail.stderr.on('data', (chunk) => {
    said += chunk;
    if (said.includes('Waiting for events')) tail.kill('SIGINT');
  });
  expect(await ended, said).toEqual([0, null]);
});
