import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { connectDatabase } from '@dreamteamhub/db';
import { BackupRefusedError, findTool, ManifestError, RestoreRefusedError } from '@dreamteamhub/db/backup';
import { EmbeddedPostgresError } from '@dreamteamhub/db/embedded';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { findBackup } from '../domains/backups/backup-catalog.ts';
import { makeBackup } from '../domains/backups/make-backup.ts';
import { readPassphrase } from '../domains/backups/passphrase.ts';
import { restoreBackup } from '../domains/backups/restore-backup.ts';
import { locateDatabase, type OpenDatabase, openDatabase } from '../platform/database.ts';
import { refusePooler } from '../platform/database-pooler.ts';
import { makeQueueSchema } from '../platform/jobs/queue-schema.ts';
import { SealedStreamError } from '../platform/sealed-stream.ts';
import { openSecrets, secretTexts } from '../platform/secrets.ts';
import { StartError } from '../platform/start-error.ts';
import type { Undo } from '../platform/undo.ts';
import type { AloneCommand } from './command.ts';
import { checkBooks } from './verify.ts';

const MEBIBYTE = 1024 * 1024;

export const backup: AloneCommand = {
  name: 'backup',
  usage: 'DIR [--logical]',
  summary:
    'back up database, secrets and waiting clicks into a new folder in DIR, while the hub runs; --logical: tables as text',
  async runAlone({ args, env, warn, undo }) {
    const { folder, flag: isLogical } = readArguments(args, 'logical');
    const passphrase = await readPassphrase(env);
    const database = await opened(
      undo,
      locateDatabase(env, () => undefined),
    );
    // Through a pooler's sessions, another backup would not be noticed.
    if (!database.isEmbedded) await refusePooler(database);
    const stopping = new AbortController();
    const databaseUrl = database.ownerUrl ?? database.directUrl;
    const made = explained(async () =>
      makeBackup(
        {
          folder: resolve(folder),
          passphrase,
          databaseUrl,
          replicationUrl: database.replicationUrl,
          isLogical,
          pgDump: await findTool('pg_dump'),
          dataDir: resolve(env.DATA_DIR),
          secrets: await readSecretTexts(),
        },
        { onWait: warn, signal: stopping.signal },
      ),
    );
    undo.add(() => {
      stopping.abort(new StartError('the backup was stopped, and what there was of it is removed'));
      return made.catch(() => undefined);
    });
    const { path, bytes, databaseBytes, seconds, content } = await made;
    return {
      lines: [
        path,
        `Backed up ${mebibytes(databaseBytes)} of database in ${seconds.toFixed(1)} s, ${mebibytes(bytes)} on the disk: ${content}.`,
      ],
    };

    async function readSecretTexts() {
      const { db, close } = connectDatabase({ connectionString: databaseUrl, maxConnections: 1 });
      return secretTexts(await openSecrets(env, db, warn).finally(close));
    }
  },
};

export const restore: AloneCommand = {
  name: 'restore',
  usage: 'DIR [--replace]',
  summary:
    'restore a backup, or the newest one in DIR, into an empty place, and verify it; --replace: also where there is something',
  async runAlone({ args, env, warn, undo }) {
    const { folder, flag: replaces } = readArguments(args, 'replace');
    const passphrase = await readPassphrase(env);
    const found = await findBackup(folder);
    warn(
      `Restoring ${found.path}, of ${found.manifest.createdAt} (migration ${found.manifest.migrations.last}).`,
    );
    if (env.DATABASE_URL !== undefined) await refusePooler(await locateDatabase(env, () => undefined));
    await explained(() =>
      restoreBackup({
        backup: found,
        passphrase,
        dataDir: resolve(env.DATA_DIR),
        ownerUrl: env.MIGRATION_DATABASE_URL ?? env.DATABASE_DIRECT_URL ?? env.DATABASE_URL ?? null,
        givenSecrets: {
          ...(env.HUB_AUTH_SECRET === undefined ? {} : { 'auth-secret': env.HUB_AUTH_SECRET }),
          ...(env.HUB_ENCRYPTION_KEY === undefined ? {} : { 'encryption-key': env.HUB_ENCRYPTION_KEY }),
        },
        replaces,
        makeQueue: makeQueueSchema,
        say: warn,
      }),
    );
    const database = await opened(undo, openDatabase(env, { log: () => undefined, onWait: warn }));
    const { db, close } = connectDatabase({ connectionString: database.directUrl, maxConnections: 2 });
    undo.add(close);
    // Whether they are those of the database.
    await openSecrets(env, db, warn);
    const newest = await new VerifyDao(db).getNewestClickTime();
    const { lines, exitCode } = await checkBooks(db);
    return {
      lines: [...lines, `Restored. Newest click: ${newest?.toISOString() ?? 'none'}.`],
      ...(exitCode === undefined ? {} : { exitCode }),
    };
  },
};

function readArguments(args: string[], flag: string): { folder: string; flag: boolean } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { [flag]: { type: 'boolean', default: false } },
  });
  const [folder, ...others] = positionals;
  if (folder === undefined || folder === '' || others.length > 0) throw new StartError('give one folder');
  return { folder, flag: values[flag] === true };
}

/** Closes the database at the end, also where that comes while it opens. */
async function opened(undo: Undo, opening: Promise<OpenDatabase>): Promise<OpenDatabase> {
  undo.add(() =>
    opening.then(
      (database) => database.close(),
      () => undefined,
    ),
  );
  return opening;
}

/** Errors that say what is wrong need no stack. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isExpected = [
      BackupRefusedError,
      RestoreRefusedError,
      EmbeddedPostgresError,
      ManifestError,
      SealedStreamError,
    ].some((kind) => error instanceof kind);
    throw isExpected ? new StartError((error as Error).message, { cause: error }) : error;
  }
}

const mebibytes = (bytes: number) => `${Math.ceil(bytes / MEBIBYTE).toLocaleString('en-US')} MiB`;
