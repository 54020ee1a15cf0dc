import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { createZstdDecompress } from 'node:zlib';

import { type MigrationClient, makeFolder } from '@dreamteamhub/db';
import { countMigrations, restoreDump, restoreTables } from '@dreamteamhub/db/backup';
import { findCluster, restoreCluster, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { readSecretFile, secretPath } from '../../platform/secret-file.ts';
import { isAsGood } from '../../platform/secrets.ts';
import { StartError } from '../../platform/start-error.ts';
import { addToSpool, spoolFiles, spoolFolder } from '../tracking/spool-copy-service.ts';
import type { StoredBackup } from './backup-catalog.ts';
import { type BackupKeys, checkManifest, MANIFEST, openKeys, SEALED_FILE } from './backup-format.ts';
import { readSealedItems } from './sealed-items.ts';

export interface RestoreOrder {
  backup: StoredBackup;
  passphrase: string;
  dataDir: string;
  /** The owner's address of the database to restore into; null: the embedded one of the data folder. */
  ownerUrl: string | null;
  /** What the environment says, which stays as it is. */
  givenSecrets: Partial<Record<SecretName, string>>;
  /** Moves aside, or empties, what is in the place. */
  replaces: boolean;
  /** Makes the schema of the job queue. */
  makeQueue: (client: MigrationClient, ownerUrl: string) => Promise<void>;
  say: (line: string) => void;
}

type SecretName = 'auth-secret' | 'encryption-key';

const VARIABLES: Record<SecretName, string> = {
  'auth-secret': 'HUB_AUTH_SECRET',
  'encryption-key': 'HUB_ENCRYPTION_KEY',
};

/**
 * Restores a backup into an empty place: first checks all of it and the place, and changes nothing until then. Throws
 * {@link StartError} and the errors of the database's package. What is there afterwards still has to be migrated and verified.
 */
export async function restoreBackup(order: RestoreOrder): Promise<void> {
  const { backup, dataDir, ownerUrl, say } = order;
  const { manifest } = backup;
  const keys = await openKeys(order.passphrase, manifest);
  checkManifest(await readFile(join(backup.path, MANIFEST), 'utf8'), keys);
  if ((await countMigrations(manifest.migrations)) === null) {
    throw new StartError(
      `this backup was made by a newer version of the hub (migration ${manifest.migrations.last}): restore it with that version`,
    );
  }
  if (manifest.kind === 'cluster' && ownerUrl !== null) {
    throw new StartError(
      'this is a copy of the embedded database: unset DATABASE_URL, or make a backup with --logical, which any PostgreSQL takes',
    );
  }
  await refuseOccupied(order);
  await checkFiles(backup);
  const sealed = await readSealed(backup, keys);
  await refuseOtherSecrets(order, sealed.secrets);
  await refuseOtherSpool(order, sealed.spool);
  say(`Every file is as it was written (${manifest.content}).`);

  const placeFiles = async () => {
    await makeFolder(dataDir, 0o755);
    const aside = order.replaces ? await moveAside(order) : null;
    if (aside !== null) say(`What was there before is in ${aside}.`);
    await placeSecrets(order, sealed.secrets);
    for await (const item of openSealed(backup, keys))
      if (item.kind === 'spool') await addToSpool(dataDir, item);
  };
  const read = (name: string) => readContent(backup, name);
  if (manifest.kind === 'cluster') {
    const password = sealed.secrets.get('database-password');
    if (password === undefined) throw new StartError(`${SEALED_FILE} lacks the password of the database`);
    const { serverVersion } = manifest.database;
    await restoreCluster({ dataDir, read, password, serverVersion, beforePlacing: placeFiles });
    return;
  }
  await withOwner(order, async (connectionString) => {
    if (manifest.kind === 'dump') {
      await restoreDump({ connectionString, read });
    } else {
      const target = { connectionString, schema: manifest.migrations, replaces: order.replaces };
      const alsoMake = (client: MigrationClient) => order.makeQueue(client, connectionString);
      await restoreTables({ ...target, read, alsoMake, onWarning: say });
    }
    // Last: when the tables could not be filled, the database that was there still has its secrets.
    await placeFiles();
  });
}

async function refuseOccupied({ backup, dataDir, ownerUrl, replaces }: RestoreOrder): Promise<void> {
  if (ownerUrl !== null) return;
  const found = await findCluster(dataDir);
  if (found === 'running') throw new StartError(`a hub is running in ${dataDir}: stop it first`);
  if (found === 'none' || replaces || backup.manifest.kind !== 'cluster') return;
  throw new StartError(
    `there is a database in ${dataDir} already: set DATA_DIR to an empty folder, or add --replace to move it aside`,
  );
}

async function checkFiles({ path, manifest }: StoredBackup): Promise<void> {
  for (const { name, bytes, sha256 } of manifest.files) {
    const hash = createHash('sha256');
    let length = 0;
    try {
      for await (const chunk of createReadStream(join(path, name))) {
        hash.update(chunk);
        length += chunk.length;
      }
    } catch (cause) {
      throw new StartError(`${name} of the backup cannot be read: ${(cause as Error).message}`, { cause });
    }
    if (length < bytes)
      throw new StartError(`${name} of the backup was cut short: ${length} of ${bytes} bytes`);
    if (hash.digest('hex') !== sha256) throw new StartError(`${name} of the backup was altered`);
  }
}

function readContent({ path, manifest }: StoredBackup, name: string): Readable {
  if (!manifest.files.some((file) => file.name === name)) throw new StartError(`the backup lacks ${name}`);
  const file = createReadStream(join(path, name));
  if (!name.endsWith('.zst')) return file;
  const plain = createZstdDecompress();
  file.on('error', (error) => plain.destroy(error));
  return file.pipe(plain);
}

const openSealed = ({ path }: StoredBackup, keys: BackupKeys) =>
  readSealedItems(createReadStream(join(path, SEALED_FILE)), keys.seal);

/** All secrets, and what the spool's files are. */
async function readSealed(backup: StoredBackup, keys: BackupKeys) {
  const secrets = new Map<string, string>();
  const spool = new Set<string>();
  for await (const item of openSealed(backup, keys)) {
    if (item.kind === 'secret') secrets.set(item.name, item.text);
    else spool.add(item.name);
  }
  return { secrets, spool };
}

async function refuseOtherSecrets(
  { dataDir, givenSecrets, replaces }: RestoreOrder,
  secrets: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [name, variable] of Object.entries(VARIABLES) as [SecretName, string][]) {
    const given = givenSecrets[name];
    if (given !== undefined && !isAsGood(name, given, secrets.get(name) ?? '')) {
      throw new StartError(
        `${variable} is another secret than the backup has: unset it, and the backup's is restored`,
      );
    }
    if (given !== undefined || replaces) continue;
    const path = secretPath(dataDir, name);
    const there = await readSecretFile(path);
    if (there === null || isAsGood(name, there, secrets.get(name) ?? '')) continue;
    throw new StartError(
      `${path} is another secret than the backup has: set DATA_DIR to an empty folder, or add --replace to move it aside`,
    );
  }
}

