import { setTimeout as sleep } from 'node:timers/promises';
import { type DatabaseConnection, migrateDown } from '@dreamteamhub/db';
import { EarlierOrdersDao } from '@dreamteamhub/db/orders';
import { VerifyDao } from '@dreamteamhub/db/upkeep';
import { openCheckout } from '@dreamteamhub/harness/checkout.ts';
import { freePort, type Product, request } from '@dreamteamhub/harness/product.ts';
import { storeOrders } from '@dreamteamhub/harness/stored-orders.ts';
import type { AlertDrillResult } from './alert-drill.ts';
import { LockWatch } from './lock-watch.ts';
import { OrderLoad } from './order-load.ts';
import type { DrillSite } from './site.ts';

const AFFILIATES = 200;
/** What is usual, before anything changes. */
const USUAL_MS = 10_000;
const FILLED_WITHIN_MS = 30 * 60_000;
const LONGEST_WAIT_MS = 1_000;
/** The metrics have caught up, and `verify` compares all of them. */
const SETTLED_MS = 8_000;
const TOLD = 5;

/** What a hub of the version before reads and writes. */
const OLD_TABLES = ['aff_attributions', 'aff_refunds', 'aff_event_ids', 'aff_daily_rollups', 'deliveries'];

/**
 * Brings a database of many attributions to the version that stores orders, while orders come to both versions, and back
 * again. Nothing may be refused, no order may wait long for a lock, each must be where its answer says, and the books
 * must be right; on the way back, the old tables must keep what they have.
 */
export async function orderMigrationDrill(
  site: DrillSite,
  { orders, before: folder }: { orders: number; before: string | null },
): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const checkout = await openCheckout(folder ?? '');
  const former = await site.startHub(await freePort(), {}, checkout);
  const pixelIds = await site.withDatabase(async (database) => {
    await createAffiliates(database);
    await storeOrders(database, orders);
    await storeDeliveries(database);
    const { rows } = await database.pool.query<{ pixel: string }>('SELECT pixel_id AS pixel FROM affiliates');
    return rows.map(({ pixel }) => pixel);
  });
  say(`stored ${orders} orders in ${since(startedAt)} s`);

  const columns = await site.withDatabase(readColumns);
  const migrations = await site.withDatabase(countMigrations);

  const load = new OrderLoad(pixelIds);
  const locks = new LockWatch(await site.databaseUrl());
  const stopFormer = load.start({ origin: former.origin, takesLines: false });
  const loadedAt = Date.now();
  await sleep(USUAL_MS);
  locks.longestMs = 0;

  const migratedAt = Date.now();
  let hub = await site.startHub();
  const readyAt = Date.now();
  say(`migrated and ready in ${since(migratedAt)} s`);
  const stopHub = load.start({ origin: hub.origin, takesLines: true });
  await filled(site, orders);
  const filledAt = Date.now();
  say(`stored the orders of the attributions from before in ${((filledAt - readyAt) / 1000).toFixed(1)} s`);
  await stopFormer();
  await former.stop();
  await stopHub();
  const waitedMs = await locks.stop();

  // What the version before took meanwhile is stored after the next start.
  await hub.stop();
  hub = await site.startHub();
  await filled(site, null);
  await sleep(SETTLED_MS);
  const findings = [
    ...[...new Set(load.refusals)].slice(0, TOLD),
    ...(waitedMs > LONGEST_WAIT_MS ? [`a statement waited ${waitedMs} ms for a lock`] : []),
    ...(await site.withDatabase((database) => compare(database, load))),
    ...(await listProblems(hub)),
  ];
  if (load.taken.filter(({ at }) => at >= migratedAt && at <= filledAt).length === 0)
    findings.push('no order was taken while the database was migrated and filled: nothing is proven');
  await hub.stop();

  const down = await wayBack(site, { columns, migrations });
  findings.push(...down.findings);
  const again = await site.startHub(await freePort(), {}, checkout);
  const { status } = await request(again, 'POST', '/api/affiliates/track/conversion', {
    ...{ orderId: 'after the way back', pixelId: pixelIds[0], revenue: '19.90' },
  });
  if (status !== 200) findings.push(`after the way back, an order was answered ${status}`);

  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1);
  return {
    name: 'order-migration',
    findings,
    header: [
      'orders before',
      'orders meanwhile',
      'migrated and ready, s',
      'filled, s',
      'longest wait for a lock, ms',
      'slowest order before, ms',
      'while migrated, ms',
      'while filled, ms',
      'way back, s',
    ],
    rows: [
      [
        orders,
        load.taken.length,
        seconds(migratedAt, readyAt),
        seconds(readyAt, filledAt),
        waitedMs,
        load.slowest(loadedAt, migratedAt),
        load.slowest(migratedAt, readyAt),
        load.slowest(readyAt, filledAt),
        down.seconds,
      ],
    ],
    seconds: (Date.now() - startedAt) / 1000,
  };
}

