import { AlertService } from '@dreamteamhub/api/domains/alerts/alert-service.ts';
import { OutboxService } from '@dreamteamhub/api/domains/deliveries/outbox-service.ts';
import { connectDatabase, migrate } from '@dreamteamhub/db';
import { storeProducts } from './products.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

/** Among however many products. */
export const LOW_PRODUCTS = 1_000;
const ROUNDS = 15;

/**
 * Measures a scan of the same 1,000 low products among 10,000 and among 1,000,000: it must cost what is low, not what is
 * stored. Prints the plans of the statements that look for them, so that a lost index shows.
 */
export async function benchScan(bench: Workbench): Promise<void> {
  const connectionString = await bench.createDatabase('scan');
  await migrate({ connectionString });
  const small = await measure(connectionString, 10_000);
  const large = await measure(connectionString, 1_000_000);
  console.table([small, large].map(({ plans: _plans, ...row }) => row));
  console.log(`ratio of medians, 1 M to 10 k products: ${(large.medianMs / small.medianMs).toFixed(2)}`);
  console.log(`\nPlans among 1,000,000 products:\n\n${large.plans.join('\n\n')}`);
}

async function measure(connectionString: string, products: number) {
  const connection = connectDatabase({ connectionString, maxConnections: 4 });
  const { db, pool } = connection;
  try {
    await pool.query('TRUNCATE inventory_products, alert_episodes, alert_cooldowns, deliveries CASCADE');
    await storeProducts(connection, { products, low: LOW_PRODUCTS });

    const jobs = new Map<string, number>();
    const alerts = new AlertService({
      db,
      channels: ['webhook', 'email'],
      cooldownSeconds: 300,
      repeatSeconds: 14_400,
      groupSeconds: 10,
      restockedChannels: [],
      requestFlush: async () => undefined,
      outbox: new OutboxService({
        enqueueDelivery: async (_tx, { channel }) => {
          jobs.set(channel, (jobs.get(channel) ?? 0) + 1);
        },
      }),
    });
    const first = await time(() => alerts.scan());
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push((await time(() => alerts.scan())).ms);
    return {
      products,
      low: first.result.lowStockCount,
      announced: first.result.announcedCount,
      digests: Object.fromEntries(jobs),
      firstScanMs: round(first.ms),
      medianMs: round(median(rounds)),
      plans: await explain(pool),
    };
  } finally {
    await connection.close();
  }
}

/** Returns the plans of the two statements of a scan that read products. */
async function explain(pool: ReturnType<typeof connectDatabase>['pool']): Promise<string[]> {
  const statements = [
    `SELECT id FROM inventory_products AS product
     WHERE stock < threshold AND archived_at IS NULL AND NOT EXISTS (
       SELECT FROM alert_episodes WHERE product_id = product.id AND status <> 'resolved')`,
    `SELECT episode.id, product.sku FROM inventory_products AS product
     JOIN alert_episodes AS episode ON episode.product_id = product.id AND episode.status <> 'resolved'
     WHERE product.stock < product.threshold AND product.archived_at IS NULL
       AND (episode.announced_at IS NULL OR product.stock < episode.announced_stock)`,
  ];
  const plans: string[] = [];
  for (const statement of statements) {
    const { rows } = await pool.query(`EXPLAIN (ANALYZE, BUFFERS) ${statement}`);
    plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
  }
  return plans;
}

async function time<Result>(work: () => Promise<Result>): Promise<{ ms: number; result: Result }> {
  const start = performance.now();
  const result = await work();
  return { ms: performance.now() - start, result };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