async function refuseOtherSpool(
  { dataDir, replaces }: RestoreOrder,
  spool: ReadonlySet<string>,
): Promise<void> {
  if (replaces) return;
  const others = (await spoolFiles(dataDir)).filter((name) => !spool.has(name));
  if (others.length === 0) return;
  throw new StartError(
    `clicks of another database wait in ${spoolFolder(dataDir)}: set DATA_DIR to an empty folder, or add --replace to move them aside`,
  );
}

/** Moves what belongs to the database that is replaced. Returns where to; null when there was nothing. */
async function moveAside({ dataDir, backup }: RestoreOrder): Promise<string | null> {
  const ours = ['auth-secret', 'encryption-key', 'click-spool', 'setup-link'];
  if (backup.manifest.kind === 'cluster') ours.push('postgres');
  const there = (await readdir(dataDir)).filter((name) => ours.includes(name));
  if (there.length === 0) return null;
  const aside = join(dataDir, `replaced-${new Date().toISOString().replace(/[-:.]/g, '')}`);
  await mkdir(aside, { mode: 0o700 });
  for (const name of there) await rename(join(dataDir, name), join(aside, name));
  return aside;
}

async function placeSecrets(
  { dataDir, givenSecrets }: RestoreOrder,
  secrets: ReadonlyMap<string, string>,
): Promise<void> {
  for (const name of Object.keys(VARIABLES) as SecretName[]) {
    const text = secrets.get(name);
    const path = secretPath(dataDir, name);
    if (text === undefined || givenSecrets[name] !== undefined || (await readSecretFile(path)) !== null)
      continue;
    await writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true });
  }
}

async function withOwner(
  { ownerUrl, dataDir }: RestoreOrder,
  work: (connectionString: string) => Promise<void>,
): Promise<void> {
  if (ownerUrl !== null) return work(ownerUrl);
  const embedded = await startEmbeddedPostgres({ dataDir });
  await work(embedded.ownerUrl).finally(() => embedded.stop());
}