async function createAffiliates({ pool }: DatabaseConnection): Promise<void> {
  await pool.query(`INSERT INTO storefronts (slug, name, currency) VALUES ('second', 'Second', 'EUR')`);
  await pool.query(
    `INSERT INTO affiliates (storefront_id, handle, name, pixel_id)
     SELECT storefronts.id, slug || '-' || n, 'Partner ' || n, 'px-' || slug || '-' || n
     FROM generate_series(1, $1::integer / 2) AS n, storefronts ORDER BY n, slug`,
    [AFFILIATES],
  );
}

/** What the shop's own server was told of each order. */
async function storeDeliveries({ pool }: DatabaseConnection): Promise<void> {
  await pool.query(`
    INSERT INTO deliveries (channel, alert_id, content, status, attempts, created_at, delivered_at)
    SELECT 'events', gen_random_uuid(),
           jsonb_build_object(
             'kind', 'event', 'type', 'conversion.recorded', 'occurredAt', timestamp,
             'data', jsonb_build_object('id', id, 'affiliateId', affiliate_id, 'orderId', order_id, 'revenue', revenue::text,
                                        'commission', commission::text, 'currency', currency, 'status', status)),
           'delivered', 1, timestamp, timestamp
    FROM aff_attributions ORDER BY id`);
  await pool.query('VACUUM (ANALYZE) deliveries');
  await pool.query('CHECKPOINT');
}

/** Resolves when the orders of the first `attributions` are stored; null: of all of them. */
async function filled(site: DrillSite, attributions: number | null): Promise<void> {
  await site.withDatabase(async ({ db }) => {
    const earlier = new EarlierOrdersDao(db);
    for (const deadline = Date.now() + FILLED_WITHIN_MS; Date.now() < deadline; await sleep(2_000)) {
      const first = await earlier.findFirst();
      if (first === null || (attributions !== null && first > attributions)) return;
    }
    throw new Error(`the orders were not stored within ${FILLED_WITHIN_MS / 60_000} minutes`);
  });
}

/** Compares what was acknowledged with what is stored, and the books with the rows under them. */
async function compare({ db, pool }: DatabaseConnection, load: OrderLoad): Promise<string[]> {
  const { rows } = await pool.query<{
    orderId: string;
    attributions: number;
    orders: number;
    lines: number;
  }>(`
    SELECT attribution.order_id AS "orderId", count(*) OVER (PARTITION BY attribution.order_id)::integer AS attributions,
           (SELECT count(*)::integer FROM orders
            WHERE orders.storefront_id = attribution.storefront_id AND orders.order_key = attribution.order_key) AS orders,
           (SELECT count(*)::integer FROM order_lines JOIN orders ON orders.id = order_lines.order_id
            WHERE orders.storefront_id = attribution.storefront_id AND orders.order_key = attribution.order_key) AS lines
    FROM aff_attributions AS attribution WHERE attribution.order_id LIKE 'load-%'`);
  const stored = new Map(rows.map((row) => [row.orderId, row]));
  const wrong = load.taken.filter(({ orderId, lines }) => {
    const row = stored.get(orderId);
    return row?.attributions !== 1 || row.orders !== 1 || row.lines !== lines;
  });
  const { differences } = await new VerifyDao(db).verify();
  return [
    ...wrong
      .slice(0, TOLD)
      .map(({ orderId }) => `${orderId}: ${JSON.stringify(stored.get(orderId) ?? 'lost')}`),
    ...differences
      .slice(0, TOLD)
      .map(
        ({ what, of, day, booked, actual }) => `${what} of ${of} on ${day}: ${booked}, actually ${actual}`,
      ),
    ...(await outOfOrder(pool)),
  ];
}

