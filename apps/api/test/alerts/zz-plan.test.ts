import { sql } from 'drizzle-orm';
import { afterAll, test } from 'vitest';
import { startTestHub } from '../support/hub-fixture.ts';

const hub = await startTestHub();
afterAll(() => hub.stop());
const timed = async (name: string, run: () => Promise<unknown>) => {
  const start = performance.now();
  const result = await run();
  console.log('PLAN', name, Math.round(performance.now() - start), 'ms', JSON.stringify(result)?.slice(0, 200));
};
test('scan', async () => {
  await hub.owner.execute(sql`INSERT INTO inventory_products (sku, name, stock, threshold, supplier)
    SELECT 'P' || (n % 5000) || '-' || n, 'Product', CASE WHEN n <= 80000 THEN n % 10 ELSE 100 END, 20, 'Supplier ' || n % 500 FROM generate_series(1, 300000) AS n`);
  await hub.owner.execute(sql`ANALYZE`);
  await timed('first scan, no mutes', () => hub.deps.services.alerts.scan());
  for (const _ of [1, 2]) await timed('second scan, no mutes', () => hub.deps.services.alerts.scan());
  await hub.owner.execute(sql`UPDATE alert_episodes SET announced_at = NULL, announced_stock = NULL`);
  await hub.owner.execute(sql`DELETE FROM alert_cooldowns`);
  await hub.owner.execute(sql`INSERT INTO alert_mutes (kind, value, key, created_by)
    SELECT 'sku', 'P' || (n % 5000) || '-' || n, 'P' || (n % 5000) || '-' || n, 'x' FROM generate_series(1, 6000) AS n
    UNION ALL SELECT 'prefix', 'P' || n || '-', 'p' || n || '-', 'x' FROM generate_series(0, 3499) AS n
    UNION ALL SELECT 'supplier', 'Supplier ' || n, 'Supplier ' || n, 'x' FROM generate_series(0, 499) AS n`);
  for (const _ of [1, 2, 3]) await timed('scan, 10,000 mutes, 80,000 muted', () => hub.deps.services.alerts.scan());
  await timed('count', () => hub.deps.services.episodes.count());
  await timed('list', () => hub.deps.services.mutes.list({ sort: 'createdAt', order: 'desc', limit: 50, withTotal: true }));
  await timed('preview P', () => hub.deps.services.mutes.preview({ kind: 'prefix', value: 'P' }));
  await timed('episodes', () => hub.deps.services.episodes.list({ status: 'active', sort: 'openedAt', order: 'desc', limit: 100 }));
  await hub.owner.execute(sql`DELETE FROM alert_mutes`);
  await timed('count without mutes', () => hub.deps.services.episodes.count());
  await timed('scan after the lift: one digest', () => hub.deps.services.alerts.scan());
  for (const _ of [1, 2]) await timed('scan, nothing due', () => hub.deps.services.alerts.scan());
}, 300_000);
