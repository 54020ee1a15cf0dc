import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type { AlertDrillResult } from './alert-drill.ts';
import { ClickLoad } from './click-load.ts';
import { createAffiliates } from './drill.ts';
import { fillShop, hashShop } from './stored-shop.ts';

const CLI = fileURLToPath(new URL('../../../apps/api/src/cli.ts', import.meta.url));
const PER_SECOND = 100;
/** The hub looks once a minute whether a backup is due; until then the load shows what is usual. */
const SETTLE_MS = 10_000;
const BACKUP_WITHIN_MS = 3_600_000;
const MEBIBYTE = 1024 * 1024;

/** A hub with its own database, on the disk of the temporary folder. `close` removes it. */
export class RestoreSite {
  readonly folder: string;
  hub: Product | undefined;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<RestoreSite> {
    const folder = await mkdtemp(join(tmpdir(), 'hub-drill-'));
    // The database's own user must get in.
    await chmod(folder, 0o755);
    return new RestoreSite(folder);
  }

  async startHub(env: Record<string, string> = {}): Promise<Product> {
    await this.hub?.stop();
    this.hub = await startProduct({
      dataDir: join(this.folder, 'hub'),
      env: { SEED_SAMPLES: '0', LOG_LEVEL: 'error', LIMIT_FACTOR: '1000', ...env },
    });
    return this.hub;
  }

  async close(): Promise<void> {
    await this.hub?.stop();
    for (const name of ['hub', 'restored']) {
      const cluster = await realpath(join(this.folder, name, 'postgres')).catch(() => null);
      if (cluster === null) continue;
      await (await startEmbeddedPostgres({ dataDir: join(this.folder, name) }).catch(() => null))?.stop();
      await rm(cluster, { recursive: true, force: true });
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Backs up a large hub under load at its hour, restores the backup elsewhere, and compares: every row that was there, every
 * click that was acknowledged before the backup began, and the books.
 */
export async function restoreDrill(
  site: RestoreSite,
  { clicks, products }: { clicks: number; products: number },
): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const backups = join(site.folder, 'backups');
  const passphrase = { BACKUP_PASSPHRASE: 'only for the drill' };
  const pixelIds = await createAffiliates(await site.startHub(), 10);
  await inDatabase(join(site.folder, 'hub'), (database) => fillShop(database, { clicks, products }));
  say(`stored ${clicks} clicks and ${products} products in ${since(startedAt)} s`);

  const hub = await site.startHub({ BACKUP_DIR: backups, ...passphrase });
  const load = new ClickLoad({ origin: hub.origin, pixelIds, perSecond: PER_SECOND });
  await sleep(SETTLE_MS);
  const loadedAt = Date.now();
  const memory = new MemoryWatch(hub.pid);
  await until(async () => (await readdir(backups).catch(() => [])).length > 0);
  const beganAt = Date.now();
  const idleBytes = memory.restart();
  await until(async () => (await readdir(backups)).some((name) => name.startsWith('hub-')));
  const endedAt = Date.now();
  const peakBytes = memory.stop();
  await load.stop();
  const [name = ''] = await readdir(backups);
  const manifest = JSON.parse(await readFile(join(backups, name, 'backup.json'), 'utf8')) as {
    createdAt: string;
    database: { sizeBytes: number };
    files: { bytes: number }[];
  };
  say(`backed up in ${((endedAt - beganAt) / 1000).toFixed(1)} s`);

  const restoring = Date.now();
  const restored = await runHub(join(site.folder, 'restored'), passphrase, 'restore', backups);
  const restoreSeconds = since(restoring);
  say(restored.output.trim());
  const expected = await inDatabase(join(site.folder, 'hub'), (database) => hashShop(database, clicks));
  const findings = restored.exitCode === 0 ? [] : [`restore ended with ${restored.exitCode}`];
  const before = load.acknowledged.filter(({ at }) => at < Date.parse(manifest.createdAt));
  const server = await startEmbeddedPostgres({ dataDir: join(site.folder, 'restored') });
  try {
    const found = await inDatabase(join(site.folder, 'restored'), async (database) => ({
      hashes: await hashShop(database, clicks),
      eventIds: await eventIdsAfter(database, clicks),
    }));
    findings.push(
      ...expected
        .filter((hash, index) => hash !== found.hashes[index])
        .map((hash) => `not restored: ${hash}`),
    );
    const missing = before.filter(({ eventId }) => !found.eventIds.has(eventId)).length;
    if (missing > 0) findings.push(`${missing} clicks acknowledged before the backup are missing`);
  } finally {
    await server.stop();
  }
  findings.push(...[...new Set(load.failures)].slice(0, 10));
  if (before.length === 0) findings.push('no click was acknowledged before the backup: nothing is proven');

  const usual = load.latencies(loadedAt, beganAt, [0.5, 0.99]);
  const meanwhile = load.latencies(beganAt, endedAt, [0.5, 0.99]);
  return {
    name: 'restore',
    findings,
    header: [
      'clicks, products',
      'database, MiB',
      'backup, MiB',
      'seconds to back up',
      'clicks p50 / p99 before, ms',
      'meanwhile',
      'memory above idle, MiB',
      'seconds to restore and verify',
      'acknowledged before it',
      'of them missing',
    ],
    rows: [
      [
        `${clicks.toLocaleString('en-US')}, ${products.toLocaleString('en-US')}`,
        Math.round(manifest.database.sizeBytes / MEBIBYTE),
        Math.round(manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) / MEBIBYTE),
        ((endedAt - beganAt) / 1000).toFixed(0),
        usual.join(' / '),
        meanwhile.join(' / '),
        Math.round((peakBytes - idleBytes) / MEBIBYTE),
        restoreSeconds,
        before.length,
        findings.some((finding) => finding.includes('missing')) ? 'some' : 0,
      ],
    ],
    seconds: (Date.now() - startedAt) / 1000,
  };
}

async function eventIdsAfter({ pool }: DatabaseConnection, clicks: number): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ id: string }>('SELECT event_id AS id FROM aff_clicks WHERE id > $1', [
    clicks,
  ]);
  return new Set(rows.map(({ id }) => id));
}