/** The list of orders follows their ids: those of either version must be in the order of time. */
async function outOfOrder(pool: DatabaseConnection['pool']): Promise<string[]> {
  const { rows } = await pool.query<{ id: string; late: string }>(`
    SELECT id, late::text FROM (
      SELECT id, lag(posted_at) OVER (PARTITION BY id >= 2147483648 ORDER BY id) - posted_at AS late FROM orders) AS listed
    -- Orders that come at once may begin in one sequence and end in another.
    WHERE late > interval '1 second' ORDER BY id LIMIT ${TOLD}`);
  return rows.map(({ id, late }) => `order ${id} is listed after one that came ${late} later`);
}

/** Reads the first page of the list of orders, as people see it: last reported first. */
async function listProblems(hub: Product): Promise<string[]> {
  const { status, body } = await request(hub, 'GET', '/api/orders?limit=500');
  if (status !== 200) return [`the list of orders was answered ${status} ${JSON.stringify(body)}`];
  const items = body as { id: number; postedAt: string }[];
  if (items.length === 0) return ['the list of orders is empty'];
  return items.flatMap(({ id }, place) => {
    const next = items[place + 1];
    return next !== undefined && next.id > id ? [`order ${next.id} is listed after order ${id}`] : [];
  });
}

/** Reverts the migrations of this version, and compares what the old tables have of their old columns. */
async function wayBack(
  site: DrillSite,
  { columns, migrations }: { columns: Columns; migrations: number },
): Promise<{ findings: string[]; seconds: string }> {
  const before = await site.withDatabase((database) => hashes(database, columns));
  const startedAt = Date.now();
  await migrateDown({ connectionString: await site.databaseUrl(), keep: migrations });
  const seconds = since(startedAt);
  const after = await site.withDatabase((database) => hashes(database, columns));
  return { seconds, findings: before.filter((hash) => !after.includes(hash)).map((hash) => `lost: ${hash}`) };
}

async function countMigrations({ pool }: DatabaseConnection): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'SELECT count(*)::integer AS count FROM drizzle.__drizzle_migrations',
  );
  return rows[0]?.count ?? 0;
}

type Columns = { table: string; columns: string }[];

/** Returns the columns that the old tables had before: those that the migrations added are not theirs. */
async function readColumns({ pool }: DatabaseConnection): Promise<Columns> {
  const { rows } = await pool.query<Columns[number]>(
    `SELECT table_name AS table, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position) AS columns
     FROM information_schema.columns WHERE table_schema = 'public' AND table_name = ANY ($1) GROUP BY 1 ORDER BY 1`,
    [OLD_TABLES],
  );
  return rows;
}

/** Returns count and hash of the rows of each table. */
async function hashes({ pool }: DatabaseConnection, tables: Columns): Promise<string[]> {
  const found: string[] = [];
  for (const { table, columns } of tables) {
    const { rows } = await pool.query<{ hash: string }>(
      `SELECT count(*) || ' rows of ${table}, ' || coalesce(sum(hashtextextended(ROW(${columns})::text, 0)), 0) AS hash
       FROM ${table}`,
    );
    found.push(rows[0]?.hash ?? '');
  }
  return found;
}

const since = (startedAt: number) => ((Date.now() - startedAt) / 1000).toFixed(1);

function say(line: string): void {
  console.log(`order-migration: ${line}`);
}
