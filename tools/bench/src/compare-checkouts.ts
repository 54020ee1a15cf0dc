import type { Checkout } from '@dreamteamhub/harness/checkout.ts';
import { FreshHub } from './fresh-hub.ts';
import { SECRET_KEY } from './hub-target.ts';
import { findGenerator, sendRequests } from './load.ts';
import { whole } from './markdown.ts';
import { measure } from './measure.ts';
import { storeOpeningMovements, storeProducts } from './products.ts';
import { LOW_PRODUCTS } from './scan.ts';
import { median } from './statistics.ts';
import { measureInTurns } from './turns.ts';
import type { Server, Workbench } from './workbench.ts';

const WARM_UP_SECONDS = 2;

const SCANNED_PRODUCTS = 100_000;
const SCANS_BEFORE = 5;
const SCANS = 15;

const CHANGED_PRODUCTS = 10_000;

interface Turns {
  rounds: number;
  seconds: number;
  connections: readonly number[];
}

/** Compares the clicks that the hubs of two checkouts take. */
export async function compareClicks(
  bench: Workbench,
  checkouts: readonly Checkout[],
  { rounds, seconds, ...options }: Turns,
): Promise<void> {
  await bench.fillLog();
  const generator = await findGenerator(bench);
  const hubs = await FreshHub.prepareAll(bench, checkouts);
  for (const connections of options.connections) {
    await measureInTurns(`clicks over ${connections} connections`, { hubs, rounds }, async (hub) => {
      const load = { generator, key: hub.key, connections, seconds };
      const measured = await measure(bench, await hub.target(), load);
      if (measured.problem !== null) throw new Error(`${hub.checkout.name}: ${measured.problem}`);
      return {
        'clicks/s': measured.clicksPerSecond,
        'p50 ms': measured.load.p50Ms,
        'p99 ms': measured.load.p99Ms,
        'µs of Node': measured.nodeMicros ?? Number.NaN,
        'µs of PostgreSQL': measured.postgresMicros ?? Number.NaN,
        'clicks a commit': measured.clicksPerBatch ?? Number.NaN,
      };
    });
  }
}

/**
 * Compares scans over HTTP. What every answer takes beside its scan, a list of 500 products above all, brings the ratio
 * nearer to 1: a scan that got slower did so by more than is shown.
 */
export async function compareScans(
  bench: Workbench,
  checkouts: readonly Checkout[],
  { rounds }: Turns,
): Promise<void> {
  const hubs = await FreshHub.prepareAll(bench, checkouts, (connection) =>
    storeProducts(connection, { products: SCANNED_PRODUCTS, low: LOW_PRODUCTS }),
  );
  await measureInTurns(`scans of ${whole(SCANNED_PRODUCTS)} products`, { hubs, rounds }, async (hub) => {
    const server = await hub.start();
    // The first one opens episodes, unless the hub's own scan at its start has done so.
    for (let scan = 0; scan < SCANS_BEFORE; scan++) await timeScan(server);
    const times: number[] = [];
    for (let scan = 0; scan < SCANS; scan++) times.push(await timeScan(server));
    await server.stop();
    return { 'scan ms': median(times) };
  });
}

async function timeScan({ origin }: Server): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(`${origin}/api/ops/inventory/scan-now`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET_KEY}` },
  });
  const answer = (await response.json()) as { lowStockCount?: number };
  const ms = performance.now() - startedAt;
  if (answer.lowStockCount !== LOW_PRODUCTS)
    throw new Error(`a scan was answered ${response.status}, ${answer.lowStockCount} products low`);
  return ms;
}

/** Compares changes of stock over HTTP, each of a product at random. */
export async function compareStock(
  bench: Workbench,
  checkouts: readonly Checkout[],
  { rounds, seconds, ...options }: Turns,
): Promise<void> {
  const requests = { kind: 'stock-change', products: CHANGED_PRODUCTS } as const;
  const hubs = await FreshHub.prepareAll(bench, checkouts, async (connection) => {
    await storeProducts(connection, { products: CHANGED_PRODUCTS, low: 0 });
    await storeOpeningMovements(connection);
  });
  for (const connections of options.connections) {
    await measureInTurns(`stock over ${connections} connections`, { hubs, rounds }, async (hub) => {
      const server = await hub.start();
      const load = { requests, key: SECRET_KEY, connections };
      await sendRequests(bench, server, { ...load, seconds: WARM_UP_SECONDS });
      const measured = await sendRequests(bench, server, { ...load, seconds });
      await server.stop();
      if (measured.failed > 0) throw new Error(`${measured.failed} changes were not answered with 2xx`);
      return {
        'changes/s': measured.acknowledged / measured.seconds,
        'p50 ms': measured.p50Ms,
        'p99 ms': measured.p99Ms,
      };
    });
  }
}
