import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FigureKeeper } from '@dreamteamhub/api/domains/analytics/figure-keeper.ts';
import { createLog } from '@dreamteamhub/api/platform/log.ts';
import { DemoDao } from '@dreamteamhub/db/demo';
import { THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { type HubSession, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { storeOrders } from '@dreamteamhub/harness/stored-orders.ts';
import { prepareHub, startHub } from './hub-target.ts';
import { decimal, table } from './markdown.ts';
import { storeOpeningMovements, storeProducts } from './products.ts';
import { quantile } from './statistics.ts';
import { storeClicks } from './stored-clicks.ts';
import type { Workbench } from './workbench.ts';

const DATABASE = 'year';
const DAYS = 365;
const AFFILIATES = 10_000;
const ORDERS = 100_000;
const PRODUCTS = 1_000_000;
const LOW_PRODUCTS = 500;
const CALLS = 40;
/** The first calls of a process pay for what all others have: connections, prepared statements, compiled code. */
const CALLS_BEFORE = 5;
/** What one run of the job does not get through, the next ones do, every quarter of an hour. */
const COMPLETE_WITHIN_MS = 60 * 60_000;

/** What one part of a page asks: a query of the contract and its input. */
interface Question {
  page: string;
  procedure: string;
  input: Record<string, unknown>;
}

/**
 * Measures what the pages of the app ask of a hub with a year of data: 10,000 partners, `clicks` clicks, 100,000 orders and a
 * million products; call by call, as one person on it.
 */
export async function benchYear(bench: Workbench, { clicks }: { clicks: number }): Promise<void> {
  await prepareHub(bench, DATABASE, AFFILIATES);
  const startedAt = performance.now();
  await storeClicks(bench, DATABASE, clicks, DAYS);
  await bench.withDatabase(DATABASE, async (connection) => {
    await storeOrders(connection, ORDERS, DAYS);
    await storeProducts(connection, { products: PRODUCTS, low: LOW_PRODUCTS });
    await storeOpeningMovements(connection);
    // As in a hub from before there were figures over time.
    await new DemoDao(connection.db).askForFigures();
    const keeper = new FigureKeeper({
      db: connection.db,
      hubZone: 'UTC',
      log: createLog('error'),
      now: () => new Date(),
    });
    await keeper.closeHours();
  });
  console.log(`stored ${clicks} clicks of a year in ${seconds(startedAt)} s`);
  const server = await startHub(bench, DATABASE);
  const session = await openSession(server.origin, join(bench.directory, `hub-${THIS_CHECKOUT.name}`));
  await untilComplete(session);
  await bench.withDatabase(DATABASE, ({ pool }) => pool.query('VACUUM (ANALYZE)'));
  console.log(`analytics were complete after ${seconds(startedAt)} s`);
  const rows: string[][] = [];
  for (const question of await questionsOf(session)) {
    const times = await ask(session, question);
    rows.push([
      question.page,
      question.procedure,
      JSON.stringify(question.input).slice(0, 80),
      ...[0.5, 0.99].map((share) => decimal(quantile(times, share))),
    ]);
  }
  console.log(`\n${table(['page', 'asks', 'with', 'p50 ms', 'p99 ms'], rows)}`);
  await server.stop();
}

/** Waits until analytics have gone through all that was there before the hub started. */
async function untilComplete(session: HubSession): Promise<void> {
  for (const deadline = Date.now() + COMPLETE_WITHIN_MS; Date.now() < deadline; await sleep(2_000)) {
    const series = await session.query('analytics.getTimeSeries', { metric: 'clicks', preset: 'thisYear' });
    if ((series as { missingBefore: string | null }).missingBefore === null) return;
  }
  throw new Error('the analytics of a year were not complete in time');
}

async function questionsOf(session: HubSession): Promise<Question[]> {
  const partners = (await session.query('affiliates.listAffiliates', { limit: 1 })) as {
    items: { id: number }[];
  };
  const affiliateId = partners.items[0]?.id ?? 0;
  const orders = (await session.query('orders.listOrders', { limit: 1 })) as { items: { id: number }[] };
  const of = (page: string, procedure: string, ...inputs: Record<string, unknown>[]) =>
    inputs.map((input) => ({ page, procedure, input }));
  const dimensions = ['landingPath', 'referrerHost', 'subId', 'device', 'browser'];
  return [
    ...of('Overview', 'analytics.getToday', {}),
    ...of('Overview', 'ops.getOverview', {}),
    ...of('Overview', 'analytics.getSummary', { preset: '28d' }, { preset: 'thisYear' }),
    ...of(
      'Overview',
      'analytics.getTimeSeries',
      { metric: 'revenue', preset: '28d' },
      { metric: 'clicks', preset: 'thisYear' },
    ),
    ...of(
      'Overview',
      'analytics.listTopAffiliates',
      { metric: 'revenue', preset: '28d' },
      { metric: 'clicks', preset: 'thisYear' },
    ),
    ...of('Partners', 'affiliates.listAffiliates', { limit: 100, withTotal: true }),
    ...of('Partners', 'affiliates.listAffiliates', { limit: 100, sort: 'clicks30d', order: 'desc' }),
    ...of('Partners', 'affiliates.listAffiliates', { limit: 100, search: 'partner 77' }),
    ...of('A partner', 'affiliates.getAffiliate', { id: affiliateId }),
    ...of(
      'A partner',
      'analytics.getTimeSeries',
      { metric: 'clicks', preset: '90d', affiliateId },
      { metric: 'clicks', preset: 'thisYear', affiliateId },
    ),
    ...of(
      'A partner',
      'analytics.getBreakdown',
      ...dimensions.map((dimension) => ({ dimension, preset: '28d', affiliateId })),
    ),
    ...of(
      'Breakdowns',
      'analytics.getBreakdown',
      ...dimensions.map((dimension) => ({ dimension, preset: 'thisYear' })),
    ),
    ...of(
      'Products',
      'inventory.listProducts',
      { limit: 100, withTotal: true },
      { limit: 100, search: 'SKU-7777' },
      { limit: 100, lowStockOnly: true, sort: 'urgency' },
    ),
    ...of('A product', 'analytics.getStockHistory', { sku: 'SKU-1', preset: '90d' }),
    ...of(
      'Orders',
      'orders.listOrders',
      { limit: 100, withTotal: true },
      { limit: 100, search: 'stored-77' },
    ),
    ...of('An order', 'orders.getOrder', { id: orders.items[0]?.id ?? 0 }),
    ...of('Alerts', 'alerts.listEpisodes', { limit: 100, withTotal: true }),
    ...of(
      'Palette',
      'search.find',
      { text: 'partner 77' },
      { text: 'SKU-7777' },
      { text: 'product 9' },
      { text: 'stored-77' },
    ),
  ];
}

/** Returns the milliseconds of each call. */
async function ask(session: HubSession, { procedure, input }: Question): Promise<number[]> {
  const times: number[] = [];
  for (let call = -CALLS_BEFORE; call < CALLS; call++) {
    const startedAt = performance.now();
    await session.query(procedure, input);
    if (call >= 0) times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b);
}

function seconds(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(0);
}
