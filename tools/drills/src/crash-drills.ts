import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Product } from '@dreamteamhub/harness/product.ts';
import { createAffiliates, type DrillResult, drill, nextAcknowledgement } from './drill.ts';
import type { DrillSite } from './site.ts';
import { Traffic } from './traffic.ts';

const AFFILIATES = 5;
const LOOPS = 32;
/** From one 200 after a restart to the next kill. */
const KILLED_AFTER_MS = { from: 300, to: 1_500 };

/** Kills PostgreSQL, all of its processes at once, and starts it again on its files; the hub lives through it. */
export async function postgresDrill(site: DrillSite, kills: number): Promise<DrillResult> {
  const hub = await site.startHub();
  const pixelIds = await createAffiliates(hub, AFFILIATES);
  return crashDrill(site, { name: 'postgres', kills, hub, pixelIds, crash: () => crashPostgres(site) });
}

/** Kills the hub and starts it again at its port. */
export async function apiDrill(site: DrillSite, kills: number): Promise<DrillResult> {
  let hub = await site.startHub();
  const port = Number(new URL(hub.origin).port);
  const pixelIds = await createAffiliates(hub, AFFILIATES);
  const crash = async () => {
    await hub.kill();
    hub = await site.startHub(port);
  };
  return crashDrill(site, { name: 'api', kills, hub, pixelIds, crash });
}

/**
 * The drill of PostgreSQL with commits that do not wait for the log. A hub refuses to start on such a database, so it is
 * set behind its back. If nothing is lost here, that nothing is lost there proves nothing.
 */
export async function controlDrill(site: DrillSite, kills: number): Promise<DrillResult> {
  const hub = await site.startHub();
  // While commits still last: only events are to be lost.
  const pixelIds = await createAffiliates(hub, AFFILIATES);
  await giveUpDurability(site);
  return crashDrill(site, { name: 'control', kills, hub, pixelIds, crash: () => crashPostgres(site) });
}

async function giveUpDurability(site: DrillSite): Promise<void> {
  await site.withDatabase(async ({ pool }) => {
    await pool.query('ALTER DATABASE hub SET synchronous_commit = off');
    // Nor does anybody write the log in the background.
    await pool.query(`ALTER SYSTEM SET wal_writer_delay = '10s'`);
    await pool.query(`ALTER SYSTEM SET wal_writer_flush_after = '1GB'`);
    await pool.query('SELECT pg_reload_conf()');
    // The hub's connections have the old setting for as long as they live.
    await pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
  });
}

export async function crashPostgres(site: DrillSite): Promise<void> {
  await site.killPostgres();
  await site.restartPostgres();
}

export interface Crash {
  name: string;
  kills: number;
  hub: Product;
  pixelIds: string[];
  /** Kills and restarts. */
  crash: () => Promise<void>;
}

/** Lets traffic run through crashes, and then compares what was acknowledged with the database. */
export function crashDrill(
  site: DrillSite,
  { name, kills, hub, pixelIds, crash }: Crash,
): Promise<DrillResult> {
  return drill(site, { name, kills }, async ({ sentEvents, backAfterMs }) => {
    const traffic = new Traffic({ origin: hub.origin, pixelIds, sentEvents, loops: LOOPS });
    await nextAcknowledgement(sentEvents);
    for (let kill = 1; kill <= kills; kill++) {
      await sleep(randomInt(KILLED_AFTER_MS.from, KILLED_AFTER_MS.to));
      await crash();
      const restartedAt = Date.now();
      await nextAcknowledgement(sentEvents);
      backAfterMs.push(Date.now() - restartedAt);
    }
    await traffic.stop();
  });
}
