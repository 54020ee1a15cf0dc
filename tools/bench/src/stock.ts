import { randomInt } from 'node:crypto';
import { AlertService } from '@dreamteamhub/api/domains/alerts/alert-service.ts';
import { OutboxService } from '@dreamteamhub/api/domains/deliveries/outbox-service.ts';
import { StockService } from '@dreamteamhub/api/domains/inventory/stock-service.ts';
import { connectDatabase, type DatabaseConnection, migrate } from '@dreamteamhub/db';
import { storeOpeningMovements, storeProducts } from './products.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const PRODUCTS = 10_000;
const CALLERS = 32;
const CONNECTIONS = 20;
const ROUNDS = 7;
const ROUND_MS = 3_000;

type ChangeOne = (sku: string, quantityDelta: number) => Promise<unknown>;

/**
 * Measures a change of stock: the product's own way, with the guard, the movement, the check for alerts and, where one
 * crosses, the alert, beside the barest statement that could be written instead, over the same pool.
 */
export async function benchStock(bench: Workbench): Promise<void> {
  const connectionString = await bench.createDatabase('stock');
  await migrate({ connectionString });
  const connection = connectDatabase({ connectionString, maxConnections: CONNECTIONS });
  try {
    await storeProducts(connection, { products: PRODUCTS, low: 0 });
    await storeOpeningMovements(connection);
    const ways = { bare: bareUpdate(connection), hub: hubChange(connection) };
    await measure(ways.bare);
    await measure(ways.hub);
    const rounds: { bare: number; hub: number; ratio: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await connection.pool.query('CHECKPOINT');
      // Whoever goes second meets what the first one left behind.
      const first = round % 2 === 0 ? 'bare' : 'hub';
      const rates = { bare: 0, hub: 0 };
      rates[first] = await measure(ways[first]);
      const second = first === 'bare' ? 'hub' : 'bare';
      rates[second] = await measure(ways[second]);
      rounds.push({
        bare: Math.round(rates.bare),
        hub: Math.round(rates.hub),
        ratio: rates.hub / rates.bare,
      });
    }
    console.table(rounds.map(({ ratio, ...rates }) => ({ ...rates, ratio: ratio.toFixed(2) })));
    console.log(
      `stock changes/s, medians: bare UPDATE ${median(rounds.map(({ bare }) => bare))}, ` +
        `the hub ${median(rounds.map(({ hub }) => hub))}; ratio ${median(rounds.map(({ ratio }) => ratio)).toFixed(2)}`,
    );
  } finally {
    await connection.close();
  }
}

function bareUpdate({ pool }: DatabaseConnection): ChangeOne {
  return (sku, quantityDelta) =>
    pool.query({
      name: 'bare_update',
      text: 'UPDATE inventory_products SET stock = stock + $1 WHERE sku = $2 RETURNING *',
      values: [quantityDelta, sku],
    });
}

function hubChange({ db }: DatabaseConnection): ChangeOne {
  const alerts = new AlertService({
    db,
    channels: ['webhook', 'email'],
    cooldownSeconds: 300,
    repeatSeconds: 14_400,
    groupSeconds: 10,
    restockedChannels: [],
    outbox: new OutboxService({ enqueueDelivery: async () => undefined }),
    requestFlush: async () => undefined,
  });
  const stock = new StockService({ db, alerts });
  return (sku, quantityDelta) => stock.adjustStock({ sku, quantityDelta, reason: 'adjusted' }, 'bench');
}

/** Changes a second, by callers who ask again when they are answered. */
async function measure(changeOne: ChangeOne): Promise<number> {
  const startedAt = performance.now();
  let changes = 0;
  const caller = async () => {
    while (performance.now() - startedAt < ROUND_MS) {
      await changeOne(`SKU-${randomInt(1, PRODUCTS + 1)}`, changes % 2 === 0 ? -1 : 1);
      changes += 1;
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (changes * 1000) / (performance.now() - startedAt);
}
