import { setTimeout as sleep } from 'node:timers/promises';
import { type Product, request } from '@dreamteamhub/harness/product.ts';
import type { AlertDrillResult } from './alert-drill.ts';
import { judgeDeliveries, type Victim } from './deliveries-verdict.ts';
import { POINTS } from './delivery-points.ts';
import { DoomedWorker, ENVIRONMENT } from './doomed-worker.ts';
import { Provider } from './provider.ts';
import type { DrillSite } from './site.ts';

/** Workers at a time: the machine has to start one after another. */
const LANES = 3;
const ALL_DELIVERED_WITHIN_MS = 300_000;

/**
 * Kills the worker at each point of a delivery, `kills` times each, and lets others take over. Every message must arrive, and
 * twice only where the provider has it and we could not know.
 */
export async function deliveriesDrill(site: DrillSite, kills: number): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const victims: Victim[] = [];
  const doomed = new Map<string, DoomedWorker>();
  const provider = await Provider.open(
    ({ sender, ...arrival }) => doomed.get(sender)?.onArrival(arrival) ?? 'yes',
  );
  try {
    const front = await site.startHub(undefined, {
      ...ENVIRONMENT,
      ROLE: 'api',
      SLACK_WEBHOOK_URL: provider.urlFor('front'),
    });
    // Without a channel it delivers nothing. It is there to find the jobs of the dead, which the others do not live to do.
    await site.startHub(undefined, { ...ENVIRONMENT, ROLE: 'worker' });
    const points = Array.from({ length: kills }, () => POINTS).flat();
    const skuByDelivery = new Map<string, string>();
    let raised = 0;
    const raise = () => raiseAlert(site, front, { sku: `DRILL-${raised++}`, skuByDelivery });
    const work = async () => {
      for (let point = points.shift(); point !== undefined; point = points.shift()) {
        const worker = new DoomedWorker({ point, name: `worker-${points.length}`, skuByDelivery, victims });
        doomed.set(worker.name, worker);
        await worker.run(site, provider, raise);
      }
    };
    await Promise.all(Array.from({ length: LANES }, work));
    await site.startHub(undefined, {
      ...ENVIRONMENT,
      ROLE: 'worker',
      SLACK_WEBHOOK_URL: provider.urlFor('last'),
    });
    await allSettled(site);
    const statuses = await readStatuses(site);
    return judgeDeliveries({ victims, arrivals: provider.arrivals, statuses, kills, startedAt });
  } finally {
    await provider.close();
  }
}

/** A product falls below its threshold, and its delivery is known from then on. */
async function raiseAlert(
  site: DrillSite,
  front: Product,
  { sku, skuByDelivery }: { sku: string; skuByDelivery: Map<string, string> },
): Promise<void> {
  await request(front, 'POST', '/api/inventory/products', { sku, name: sku, stock: 50, threshold: 20 });
  const { status } = await request(front, 'PUT', `/api/inventory/products/${sku}`, { stock: 3 });
  if (status !== 200) throw new Error(`the stock of ${sku} was answered ${status}`);
  await site.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT id FROM deliveries WHERE content->'items'->0->>'sku' = $1`,
      [sku],
    );
    for (const { id } of rows) skuByDelivery.set(id, sku);
  });
}

async function readStatuses(site: DrillSite): Promise<Map<string, string>> {
  return site.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ id: string; status: string }>('SELECT id, status FROM deliveries');
    return new Map(rows.map(({ id, status }) => [id, status]));
  });
}

async function allSettled(site: DrillSite): Promise<void> {
  const deadline = Date.now() + ALL_DELIVERED_WITHIN_MS;
  while (Date.now() < deadline) {
    if (![...(await readStatuses(site)).values()].includes('pending')) return;
    await sleep(500);
  }
}
