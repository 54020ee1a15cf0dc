import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { CLI, MAIN } from '@dreamteamhub/harness/built-hub.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { freePort } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';

let dataDir: DataDir;
beforeEach(async () => {
  dataDir = await makeDataDir(inject('templateDataDir'));
});
afterEach(() => dataDir.remove());

const pidFile = () => join(dataDir.path, 'postgres', 'postmaster.pid');

/** A module that runs before the hub, and its code once the hub has started PostgreSQL. */
function onceDatabaseRuns(code: string): string {
  const module = `
    import { existsSync, readFileSync } from 'node:fs';
    const timer = setInterval(() => {
      if (!existsSync(${JSON.stringify(pidFile())})) return;
      clearInterval(timer);
      ${code}
    }, 5);
    timer.unref();`;
  return `data:text/javascript,${encodeURIComponent(module)}`;
}

/** Runs a program of the hub until it ends, and the server's pid if it was seen. */
async function run(
  program: string,
  options: { args?: string[]; before?: string; env?: Record<string, string> } = {},
): Promise<{ code: number | null; errors: string; output: string; sawServer: boolean }> {
  const { args = [], before, env } = options;
  const preload = before === undefined ? [] : ['--import', before];
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...preload, program, ...args],
    {
      env: {
        PATH: process.env.PATH,
        DATA_DIR: dataDir.path,
        HOST: '127.0.0.1',
        PORT: String(await freePort()),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let [errors, output, sawServer] = ['', '', false];
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const looking = setInterval(() => {
    sawServer ||= existsSync(pidFile());
  }, 2);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(looking);
  return { code, errors, output, sawServer };
}

/** Whether a process of PostgreSQL still works in the data folder: all of them have it as their working directory. */
async function isDatabaseLeft(): Promise<boolean> {
  if (existsSync(pidFile())) return true;
  if (process.platform !== 'linux') return false;
  const directory = await realpath(join(dataDir.path, 'postgres'));
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const folders = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => null)));
  return folders.includes(directory);
}

test.each([
  ['an error that nobody catches, while PostgreSQL starts', `throw new Error('thrown by chance');`],
  [
    'a rejection that nobody catches, while PostgreSQL starts',
    `Promise.reject(new Error('thrown by chance'));`,
  ],
  [
    'an error that nobody catches, after it',
    `setTimeout(() => { throw new Error('thrown by chance'); }, 400);`,
  ],
  ['an error in a hub that runs', `setTimeout(() => { throw new Error('thrown by chance'); }, 6000);`],
  [
    'several errors one after the other',
    `for (const ms of [1, 50, 300]) setTimeout(() => { throw new Error('thrown by chance'); }, ms);`,
  ],
])('%s ends the hub, and PostgreSQL before it', async (_what, code) => {
  const { code: exitCode, output, sawServer } = await run(MAIN, { before: onceDatabaseRuns(code) });
  expect(sawServer).toBe(true);
  expect(exitCode).toBe(1);
  expect(output).toContain('thrown by chance');
  expect(await isDatabaseLeft()).toBe(false);
});

test('a demo whose port is taken says so before it makes anything up, and leaves nothing', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { code, errors, output } = await run(MAIN, {
    args: ['--demo'],
    env: { PORT: String(port), TMPDIR: dataDir.path },
  });
  server.close();
  expect([code, errors.trim(), output]).toEqual([1, expect.stringContaining(`port ${port} is taken`), '']);
  expect((await readdir(dataDir.path)).filter((name) => name.startsWith('hub-demo-'))).toEqual([]);
});

test('a secret that is damaged, or of another database, is one clear line, and PostgreSQL is stopped', async () => {
  const path = join(dataDir.path, 'auth-secret');
  await writeFile(path, '');
  const damaged = await run(MAIN);
  expect(damaged).toMatchObject({ code: 1, sawServer: true });
  expect(damaged.errors.trim()).toMatch(/^\S+auth-secret is empty: restore it from a backup.*$/);
  expect(await readFile(path, 'utf8')).toBe('');
  expect(await isDatabaseLeft()).toBe(false);

  const env = { HUB_AUTH_SECRET: 'one-secret-of-more-than-32-characters' };
  expect((await run(CLI, { args: ['keys', 'create', '--kind', 'secret'], env })).code).toBe(0);
  const other = await run(MAIN, { env: { HUB_AUTH_SECRET: 'another-secret-of-more-than-32-characters' } });
  expect(other.code).toBe(1);
  expect(other.errors.trim()).toMatch(/^HUB_AUTH_SECRET is not what this database was written with.*$/);
  expect(await isDatabaseLeft()).toBe(false);
});

test.each([
  ['is interrupted', `process.kill(process.pid, 'SIGINT');`],
  ['meets an error that nobody catches', `throw new Error('thrown by chance');`],
])('a command that %s leaves no PostgreSQL', async (_what, code) => {
  const { code: exitCode, sawServer } = await run(CLI, {
    args: ['people', 'list'],
    before: onceDatabaseRuns(code),
  });
  expect(sawServer).toBe(true);
  expect(exitCode).toBe(1);
  expect(await isDatabaseLeft()).toBe(false);
});
