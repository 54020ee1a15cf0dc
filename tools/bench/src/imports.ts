import type { Checkout } from '@dreamteamhub/harness/checkout.ts';
import { FreshHub } from './fresh-hub.ts';
import { SECRET_KEY } from './hub-target.ts';
import { CHANGED_PRODUCTS, IMPORT_FILES } from './import-files.ts';
import { mainThreadMilliseconds } from './main-thread.ts';
import { storeProducts } from './products.ts';
import { type Figures, measureInTurns } from './turns.ts';
import type { Server, Workbench } from './workbench.ts';

/** Measures what the check of a file with a secret key costs the main thread, and how long its sender waits. */
export async function benchImports(
  bench: Workbench,
  checkouts: readonly Checkout[],
  { rounds }: { rounds: number },
): Promise<void> {
  const hubs = await FreshHub.prepareAll(bench, checkouts, (connection) =>
    storeProducts(connection, { products: CHANGED_PRODUCTS.count, low: 0 }),
  );
  const files = { ...IMPORT_FILES, '50,000 changed products': CHANGED_PRODUCTS.csv };
  await measureInTurns('files of 2 MB', { hubs, rounds }, async (hub) => {
    const server = await hub.start();
    const figures: Figures = {};
    // The first file loads what all need, and starts the threads.
    await check(server, 'sku\nA');
    for (const [name, csv] of Object.entries(files)) {
      const before = await mainThreadMilliseconds(server);
      const startedAt = performance.now();
      await check(server, csv);
      figures[`${name}: ms of the main thread`] = (await mainThreadMilliseconds(server)) - before;
      figures[`${name}: ms in all`] = performance.now() - startedAt;
    }
    await server.stop();
    return figures;
  });
}

async function check({ origin }: Server, csv: string): Promise<void> {
  const response = await fetch(`${origin}/api/inventory/imports`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ fileName: 'bench.csv', csv }),
  });
  await response.text();
  if (response.status !== 201 && response.status !== 400)
    throw new Error(`a file was answered ${response.status}`);
}
