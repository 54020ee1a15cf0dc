import { connectDatabase } from './packages/db/src/index.ts';
import { AffiliateService } from './apps/api/src/domains/affiliates/affiliate-service.ts';
import { InventoryService } from './apps/api/src/domains/inventory/inventory-service.ts';
import { OrderViewService } from './apps/api/src/domains/orders/order-view-service.ts';
import { EpisodeService } from './apps/api/src/domains/alerts/episode-service.ts';
import { SearchService } from './apps/api/src/domains/search/search-service.ts';
import { ConversionService } from './apps/api/src/domains/orders/conversion-service.ts';
const c = connectDatabase({ connectionString: 'postgres://postgres@127.0.0.1:5491/big', maxConnections: 1 });
import { readFileSync } from 'node:fs';
import { sql } from './packages/db/node_modules/drizzle-orm/index.js';
const db = c.db;
const by = { storefrontId: null } as never;
const s = {
  affiliates: new AffiliateService({ db }), products: new InventoryService({ db, currency: 'USD' }),
  orders: new OrderViewService({ db }), alerts: new EpisodeService({ db, now: () => new Date() }), search: new SearchService({ db }),
  conversions: new ConversionService({ db, publishEvent: (async () => undefined) as never }),
};
const N = Number(process.argv[2] ?? 30);
const only = process.argv[3];
await db.execute(sql`SET max_parallel_workers_per_gather = 0`);
const pid = Number((await db.execute(sql`SELECT pg_backend_pid() AS pid`)).rows[0]!.pid);
const cpu = () => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) * 10; };
async function time(name: string, f: () => Promise<any>) {
  if (only && !name.includes(only)) return;
  const t: number[] = []; let out: any;
  await f();
  const c0 = cpu();
  for (let i = 0; i < N; i++) { const a = performance.now(); out = await f(); t.push(performance.now() - a); }
  t.sort((a, b) => a - b);
  const c1 = (cpu() - c0) / N;
  console.log(`${name.padEnd(56)} cpu ${c1.toFixed(0).padStart(4)} p50 ${t[Math.floor(N / 2)]!.toFixed(0).padStart(5)} p99 ${t[N - 1]!.toFixed(0).padStart(5)} ms  rows ${out.items?.length} total ${JSON.stringify(out.total)}`);
}
const d = { limit: 50, withTotal: true };
const second = async (f: (x: any) => Promise<any>, x: any) => { const p = await f(x); return p.nextCursor === null ? x : { ...x, cursor: p.nextCursor }; };
async function list(kind: string, f: (x: any) => Promise<any>, sorts: string[], filters: Record<string, any>) {
  for (const [fname, filter] of Object.entries(filters)) for (const sort of sorts) for (const order of ['asc', 'desc']) {
    const x = { ...d, ...filter, sort, order };
    if (sort === 'urgency' && kind === 'products' && !filter.lowStockOnly) continue;
    await time(`${kind} ${fname} ${sort} ${order}`, () => f(x));
    if (fname === 'all') { const y = await second(f, x); await time(`${kind} ${fname} ${sort} ${order} page 2, no total`, () => f({ ...y, withTotal: false })); }
  }
}
await list('affiliates', (x) => s.affiliates.list(x, by), ['createdAt', 'name', 'handle', 'status', 'commissionBps', 'clicks30d', 'conversions30d', 'verifiedRevenue30d'], { all: {}, paused: { status: 'paused' }, match: { match: 'bl' }, matchAll: { match: 'partner' }, store: { storefront: 'eu' } });
await list('products', (x) => s.products.list({ descending: false, ...x }), ['added', 'sku', 'name', 'stock', 'threshold', 'urgency'], { all: {}, low: { lowStockOnly: true }, archived: { archivedOnly: true }, supplier: { supplier: 'Supplier 7' }, 'sku rare': { match: 'widget-00001' }, 'sku common': { match: 'wid' }, word: { match: 'großer kab' }, 'word rare': { match: 'abc' }, 'word none': { match: 'zzzz' } });
await list('orders', (x) => s.orders.list(x, by), ['reported', 'orderedAt', 'orderId', 'revenue', 'status'], { all: {}, id: { search: 'ORD-00012' }, credited: { attributed: 'yes' }, uncredited: { attributed: 'no' }, affiliate: { affiliateId: 18 }, store: { storefront: 'eu' }, range: { orderedFrom: new Date(Date.now() - 30 * 864e5).toISOString(), orderedTo: new Date().toISOString() }, paid: { status: 'paid' } });
await list('alerts', (x) => s.alerts.list({ status: 'active', ...x }), ['openedAt', 'urgency', 'sku', 'status'], { all: {}, open: { status: 'open' }, resolved: { status: 'resolved' }, sku: { match: 'widget-0000' }, common: { match: 'wid' }, out: { severity: 'outOfStock' }, range: { openedFrom: new Date(Date.now() - 30 * 864e5).toISOString() } });
for (const text of ['w', 'wid', 'widget-0000005', 'blog', 'partner', 'großer ka', 'ÖL', 'a b c', 'ORD-00001', 'ord-0', 'zzzzzz', 'deluxe', 'ts/blk', 'red wid', '7', 'Supplier'])
  await time(`search ${text}`, () => s.search.find({ text, limit: 8 }));
await time('conversions by orderId', () => s.conversions.list({ limit: 50, orderId: 'ORD-0000777' }, by));
await c.close();
