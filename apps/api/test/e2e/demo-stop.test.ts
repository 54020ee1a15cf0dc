import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readlink, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN } from '@dreamteamhub/harness/built-hub.ts';
import { freePort } from '@dreamteamhub/harness/product.ts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const PATIENCE = { timeout: 120_000, interval: 20 };

/** Where the demo makes its folder. */
let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'demo-stop-')));
  await chmod(folder, 0o755);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function hasServer(): Promise<boolean> {
  const demos = await readdir(folder);
  return demos.some((demo) => existsSync(join(folder, demo, 'postgres', 'postmaster.pid')));
}

/** The processes that work in the folder, as all of PostgreSQL's do. */
async function processesInFolder(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
  return places.filter((place) => place.startsWith(folder));
}

async function startDemo(): Promise<{ child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, '--demo'], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(await freePort()), TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  return { child, output: () => output };
}

test.each([
  ['SIGINT', 'PostgreSQL starts', async () => expect(await hasServer()).toBe(true), 0],
  [
    'SIGTERM',
    'its tables are made',
    async () => expect(await hasServer()).toBe(true),
    // A server that has just begun takes no queries yet.
    700,
  ],
  [
    'SIGTERM',
    'it is being filled',
    // The last line before that, which takes longer than a stop may.
    async (output: string) => expect(output).toContain('HUB_ENCRYPTION_KEY'),
    3_000,
  ],
] as const)(
  'a demo that gets %s while %s leaves nothing behind',
  async (signal, _what, isThere, milliseconds) => {
    const { child, output } = await startDemo();
    await vi.waitFor(() => isThere(output()), PATIENCE);
    await sleep(milliseconds);
    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended, output()).toEqual([0, null]);
    expect(await processesInFolder()).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  },
);