/** As the owner of the tables, while the database runs. */
async function inDatabase<Result>(dataDir: string, work: (database: DatabaseConnection) => Promise<Result>) {
  const connectionString = (await readFile(join(dataDir, 'database-url'), 'utf8')).trim();
  const database = connectDatabase({ connectionString, maxConnections: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The memory that a process holds; of Linux only. */
class MemoryWatch {
  readonly #timer: NodeJS.Timeout;
  #now = 0;
  #peak = 0;

  constructor(pid: number) {
    const look = async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      this.#now = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
      this.#peak = Math.max(this.#peak, this.#now);
    };
    this.#timer = setInterval(() => void look(), 100);
  }

  /** Returns what it holds now, and begins to look for the peak. */
  restart(): number {
    this.#peak = this.#now;
    return this.#now;
  }

  /** Returns the peak. */
  stop(): number {
    clearInterval(this.#timer);
    return this.#peak;
  }
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + BACKUP_WITHIN_MS; Date.now() < deadline; await sleep(50)) {
    if (await isTrue()) return;
  }
  throw new Error(`the backup was not made within ${BACKUP_WITHIN_MS / 60_000} minutes`);
}

function runHub(dataDir: string, env: Record<string, string>, ...args: string[]) {
  return new Promise<{ exitCode: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CLI, ...args],
      { env: { PATH: process.env.PATH, DATA_DIR: dataDir, ...env } },
      (error, stdout, stderr) =>
        resolve({ exitCode: error === null ? 0 : Number(error.code), output: stderr + stdout }),
    );
  });
}

const since = (at: number) => ((Date.now() - at) / 1000).toFixed(0);
const say = (line: string) => console.log(`restore: ${line}`);
