import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { MAIN } from '@dreamteamhub/harness/built-hub.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { freePort } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

let dataDir: DataDir;
beforeAll(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
});
afterAll(() => dataDir.remove());

/** Runs the hub until it exits by itself. */
async function run(
  env: Record<string, string>,
): Promise<{ code: number | null; errors: string; output: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: { PATH: process.env.PATH, DATA_DIR: dataDir.path, HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  let output = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, errors, output };
}

test('a bad environment is told variable by variable', async () => {
  const { code, errors } = await run({
    PORT: 'eighty',
    SCAN_INTERVAL_SECONDS: '0',
    SMTP_HOST: 'mail.example',
  });
  expect(code).toBe(1);
  for (const name of ['PORT:', 'SCAN_INTERVAL_SECONDS:', 'MAIL_FROM:', 'EMAIL_TO:'])
    expect(errors).toContain(name);
  expect(errors).not.toContain('    at ');
});

test('a database that cannot be reached is one clear message without the password', async () => {
  const { code, errors, output } = await run({
    DATABASE_URL: `postgres://hub:canary-password@127.0.0.1:${await freePort()}/hub`,
  });
  expect(code).toBe(1);
  expect(errors).toContain('cannot use the database');
  expect(errors).toContain('DATABASE_URL');
  expect(errors + output).not.toContain('canary-password');
  expect(errors).not.toContain('    at ');
});

test.each(['1', '2'])('a port that is taken is one clear message of %s processes', async (processes) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const { code, errors } = await run({ PORT: String(port), WEB_CONCURRENCY: processes });
  server.close();
  expect(code).toBe(1);
  expect(errors.trim()).toBe(`port ${port} is taken. Set PORT to a free one, or stop what uses it.`);
  expect(existsSync(join(dataDir.path, 'postgres', 'postmaster.pid'))).toBe(false);
});
