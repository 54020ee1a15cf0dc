import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connectDatabase } from '@dreamteamhub/db';
import { freePort } from '@dreamteamhub/harness/product.ts';
import { rowHashes } from '@dreamteamhub/harness/row-hashes.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Where Debian has a server and its tools; elsewhere the test is skipped. */
const [BIN] = ['/usr/lib/postgresql']
  .filter((home) => existsSync(home))
  .flatMap((home) => readdirSync(home).map((version) => join(home, version, 'bin')))
  .filter((bin) =>
    ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((tool) => existsSync(join(bin, tool))),
  );
const CLI = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
/** PostgreSQL does not run as root; this is nobody, on every Linux. */
const USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

describe.skipIf(BIN === undefined)('a database of another PostgreSQL', () => {
  let base: string;
  let port: number;
  let stop: () => Promise<void>;
  const urlOf = (database: string) => `postgres://owner:p%40ss@127.0.0.1:${port}/${database}`;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'hub-dump-'));
    await chmod(base, 0o755);
    const directory = join(base, 'postgres');
    const run = promisify(execFile);
    await mkdir(directory, { mode: 0o700 });
    if (USER.uid !== undefined) await chown(directory, USER.uid, USER.gid);
    const settings = ['--username=postgres', '--auth=trust', '--no-sync', '--locale=C.UTF-8'];
    await run(join(BIN ?? '', 'initdb'), [`--pgdata=${directory}`, ...settings], { ...USER, cwd: '/' });
    port = await freePort();
    const options = { listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
    const child = spawn(
      join(BIN ?? '', 'postgres'),
      [
        '-D',
        directory,
        '-p',
        String(port),
        ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      { ...USER, cwd: '/', stdio: 'ignore' },
    );
    const ended = new Promise((resolve) => child.once('exit', resolve));
    stop = async () => {
      child.kill('SIGINT');
      await ended;
      await rm(base, { recursive: true, force: true });
    };
    const { pool, close } = connectDatabase({
      connectionString: `postgres://postgres@127.0.0.1:${port}/postgres`,
    });
    while (!(await pool.query('SELECT 1').catch(() => null))) await sleep(50);
    await pool.query(`CREATE ROLE owner LOGIN PASSWORD 'p@ss'`);
    for (const name of ['hub', 'restored', 'broken']) await pool.query(`CREATE DATABASE ${name} OWNER owner`);
    await close();
  });
  afterAll(() => stop());

  const hub = (database: string, args: string[], path = `${BIN}${delimiter}${process.env.PATH}`) =>
    new Promise<{ exitCode: number; output: string; errors: string }>((resolve) => {
      execFile(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', CLI, ...args],
        {
          env: {
            PATH: path,
            NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
            DATABASE_URL: urlOf(database),
            DATA_DIR: join(base, `data-of-${database}`),
            BACKUP_PASSPHRASE: 'correct horse battery staple',
          },
        },
        (error, output, errors) =>
          resolve({ exitCode: error === null ? 0 : Number(error.code), output, errors }),
      );
    });

  test('is dumped by its own pg_dump, and restored into a new one, or not at all', async () => {
    const backups = join(base, 'backups');
    expect(await hub('hub', ['samples'])).toMatchObject({ exitCode: 0 });
    const made = await hub('hub', ['backup', backups]);
    expect([made.exitCode, made.output]).toEqual([
      0,
      expect.stringMatching(/: pg_dump, \d+ rows of the hub's tables\.$/m),
    ]);
    const restored = await hub('restored', ['restore', backups]);
    expect([restored.exitCode, restored.output]).toEqual([
      0,
      expect.stringMatching(/No difference\.\nRestored\./),
    ]);
    expect(await rowHashes(urlOf('restored'))).toEqual(await rowHashes(urlOf('hub')));

    const again = await hub('restored', ['restore', backups, '--replace']);
    expect([again.exitCode, again.errors]).toEqual([
      1,
      expect.stringContaining(
        'the target database has tables: this backup is a dump, and needs a new database',
      ),
    ]);
    const withoutTools = await hub('broken', ['restore', backups], '/nonexistent');
    expect([withoutTools.exitCode, withoutTools.errors]).toEqual([
      1,
      expect.stringMatching(/pg_restore \d+ or newer has to be on the PATH/),
    ]);
    // Without pg_dump the tables are copied, which any hub can restore.
    const logical = await hub('hub', ['backup', join(base, 'logical')], '/nonexistent');
    expect([logical.exitCode, logical.output]).toEqual([
      0,
      expect.stringMatching(/: \d+ tables, \d+ rows\.$/m),
    ]);
  });
});
