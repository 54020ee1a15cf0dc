import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, EmbeddedPostgresError, startEmbeddedPostgres } from './index.ts';
import { isAlive, readPostmasterFile } from './postmaster-file.ts';

let base: string;
let dataDir: string;
let toStop: EmbeddedPostgres[];
let children: ChildProcess[];

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-embedded-'));
  await chmod(base, 0o755);
  dataDir = join(base, 'data');
  toStop = [];
  children = [];
});

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await Promise.all(toStop.map((database) => database.stop()));
  await rm(base, { recursive: true, force: true });
});

async function start(): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ dataDir, durable: false });
  toStop.push(database);
  return database;
}

async function query<T extends pg.QueryResultRow>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Another Node process that starts or joins the database and then stays alive. */
async function startInChild(): Promise<{ child: ChildProcess; ownerUrl: string; isOwner: boolean }> {
  const module = new URL('./index.ts', import.meta.url).href;
  const program = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    const database = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
    console.log(JSON.stringify({ ownerUrl: database.ownerUrl, isOwner: database.isOwner }));
    process.on('SIGTERM', () => database.stop().then(() => process.exit(0)));
    setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that a test can signal the group as a terminal does.
    detached: true,
  });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, ...(JSON.parse(line) as { ownerUrl: string; isOwner: boolean }) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

async function serverPid(): Promise<number | undefined> {
  const pid = (await readPostmasterFile(join(dataDir, 'postgres')))?.pid;
  return pid && isAlive(pid) ? pid : undefined;
}

test('starts on an empty folder, keeps data and port over a restart, stops', async () => {
  const first = await start();
  expect(first.isOwner).toBe(true);
  const [settings] = await query(
    first.url,
    `SELECT current_setting('listen_addresses') AS host, current_setting('server_encoding') AS encoding,
            current_setting('synchronous_commit') AS commit, current_setting('TimeZone') AS zone, current_database() AS name`,
  );
  expect(settings).toEqual({ host: '127.0.0.1', encoding: 'UTF8', commit: 'on', zone: 'UTC', name: 'hub' });
  await query(first.ownerUrl, "CREATE TABLE kept AS SELECT 'yes' AS value");
  await first.stop();
  await first.stop();
  expect(await serverPid()).toBeUndefined();

  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second.ownerUrl, 'SELECT value FROM kept')).toEqual([{ value: 'yes' }]);
});

