import { join } from 'node:path';
import {
  type Checkout,
  CheckoutError,
  commandLineOf,
  mainOf,
  THIS_CHECKOUT,
} from '@dreamteamhub/harness/checkout.ts';
import type { Target } from './measure.ts';
import type { Server, Workbench } from './workbench.ts';

export const SECRET_KEY = 'sk_bench_0123456789abcdef0123456789abcdef';

/** What the hub seals with. */
export const ENCRYPTION_KEY = Buffer.alloc(32, 'bench');

/** Whose hub is started: a checkout's, or another file of this one that stands in for its `main.ts`. */
interface HubVersion {
  checkout?: Checkout;
  main?: string;
  env?: Record<string, string>;
}

/** Starts the product itself, as it runs in production, on a database of the workbench. */
export async function startHub(
  bench: Workbench,
  database: string,
  { checkout = THIS_CHECKOUT, main = mainOf(checkout), env: more = {} }: HubVersion = {},
): Promise<Server> {
  const env = await environmentOf(bench, database, checkout);
  return explainFailure(checkout, bench.startServer(main, { ...env, ...more }, checkout.flags));
}

/** Returns the hub as a target: a click that it takes for a bot or a repetition would cost less than it should. */
export function hubTarget(bench: Workbench, database: string, checkout = THIS_CHECKOUT): Target {
  return {
    storage: { database, condition: 'counted' },
    start: () => startHub(bench, database, { checkout }),
  };
}

/**
 * Makes a database with the checkout's own migrations and with affiliates `px-bench-00001` and on. Returns a publishable
 * key, which lifts the limit for callers without one.
 */
export async function prepareHub(
  bench: Workbench,
  database: string,
  affiliates: number,
  checkout = THIS_CHECKOUT,
): Promise<string> {
  await bench.createDatabase(database);
  // Every command begins with the migrations.
  const printed = await runCommand(bench, database, checkout, ['keys', 'create', '--kind', 'publishable']);
  const key = /^pk_\S+$/m.exec(printed)?.[0];
  if (key === undefined) throw new CheckoutError(`${checkout.folder}: no key was issued, but\n${printed}`);
  await bench.withDatabase(database, async ({ pool }) => {
    await pool.query(
      `INSERT INTO affiliates (storefront_id, handle, name, pixel_id)
       SELECT storefronts.id, 'partner-' || n, 'Partner ' || n, 'px-bench-' || lpad(n::text, 5, '0')
       FROM generate_series(1, $1::integer) AS n, storefronts WHERE slug = 'default'`,
      [affiliates],
    );
    await pool.query(`UPDATE storefronts SET allowed_origins = '{https://shop.example}'`);
  });
  return key;
}

/** Runs one of the hub's commands on a database of the workbench; returns what it printed. */
async function runCommand(
  bench: Workbench,
  database: string,
  checkout: Checkout,
  command: string[],
): Promise<string> {
  const args = ['--disable-warning=ExperimentalWarning', commandLineOf(checkout), ...command];
  const env = await environmentOf(bench, database, checkout);
  return explainFailure(checkout, bench.run(process.execPath, args, { env }));
}

async function environmentOf(
  bench: Workbench,
  database: string,
  { name }: Checkout,
): Promise<Record<string, string>> {
  return {
    DATABASE_URL: await bench.urlOf(database),
    DATA_DIR: join(bench.directory, `hub-${name}`),
    ROLE: 'all',
    LOG_LEVEL: 'warn',
    // All callers have one address.
    LIMIT_FACTOR: '1000000',
    HUB_SECRET_KEY: SECRET_KEY,
    HUB_AUTH_SECRET: 'only-for-the-benchmark-only-for-the-benchmark',
    HUB_ENCRYPTION_KEY: ENCRYPTION_KEY.toString('base64'),
  };
}

/** Says whose hub failed where two of them are measured: this one's failure is an error like any other. */
async function explainFailure<Result>(checkout: Checkout, work: Promise<Result>): Promise<Result> {
  if (checkout === THIS_CHECKOUT) return work;
  return work.catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CheckoutError(`the hub of ${checkout.folder} failed: ${reason}`, { cause });
  });
}
