import { isSameDatabase, type PoolerFinding, probePooler } from '@dreamteamhub/db';
import { atDatabase, type DatabaseVariable } from './database-problem.ts';
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
  ownerUrl: string | undefined;
  isPooled: boolean;
}): Promise<void> {
  const { url, directUrl, ownerUrl, isPooled } = database;
  const name = isPooled ? 'DATABASE_DIRECT_URL' : 'DATABASE_URL';
  await refuseShared(name, directUrl, isPooled);
  if (ownerUrl !== undefined) {
    await refuseShared('MIGRATION_DATABASE_URL', ownerUrl, true);
    await refuseOther('MIGRATION_DATABASE_URL', ownerUrl, url);
  }
  if (!isPooled) return;
  const pooled = await probe('DATABASE_URL', url);
  // Where sessions are one's own, startup parameters do not matter: through a pooler, the hub sends none.
  if (pooled.sessions !== 'own' && pooled.fault !== null) {
    throw new StartError(
      [`DATABASE_URL leads to a connection pooler ${describe(pooled)}.`, remedyOf(pooled)].join('\n'),
    );
  }
  await refuseOther('DATABASE_DIRECT_URL', directUrl, url);
}

/** Refuses a pooler where sessions of one's own are needed; `isApart`: the address need not be that of the running hub. */
async function refuseShared(name: DatabaseVariable, address: string, isApart: boolean): Promise<void> {
  const finding = await probe(name, address);
  if (finding.sessions === 'own' && finding.fault === null) return;
  throw new StartError(
    [`${name} leads to a connection pooler ${describe(finding)}.`, ...remedies(finding, isApart)].join('\n'),
  );
}

async function refuseOther(name: DatabaseVariable, address: string, url: string): Promise<void> {
  if (await isSameDatabase(address, url)) return;
  throw new StartError(`DATABASE_URL and ${name} lead to different databases.`);
}

function probe(variable: DatabaseVariable, url: string): Promise<PoolerFinding> {
  return atDatabase({ variable, url }, async () => {
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
  });
}

function describe({ sessions, fault }: PoolerFinding): string {
  const mode = { own: 'in session mode', shared: 'in transaction mode', statement: 'in statement mode' };
  return fault === null ? mode[sessions] : `${mode[sessions]}, and ${fault}`;
}

/** What to do about the address that needs sessions of its own. */
function remedies(direct: PoolerFinding, isApart: boolean): string[] {
  if (isApart) return ['Set it to the address of PostgreSQL itself.'];
  return direct.sessions === 'own' || direct.fault === null ? [DIRECT] : [remedyOf(direct), DIRECT];
}

function remedyOf({ sessions }: PoolerFinding): string {
  return sessions === 'statement' ? TRANSACTION_MODE : NEWER;
}
