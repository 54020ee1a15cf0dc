import { migrate } from '@dreamteamhub/db';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import { refusePooler } from './database-pooler.ts';
import type { Env } from './env.ts';
import { StartError } from './start-error.ts';

export interface OpenDatabase {
  url: string;
  /** Leads to sessions of one's own; the same as `url` where that does. */
  directUrl: string;
  /** Whether `url` may lead to a pooler, in which nothing may be left in a session. */
  isPooled: boolean;
  isEmbedded: boolean;
  close(): Promise<void>;
}

type DatabaseEnv = Pick<Env, 'DATABASE_URL' | 'DATABASE_DIRECT_URL' | 'DATA_DIR'>;

/**
 * Opens the environment's database or the embedded one, makes sure that the hub can work on it, and applies every
 * migration. Throws {@link StartError}; when `signal` ends the wait for another process' migrations, its reason.
 */
export async function openDatabase(
  env: DatabaseEnv,
  options: {
    log: (line: string) => void;
    /** Takes a line when another process keeps this one waiting. */
    onWait: (line: string) => void;
    signal?: AbortSignal | undefined;
  },
): Promise<OpenDatabase> {
  const { log, onWait, signal } = options;
  const database = await locate(env, log);
  try {
    if (!database.isEmbedded) await refusePooler(database);
    await migrate({ connectionString: database.directUrl, onWait, signal });
    return database;
  } catch (error) {
    await database.close();
    if (error instanceof StartError || (signal?.aborted && error === signal.reason)) throw error;
    throw new StartError(
      `cannot use the database ${withoutPassword(database.directUrl)}: ${reason(error)}\n` +
        'Check DATABASE_URL, and that the server runs and lets this machine in; ' +
        'or unset DATABASE_URL to use the embedded database.',
      { cause: error },
    );
  }
}

async function locate(env: DatabaseEnv, log: (line: string) => void): Promise<OpenDatabase> {
  const { DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl } = env;
  if (url !== undefined) {
    return {
      url,
      directUrl: directUrl ?? url,
      isPooled: directUrl !== undefined,
      isEmbedded: false,
      close: async () => undefined,
    };
  }
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: env.DATA_DIR, log });
    return {
      url: embedded.url,
      directUrl: embedded.url,
      isPooled: false,
      isEmbedded: true,
      close: () => embedded.stop(),
    };
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) throw new StartError(error.message, { cause: error });
    throw error;
  }
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    return `${parsed.hostname}:${parsed.port || '5432'}${parsed.pathname}`;
  } catch {
    return 'of DATABASE_URL';
  }
}

// A refused connection on a name with several addresses is an AggregateError without a message.
function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join('; ');
  return error instanceof Error ? error.message : String(error);
}
