import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectDatabase } from '@dreamteamhub/db';
import { uuidV7 } from '@dreamteamhub/harness/click.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { BROWSER } from '../support/hub-fixture.ts';

const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const PASSPHRASE = 'correct horse battery staple';

interface Run {
  child: ChildProcess;
  ended: Promise<{ exitCode: number | null; lines: string[]; errors: string }>;
}

/** `npm run hub -- <args>` on a data folder. */
function launch(dataDir: string, ...args: string[]): Run {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CLI, ...args], {
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      DATA_DIR: dataDir,
      BACKUP_PASSPHRASE_FILE: join(base, 'passphrase'),
    },
  });
  let [output, errors] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const ended = once(child, 'close').then(([exitCode]) => ({
    exitCode: exitCode as number | null,
    lines: output.trimEnd().split('\n'),
    errors,
  }));
  return { child, ended };
}
const run = (dataDir: string, ...args: string[]) => launch(dataDir, ...args).ended;

/** Waits for a file to appear in a folder, then ends the process as a power cut would. */
async function killWhen(
  { child, ended }: Run,
  folder: string,
  isThere: (name: string) => boolean,
): Promise<void> {
  for (;;) {
    const names = await readdir(folder, { recursive: true }).catch(() => []);
    if (names.some(isThere)) break;
    if (child.exitCode !== null) throw new Error(`it ended before: ${(await ended).errors}`);
    await sleep(2);
  }
  child.kill('SIGKILL');
  await ended;
}

let base: string;
let backups: string;
let source: DataDir;
let product: Product;
/** Event ids of clicks that were answered 200 before the backup began. */
const acknowledged: string[] = [];
const spooled = uuidV7();
let pixelId: string;
const targets: DataDir[] = [];
const newTarget = async (template?: string) => {
  const target = await makeDataDir(template);
  targets.push(target);
  return target.path;
};

async function click(): Promise<string> {
  const eventId = uuidV7();
  const answer = await fetch(`${product.origin}/api/affiliates/track/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
    body: JSON.stringify({ pixelId, eventId, visitorId: eventId }),
  });
  expect(answer.status).toBe(200);
  return eventId;
}

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'hub-backup-'));
  backups = join(base, 'backups');
  await writeFile(join(base, 'passphrase'), `${PASSPHRASE}\n`, { mode: 0o600 });
  source = await makeDataDir(inject('templateDataDir'));
  product = await startProduct({ dataDir: source.path, env: { LIMIT_FACTOR: '1000' } });
  const created = await request(product, 'POST', '/api/affiliates', { handle: 'ann', name: 'Ann' });
  pixelId = (created.body as { pixelId: string }).pixelId;
  for (let n = 0; n < 50; n++) acknowledged.push(await click());
});
afterAll(async () => {
  await product.stop();
  for (const target of [...targets, source]) await target.remove();
  await rm(base, { recursive: true, force: true });
});

test('a backup that is killed is none, and the next one removes what it left', async () => {
  await mkdir(backups);
  await killWhen(launch(source.path, 'backup', backups), backups, (name) =>
    name.endsWith('database.tar.zst'),
  );
  expect(await readdir(backups)).toEqual([expect.stringMatching(/^\.incomplete-/)]);

  // A click that the database has not taken yet, in the file of another process.
  await mkdir(join(source.path, 'click-spool'), { recursive: true });
  const line = JSON.stringify({
    at: new Date().toISOString(),
    input: { pixelId, eventId: spooled },
    reporter: { isTrusted: false, storefrontId: null, ip: '203.0.113.0', userAgent: BROWSER },
  });
  await writeFile(
    join(source.path, 'click-spool', `${uuidV7()}.0badcafe.jsonl`),
    `${line}\n{"at":"half a li`,
  );

  // Under load: what is acknowledged meanwhile may be in it or not.
  let isOver = false;
  const load = (async () => {
    while (!isOver) await click();
  })();
  const made = await run(source.path, 'backup', backups);
  isOver = true;
  await load;
  expect([made.exitCode, made.errors]).toEqual([0, '']);
  expect(await readdir(backups)).toEqual([expect.stringMatching(/^hub-/)]);
  expect(made.lines[1]).toMatch(/^Backed up .* MiB of database in .* files, log 0\/.* to 0\//);
});

test('all that was acknowledged before is restored, with its secrets and the clicks that wait', async () => {
  const target = await newTarget(inject('templateDataDir'));
  const running = await run(source.path, 'restore', backups, '--replace');
  expect([running.exitCode, running.errors]).toEqual([1, expect.stringContaining('a hub is running in')]);
  const occupied = await run(target, 'restore', backups);
  expect([occupied.exitCode, occupied.errors]).toEqual([
    1,
    expect.stringContaining('there is a database in'),
  ]);

  // What is there stays until the other is whole.
  const { ino } = await stat(join(target, 'postgres'));
  const isUnpacked = (name: string) => /^postgres\.restore-\w+\/base\/\d/.test(name);
  await killWhen(launch(target, 'restore', backups, '--replace'), target, isUnpacked);
  expect((await stat(join(target, 'postgres'))).ino).toBe(ino);

  const restored = await run(target, 'restore', backups, '--replace');
  expect(restored.errors).toMatch(
    /^Restoring .*\nEvery file is as it was written.*\nWhat was there before is in/,
  );
  expect([restored.exitCode, restored.lines]).toEqual([
    0,
    expect.arrayContaining(['No difference.', expect.stringMatching(/^Restored\. Newest click: 20/)]),
  ]);
  expect((await readdir(target)).filter((name) => name.startsWith('postgres.restore-'))).toEqual([]);
  for (const name of ['auth-secret', 'encryption-key']) {
    expect(await readFile(join(target, name), 'utf8')).toBe(await readFile(join(source.path, name), 'utf8'));
    expect((await stat(join(target, name))).mode & 0o777).toBe(0o600);
  }

  const second = await startProduct({ dataDir: target });
  const { pool, close } = connectDatabase({
    connectionString: (await readFile(join(target, 'database-url'), 'utf8')).trim(),
    maxConnections: 1,
  });
  try {
    const { rows } = await pool.query<{ id: string }>('SELECT event_id AS id FROM aff_clicks');
    const stored = new Set(rows.map(({ id }) => id));
    expect(acknowledged.filter((eventId) => !stored.has(eventId))).toEqual([]);
    const isReplayed = async () =>
      (await pool.query('SELECT FROM aff_clicks WHERE event_id = $1', [spooled])).rowCount === 1;
    while (!(await isReplayed())) await sleep(50);
  } finally {
    await close();
    await second.stop();
  }
});

test('an altered copy of the database is refused, and nothing is made', async () => {
  const target = await newTarget();
  const [name = ''] = await readdir(backups);
  const file = await open(join(backups, name, 'database.tar.zst'), 'r+');
  await file.write(Buffer.from([0xff, 0xff]), 0, 2, 200_000);
  await file.close();
  const refused = await run(target, 'restore', join(backups, name));
  expect([refused.exitCode, refused.errors]).toEqual([
    1,
    expect.stringContaining('database.tar.zst of the backup was altered'),
  ]);
  expect(await readdir(target)).toEqual([]);
});
