import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  findPgBouncer,
  isCurrent,
  NO_PGBOUNCER,
  type PgBouncer,
  startPgBouncer,
} from '@dreamteamhub/db/test/pgbouncer';
import { crashDrill, crashPostgres } from './crash-drills.ts';
import { createAffiliates, type DrillResult } from './drill.ts';
import type { DrillSite } from './site.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** What the hub promises about events, stock and alerts: whole-app tests, run through PgBouncer. */
const ESSENTIALS = [
  'orders',
  'inventory',
  'tracking/tracking',
  'alerts/alerts',
  'storefronts',
  'platform/jobs',
];

/**
 * Fewer sessions than the hub has connections, so that they are shared. By itself, PgBouncer waits 15 s before it asks a
 * PostgreSQL again that was away.
 */
const SETTINGS = { default_pool_size: 4, server_login_retry: 1 };

/**
 * Runs tests of the hub through PgBouncer in transaction mode. Then a hub takes events through it while PostgreSQL and
 * PgBouncer are killed in turn. Throws where there is no PgBouncer, or when a test fails.
 */
export async function pgBouncerDrill(site: DrillSite, kills: number): Promise<DrillResult> {
  const binary = await findPgBouncer(isCurrent);
  if (binary === null) throw new Error(`the drill pgbouncer ${NO_PGBOUNCER}`);
  await runEssentials();

  const databaseUrl = await site.databaseUrl();
  const start = (port?: number): Promise<PgBouncer> =>
    startPgBouncer({
      binary,
      databaseUrl,
      poolMode: 'transaction',
      settings: SETTINGS,
      ...(port === undefined ? {} : { port }),
    });
  let pooler = await start();
  try {
    const hub = await site.startHub(undefined, {
      DATABASE_URL: pooler.url,
      DATABASE_DIRECT_URL: databaseUrl,
    });
    const pixelIds = await createAffiliates(hub, 5);
    let crashes = 0;
    const crash = async () => {
      crashes++;
      if (crashes % 2 === 1) return crashPostgres(site);
      const { port } = new URL(pooler.url);
      await pooler.stop();
      pooler = await start(Number(port));
    };
    return await crashDrill(site, { name: 'pgbouncer', kills, hub, pixelIds, crash });
  } finally {
    await pooler.stop();
  }
}

async function runEssentials(): Promise<void> {
  const tests = ESSENTIALS.map((name) => `test/${name}`);
  const child = spawn(`${ROOT}node_modules/.bin/vitest`, ['run', '--project', 'api', ...tests], {
    cwd: ROOT,
    env: { ...process.env, TEST_POOLER: '1' },
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error('tests failed through PgBouncer');
}
