import { setTimeout as sleep } from 'node:timers/promises';
import { type MigrationClient, sessionConfig } from '@dreamteamhub/db';
import { getConstructionPlans, PgBoss } from 'pg-boss';

/** How long a start waits for indexes that pg-boss builds after its own migrations; what is left, the next start builds. */
const INDEXES_MILLISECONDS = 60_000;
const LOOK_AGAIN_MILLISECONDS = 100;

/**
 * Creates pg-boss' schema, or migrates it, as the role of `connectionString`. The running hub does neither: its role creates
 * nothing. Where the schema is current, as at most starts, this is one query of `client`'s.
 */
export async function makeQueueSchema(client: MigrationClient, connectionString: string): Promise<void> {
  if (await isCurrent(client)) return;
  await asOwner(connectionString, true, async () => {
    const deadline = Date.now() + INDEXES_MILLISECONDS;
    while ((await isBuilding(client)) && Date.now() < deadline) await sleep(LOOK_AGAIN_MILLISECONDS);
  });
}

/** Rebuilds indexes of the queue that hold little any more, which only their owner may. Returns how many. */
export async function rebuildQueueIndexes(connectionString: string): Promise<number> {
  return asOwner(connectionString, false, async (boss) => {
    const commands = await boss.getReindexCommands();
    for (const command of commands) await boss.getDb().executeSql(command);
    return commands.length;
  });
}

async function isCurrent(client: MigrationClient): Promise<boolean> {
  const { rows } = await client.query<{ is_installed: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('pgboss') AND relname = 'version') AS is_installed`,
  );
  if (!rows[0]?.is_installed) return false;
  const { rows: versions } = await client.query<{ version: number; is_mine: boolean }>(
    `SELECT version, pg_has_role(relowner, 'USAGE') AS is_mine FROM pgboss.version, pg_class
     WHERE pg_class.oid = 'pgboss.version'::regclass`,
  );
  const [found] = versions;
  if (found?.version !== schemaVersion()) return false;
  return !(found.is_mine && (await isBuilding(client)));
}

async function isBuilding(client: MigrationClient): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pgboss.bam WHERE status IN ('pending', 'in_progress') LIMIT 1`,
  );
  return rowCount === 1;
}

/** The version of the schema that the installed pg-boss works with: what it writes last when it creates one. */
function schemaVersion(): number {
  const [, version] =
    /INSERT INTO pgboss\.version\s*\(version\)\s*VALUES\s*\('(\d+)'\)/i.exec(getConstructionPlans()) ?? [];
  if (version === undefined) throw new Error('pg-boss does not say which schema it works with');
  return Number(version);
}

async function asOwner<T>(
  connectionString: string,
  migrate: boolean,
  work: (boss: PgBoss) => Promise<T>,
): Promise<T> {
  const boss = new PgBoss({
    ...sessionConfig(connectionString, null),
    max: 2,
    migrate,
    supervise: false,
    schedule: false,
  });
  let failure: unknown;
  boss.on('error', (error) => {
    failure ??= error;
  });
  try {
    await boss.start();
    const result = await work(boss);
    if (failure !== undefined) throw failure;
    return result;
  } finally {
    await boss.stop({ graceful: false });
  }
}
