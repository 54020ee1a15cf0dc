import { connectDatabase, migrate } from '@dreamteamhub/db';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { refusePooler } from './database-pooler.ts';
import { atDatabase, type DatabaseVariable } from './database-problem.ts';
import type { Env } from './env.ts';
import { makeQueueSchema } from './jobs/queue-schema.ts';
import { StartError } from './start-error.ts';

export interface OpenDatabase {
  /** Of the role that the hub runs as. */
  url: string;
  /** Leads to sessions of one's own; the same as `url` where that does. */
  directUrl: string;
  /** Of the role that the tables belong to, where that is another one, and known. */
  ownerUrl: string | undefined;
  /** Whether `url` may lead to a pooler, in which nothing may be left in a session. */
  isPooled: boolean;
  isEmbedded: boolean;
  /** Of the role that copies the embedded database; null where the hub did not start the database. */
  replicationUrl: string | null;
  close(): Promise<void>;
}

type DatabaseEnv = Pick<Env, 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'MIGRATION_DATABASE_URL' | 'DATA_DIR'>;

/**
 * Opens the environment's database or the embedded one, makes sure that the hub can work on it, and applies every
 * migration. Throws {@link StartError}; when `signal` ends the wait for another process' migrations, or its own, its reason.
 */
export async function openDatabase(
  env: DatabaseEnv,
  options: {
    log: (line: string) => void;
    /** Takes a line when another process keeps this one waiting, or when something is not as it should be. */
    onWait: (line: string) => void;
    signal?: AbortSignal | undefined;
  },
): Promise<OpenDatabase> {
  const { log, onWait, signal } = options;
  const database = await locateDatabase(env, log);
  try {
    signal?.throwIfAborted();
    if (!database.isEmbedded) await refusePooler(database);
    const connectionString = database.ownerUrl ?? database.directUrl;
    const migrating = {
      variable: variableOf(database),
      url: connectionString,
      signal,
    };
    const applicationRole = await applicationRoleOf(database);
    await atDatabase(migrating, () =>
      migrate({
        connectionString,
        applicationRole,
        alsoMake: (client) => makeQueueSchema(client, connectionString),
        onWait,
        onWarning: onWait,
        signal,
      }),
    );
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Finds the environment's database, or starts the embedded one, and changes nothing in it. */
export async function locateDatabase(env: DatabaseEnv, log: (line: string) => void): Promise<OpenDatabase> {
  const { DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl, MIGRATION_DATABASE_URL: ownerUrl } = env;
  if (url !== undefined) {
    return {
      url,
      directUrl: directUrl ?? url,
      ownerUrl,
      isPooled: directUrl !== undefined,
      isEmbedded: false,
      replicationUrl: null,
      close: async () => undefined,
    };
  }
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: env.DATA_DIR, log });
    return {
      url: embedded.url,
      directUrl: embedded.url,
      ownerUrl: embedded.ownerUrl,
      isPooled: false,
      isEmbedded: true,
      replicationUrl: embedded.backupUrl,
      close: () => embedded.stop(),
    };
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

/** The variable that the migrations' address comes from. */
function variableOf({ ownerUrl, isPooled }: OpenDatabase): DatabaseVariable {
  if (ownerUrl !== undefined) return 'MIGRATION_DATABASE_URL';
  return isPooled ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
}

/** The role that the running hub is, where the tables belong to another, whatever a pooler or settings make of its address. */
async function applicationRoleOf({
  url,
  ownerUrl,
  isPooled,
  isEmbedded,
}: OpenDatabase): Promise<string | undefined> {
  if (ownerUrl === undefined) return undefined;
  if (isEmbedded) return new URL(url).username;
  return atDatabase({ variable: 'DATABASE_URL', url }, async () => {
    const { pool, close } = connectDatabase({ connectionString: url, isPooled, maxConnections: 1 });
    try {
      const { rows } = await pool.query<{ role: string }>('SELECT current_user AS role');
      return rows[0]?.role;
    } finally {
      await close();
    }
  });
}
