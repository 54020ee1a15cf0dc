import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KeyService } from '@dreamteamhub/api/domains/storefronts/key-service.ts';
import { COMMAND_LINE } from '@dreamteamhub/api/platform/caller.ts';
import { SecretBox } from '@dreamteamhub/api/platform/secret-box.ts';
import { migrate } from '@dreamteamhub/db';
import { serverFlags } from '../../../scripts/launcher/server-flags.mjs';
import type { Target } from './measure.ts';
import type { Server, Workbench } from './workbench.ts';

const MAIN = fileURLToPath(new URL('../../../apps/api/src/main.ts', import.meta.url));

export const SECRET_KEY = 'sk_bench_0123456789abcdef0123456789abcdef';

/** The product itself, as it runs in production, on a database of the workbench. */
export async function startHub(bench: Workbench, database: string, main = MAIN): Promise<Server> {
  const env = {
    DATABASE_URL: await bench.urlOf(database),
    DATA_DIR: join(bench.directory, 'hub'),
    ROLE: 'all',
    LOG_LEVEL: 'warn',
    HUB_SECRET_KEY: SECRET_KEY,
    HUB_AUTH_SECRET: 'only-for-the-benchmark-only-for-the-benchmark',
  };
  return bench.startServer(main, env, serverFlags);
}

/** The hub as a target: a click that it takes for a bot or a repetition would have cost less than it should. */
export function hubTarget(bench: Workbench, database: string): Target {
  return { storage: { database, condition: 'counted' }, start: () => startHub(bench, database) };
}

/**
 * Makes a migrated database with affiliates `px-bench-00001` and on; answers a publishable key, which lifts the limit
 * for callers without one.
 */
export async function prepareHub(bench: Workbench, database: string, affiliates: number): Promise<string> {
  await migrate({ connectionString: await bench.createDatabase(database) });
  return bench.withDatabase(database, async ({ db, pool }) => {
    await pool.query(
      `INSERT INTO affiliates (storefront_id, handle, name, pixel_id)
       SELECT storefronts.id, 'partner-' || n, 'Partner ' || n, 'px-bench-' || lpad(n::text, 5, '0')
       FROM generate_series(1, $1::integer) AS n, storefronts WHERE slug = 'default'`,
      [affiliates],
    );
    await pool.query(`UPDATE storefronts SET allowed_origins = '{https://shop.example}'`);
    const keys = new KeyService({ db, secrets: new SecretBox([Buffer.alloc(32, 'bench')]) });
    const input = { kind: 'publishable', storefront: 'default', name: 'bench', scopes: [] } as const;
    return (await keys.issue(input, COMMAND_LINE)).key;
  });
}