test('keeps the password from other users of the machine and out of reach without it', async () => {
  const { url, ownerUrl } = await start();
  const urlFile = join(dataDir, 'database-url');
  expect((await readFile(urlFile, 'utf8')).trim()).toBe(ownerUrl);
  expect((await stat(urlFile)).mode & 0o777).toBe(0o600);
  const wrong = new URL(url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('takes another port when its own is taken', async () => {
  const first = await start();
  await first.stop();
  const squatter = createServer().listen(Number(new URL(first.url).port), '127.0.0.1');
  await once(squatter, 'listening');
  try {
    const second = await start();
    expect(new URL(second.url).port).not.toBe(new URL(first.url).port);
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  } finally {
    squatter.close();
  }
});

test('after kill -9 of its owner, group and all, the server is taken over with its data', async () => {
  const { child, ownerUrl, isOwner } = await startInChild();
  expect(isOwner).toBe(true);
  await query(ownerUrl, "CREATE TABLE kept AS SELECT 'yes' AS value");
  const pid = await serverPid();
  const exited = once(child, 'exit');
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await exited;
  expect(await serverPid()).toBe(pid);

  const next = await start();
  expect(next.isOwner).toBe(true);
  expect(await serverPid()).toBe(pid);
  expect(await query(next.ownerUrl, 'SELECT value FROM kept')).toEqual([{ value: 'yes' }]);
  await next.stop();
  expect(await serverPid()).toBeUndefined();
});

test('after kill -9 of the server the next start recovers', async () => {
  const first = await start();
  await query(first.ownerUrl, "CREATE TABLE kept AS SELECT 'yes' AS value");
  process.kill((await serverPid()) ?? 0, 'SIGKILL');

  const next = await start();
  expect(await query(next.ownerUrl, 'SELECT value FROM kept')).toEqual([{ value: 'yes' }]);
});

test('after both died at once and another process got the pid, the next start recovers', async () => {
  const { child, ownerUrl } = await startInChild();
  await query(ownerUrl, "CREATE TABLE kept AS SELECT 'yes' AS value");
  const pid = (await serverPid()) ?? 0;
  process.kill(pid, 'SIGKILL');
  await end(child, 'SIGKILL');
  const file = join(dataDir, 'postgres', 'postmaster.pid');
  await writeFile(file, (await readFile(file, 'utf8')).replace(String(pid), String(process.pid)));

  const next = await start();
  expect(await query(next.ownerUrl, 'SELECT value FROM kept')).toEqual([{ value: 'yes' }]);
});

test('a guest leaves the server running; the last process to leave stops it', async () => {
  const owner = await startInChild();
  const guest = await start();
  expect([owner.isOwner, guest.isOwner]).toEqual([true, false]);
  expect(guest.ownerUrl).toBe(owner.ownerUrl);
  await guest.stop();
  expect(await query(owner.ownerUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

  const lastGuest = await start();
  await end(owner.child, 'SIGTERM');
  expect(await query(lastGuest.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await lastGuest.stop();
  expect(await serverPid()).toBeUndefined();
});

test('two processes that start at once on an empty folder share one cluster', async () => {
  const [one, two] = await Promise.all([startInChild(), startInChild()]);
  expect(one.ownerUrl).toBe(two.ownerUrl);
  expect([one.isOwner, two.isOwner].sort()).toEqual([false, true]);
  await Promise.all([end(one.child, 'SIGTERM'), end(two.child, 'SIGTERM')]);
  expect(await serverPid()).toBeUndefined();
});

test('a kill -9 during initdb leaves nothing that breaks a later start', async () => {
  await mkdir(join(dataDir, 'postgres.init-abc', 'data', 'base'), { recursive: true });
  await writeFile(join(dataDir, 'postgres.lock'), '999999999 killed\n');
  await start();
  expect((await readdir(dataDir)).sort()).toEqual(['database-url', 'postgres']);
});

test('says what to do about a folder that is not ours', async () => {
  await mkdir(join(dataDir, 'postgres'), { recursive: true });
  await writeFile(join(dataDir, 'postgres', 'PG_VERSION'), '9.4\n');
  await expect(start()).rejects.toThrow(EmbeddedPostgresError);
  await expect(start()).rejects.toThrow('set DATA_DIR to another folder');
});

test.runIf(process.getuid?.() === 0)(
  'root below a folder that only root may enter: the cluster is elsewhere, linked',
  async () => {
    await chmod(base, 0o700);
    const lines: string[] = [];
    const database = await startEmbeddedPostgres({
      dataDir,
      durable: false,
      log: (line) => lines.push(line),
    });
    toStop.push(database);
    try {
      expect(database.dataDirectory).toMatch(/^\/var\/lib\/dreamteamhub\/pg-/);
      expect(lines.join('\n')).toContain(database.dataDirectory);
      await query(database.ownerUrl, "CREATE TABLE kept AS SELECT 'yes' AS value");
      await database.stop();

      const again = await start();
      expect(again.dataDirectory).toBe(database.dataDirectory);
      expect(await query(again.ownerUrl, 'SELECT value FROM kept')).toEqual([{ value: 'yes' }]);
      await again.stop();

      await rm(dataDir, { recursive: true });
      const fresh = await start();
      await fresh.stop();
      expect(fresh.dataDirectory).not.toBe(database.dataDirectory);
      await rm(fresh.dataDirectory, { recursive: true, force: true });

      await mkdir(dataDir, { recursive: true });
    } finally {
      await rm(database.dataDirectory, { recursive: true, force: true });
    }
  },
);
