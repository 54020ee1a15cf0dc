import { isSameDatabase, type PoolerFinding, probePooler } from '@dreamteamhub/db';
import { StartError } from './start-error.ts';

const DIRECT =
  'Set DATABASE_DIRECT_URL to the address of PostgreSQL itself, for migrations and the job queue, which need sessions of ' +
  'their own; DATABASE_URL may stay.';
const NEWER = 'Use PgBouncer 1.21 or newer, with max_prepared_statements above 0.';
const TRANSACTION_MODE = 'Use pool_mode = transaction.';

/**
 * Throws {@link StartError} when an address leads to a pooler that would break what the hub relies on: clicks would be
 * lost one by one, and a migration lock would stay taken in a session that nobody has.
 */
export async function refusePooler(database: {
  url: string;
  directUrl: string;
  isPooled: boolean;
}): Promise<void> {
  const direct = await probe(database.directUrl);
  const name = database.isPooled ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  if (direct.sessions !== 'own' || direct.fault !== null) {
    throw new StartError(
      [`${name} leads to a connection pooler ${describe(direct)}.`, ...remedies(direct, database)].join('\n'),
    );
  }
  if (!database.isPooled) return;
  const pooled = await probe(database.url);
  // Where sessions are one's own, startup parameters do not matter: through a pooler, the hub sends none.
  if (pooled.sessions !== 'own' && pooled.fault !== null) {
    throw new StartError(
      [`DATABASE_URL leads to a connection pooler ${describe(pooled)}.`, remedyOf(pooled)].join('\n'),
    );
  }
  if (!(await isSameDatabase(database.directUrl, database.url))) {
    throw new StartError('DATABASE_URL and DATABASE_DIRECT_URL lead to different databases.');
  }
}

async function probe(url: string): Promise<PoolerFinding> {
  try {
    return await probePooler(url);
  } catch (error) {
    if (!(error instanceof Error) || !/read timeout/i.test(error.message)) throw error;
    throw new Error(
      'it took a connection and did not answer on it. A pooler in session mode needs a session for every connection: ' +
        'some 30 for each process',
      { cause: error },
    );
  }
}

function describe({ sessions, fault }: PoolerFinding): string {
  const mode = { own: 'in session mode', shared: 'in transaction mode', statement: 'in statement mode' };
  return fault === null ? mode[sessions] : `${mode[sessions]}, and ${fault}`;
}

/** What to do about the address that needs sessions of its own. */
function remedies(direct: PoolerFinding, { isPooled }: { isPooled: boolean }): string[] {
  if (isPooled) return ['Set it to the address of PostgreSQL itself.'];
  return direct.sessions === 'own' || direct.fault === null ? [DIRECT] : [remedyOf(direct), DIRECT];
}

function remedyOf({ sessions }: PoolerFinding): string {
  return sessions === 'statement' ? TRANSACTION_MODE : NEWER;
}
