import { execFile } from 'node:child_process';
import { chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { killFamily } from './kill.ts';

/** What a server makes anew, or must not find: https://www.postgresql.org/docs/18/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP */
const NOT_COPIED = new Set(['postmaster.pid', 'postmaster.opts', 'standby.signal', 'backup_label']);
const EMPTIED = new Set(['pg_wal', 'pg_replslot', 'pg_stat_tmp', 'pg_notify', 'pg_subtrans', 'pg_dynshmem']);

const CHANGES_WITHIN_MS = 60_000;

interface Node {
  dataDir: DataDir;
  postgres: EmbeddedPostgres;
}

/** A primary and a standby that every commit waits for, both with the same password. */
export class PostgresPair {
  #primary: Node;
  #standby: Node | null = null;
  /** Of old primaries. */
  readonly #ended: DataDir[] = [];

  private constructor(primary: Node) {
    this.#primary = primary;
  }

  /** With `template`, the primary begins as a copy of that data folder's database. */
  static async open(template?: string): Promise<PostgresPair> {
    const dataDir = await makeDataDir(template);
    try {
      return new PostgresPair({ dataDir, postgres: await startEmbeddedPostgres({ dataDir: dataDir.path }) });
    } catch (error) {
      await dataDir.remove();
      throw error;
    }
  }

  get primaryUrl(): string {
    return this.#primary.postgres.superuserUrl;
  }

  get standbyUrl(): string {
    if (this.#standby === null) throw new Error('there is no standby');
    return this.#standby.postgres.superuserUrl;
  }

  async withPrimary<Result>(work: (connection: DatabaseConnection) => Promise<Result>): Promise<Result> {
    const connection = connectDatabase({ connectionString: this.primaryUrl, maxConnections: 1 });
    return work(connection).finally(() => connection.close());
  }

  /** Copies the primary while it works, has the copy follow it, and every commit wait until both have it. */
  async addStandby(): Promise<void> {
    await this.#removeEnded();
    const dataDir = await makeDataDir();
    try {
      await this.#copyPrimary(join(dataDir.path, 'postgres'));
      this.#standby = { dataDir, postgres: await startEmbeddedPostgres({ dataDir: dataDir.path }) };
    } catch (error) {
      await dataDir.remove();
      throw error;
    }
    await this.withPrimary(async ({ pool }) => {
      const isFollowed = async (how: string) =>
        (await pool.query(`SELECT FROM pg_stat_replication WHERE ${how}`)).rowCount === 1;
      await until(() => isFollowed(`state = 'streaming'`));
      // Not before: commits would hang.
      await pool.query(`ALTER SYSTEM SET synchronous_standby_names = '*'`);
      await pool.query('SELECT pg_reload_conf()');
      await until(() => isFollowed(`sync_state = 'sync'`));
    });
  }

  /** Ends the primary: all of its processes at the same moment, or in good order. */
  async endPrimary(how: 'killed' | 'stopped'): Promise<void> {
    const { postgres } = this.#primary;
    if (how === 'killed') {
      await killFamily(await postmasterPid(postgres));
    }
    await postgres.stop();
  }

  /** Makes the standby the primary; the old one must have ended. Resolves when it takes writes. */
  async promote(): Promise<void> {
    const standby = this.#standby;
    if (standby === null) throw new Error('there is no standby');
    const { dataDirectory } = standby.postgres;
    // As `pg_ctl promote` does.
    await writeFile(join(dataDirectory, 'promote'), '');
    process.kill(await postmasterPid(standby.postgres), 'SIGUSR1');
    this.#ended.push(this.#primary.dataDir);
    this.#primary = standby;
    this.#standby = null;
    // A standby refuses us.
    const takesWrites = () =>
      this.withPrimary(({ pool }) => pool.query('SELECT 1')).then(
        () => true,
        () => false,
      );
    await until(takesWrites, { everyMs: 20 });
  }

  async close(): Promise<void> {
    // The primary would wait for its standby to have everything.
    for (const node of [this.#standby, this.#primary]) {
      await node?.postgres.stop();
      await node?.dataDir.remove();
    }
    await this.#removeEnded();
  }

  async #removeEnded(): Promise<void> {
    for (const dataDir of this.#ended.splice(0)) await dataDir.remove();
  }

  async #copyPrimary(target: string): Promise<void> {
    const source = this.#primary.postgres.dataDirectory;
    // One session has to begin and to end it.
    const label = await this.withPrimary(async ({ pool }) => {
      await pool.query(`SELECT pg_backup_start('standby', true)`);
      await copyFiles(source, target);
      const { rows } = await pool.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
      return rows[0]?.labelfile ?? '';
    });
    const { hostname, port, username, password } = new URL(this.primaryUrl);
    const files = {
      backup_label: label,
      'standby.signal': '',
      // Not the primary's settings: whoever is promoted has no standby to wait for.
      'postgresql.auto.conf': `primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${password}'\n`,
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(target, name), text, { mode: 0o600 });
      await giveToOwnerOf(source, join(target, name));
    }
  }
}

/** Copies a running server's files, with owners and modes, which PostgreSQL insists on; `fs.cp` keeps neither. */
async function copyFiles(source: string, target: string): Promise<void> {
  await makeLike(source, target);
  const entries = await readdir(source);
  const copied = entries.filter((name) => !NOT_COPIED.has(name) && !EMPTIED.has(name));
  // Files come and go under a running server, and `cp` complains; what is needed of them is in the log.
  await promisify(execFile)('cp', ['-a', ...copied.map((name) => join(source, name)), target]).catch(
    () => undefined,
  );
  for (const name of entries.filter((entry) => EMPTIED.has(entry))) {
    await makeLike(join(source, name), join(target, name));
    for (const inside of await readdir(join(source, name), { withFileTypes: true })) {
      if (inside.isDirectory())
        await makeLike(join(source, name, inside.name), join(target, name, inside.name));
    }
  }
}

async function makeLike(source: string, target: string): Promise<void> {
  await mkdir(target, { mode: 0o700 });
  await giveToOwnerOf(source, target);
}

async function giveToOwnerOf(source: string, target: string): Promise<void> {
  const { uid, gid } = await stat(source);
  if (process.getuid?.() === 0) await chown(target, uid, gid);
}

async function until(condition: () => Promise<boolean>, { everyMs = 100 } = {}): Promise<void> {
  for (const deadline = Date.now() + CHANGES_WITHIN_MS; !(await condition()); await sleep(everyMs)) {
    if (Date.now() > deadline) throw new Error('the standby does not do its part in time');
  }
}

async function postmasterPid({ dataDirectory }: EmbeddedPostgres): Promise<number> {
  return Number.parseInt(await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8'), 10);
}
