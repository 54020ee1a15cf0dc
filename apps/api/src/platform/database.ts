import { migrate } from '@dreamteamhub/db';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '@dreamteamhub/db/embedded';
import type { Env } from './env.ts';
import { StartError } from './start-error.ts';

export interface OpenDatabase {
  url: string;
  isEmbedded: boolean;
  close(): Promise<void>;
}

/** Opens the environment's database or the embedded one, and applies every migration. Throws {@link StartError}. */
export async function openDatabase(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>,
  log: (line: string) => void,
): Promise<OpenDatabase> {
  const database = await locate(env, log);
  try {
    await migrate({ connectionString: database.url });
    return database;
  } catch (error) {
    await database.close();
    throw new StartError(
      `cannot use the database ${withoutPassword(database.url)}: ${reason(error)}\n` +
        'Check DATABASE_URL, and that the server runs and lets this machine in; ' +
        'or unset DATABASE_URL to use the embedded database.',
      { cause: error },
    );
  }
}

async function locate(
  env: Pick<Env, 'DATABASE_URL' | 'DATA_DIR'>,
  log: (line: string) => void,
): Promise<OpenDatabase> {
  if (env.DATABASE_URL !== undefined) {
    return { url: env.DATABASE_URL, isEmbedded: false, close: async () => undefined };
  }
  try {
    const embedded = await startEmbeddedPostgres({ dataDir: env.DATA_DIR, log });
    return { url: embedded.url, isEmbedded: true, close: () => embedded.stop() };
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
