import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type LaunchedProduct, type Product, request } from '../test/e2e/product.ts';
import type { AlertDrillResult } from './alert-drill.ts';
import { POINTS, type Point, TWICE_IS_RIGHT, watchDeliveries } from './delivery-points.ts';
import { type Answer, type Arrival, Provider } from './provider.ts';
import type { DrillSite } from './site.ts';
import { startWireProxy } from './wire-proxy.ts';

/** Workers at a time: the machine has to start one after another. */
const LANES = 3;
const RAISED_EVERY_MS = 20_000;
const MOST_RAISED = 6;
const ALL_DELIVERED_WITHIN_MS = 300_000;
/** The promise: a killed worker's job is taken up by another. */
const TAKEN_UP_WITHIN_MS = 75_000;

/** A message a second, less what a timer and the network may vary. */
const PACE_MS = 800;

/** One message apiece; reminders and digests would blur the count. */
const ENVIRONMENT = {
  ALERT_GROUP_SECONDS: '0',
  ALERT_REPEAT_SECONDS: '2592000',
  SCAN_INTERVAL_SECONDS: '3600',
};

/** A delivery whose worker was killed in it. */
interface Victim {
  point: Point;
  deliveryId: string;
  sku: string;
  killedAt: number;
}

/**
 * Kills the worker at each point of a delivery, `kills` times each, and lets others take over. Every message must arrive, and
 * twice only where the provider has it and we could not know.
 */
export async function deliveriesDrill(site: DrillSite, kills: number): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const victims: Victim[] = [];
  const lanes = new Map<string, Lane>();
  const provider = await Provider.open(
    ({ sender, text }) => lanes.get(sender)?.onArrival(skuOf(text)) ?? 'yes',
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
        const lane = new Lane({ point, name: `lane-${points.length}`, skuByDelivery, victims });
        lanes.set(lane.name, lane);
        await lane.run(site, provider, raise);
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
    return judge({ victims, arrivals: provider.arrivals, statuses, kills, startedAt });
  } finally {
    await provider.close();
  }
}

/** A worker that is killed when a delivery reaches its point. */
class Lane {
  readonly name: string;
  readonly #point: Point;
  readonly #skuByDelivery: ReadonlyMap<string, string>;
  readonly #victims: Victim[];
  readonly #killed = Promise.withResolvers<void>();
  #worker: LaunchedProduct | undefined;
  #isDead = false;

  constructor(deps: {
    name: string;
    point: Point;
    skuByDelivery: ReadonlyMap<string, string>;
    victims: Victim[];
  }) {
    this.name = deps.name;
    this.#point = deps.point;
    this.#skuByDelivery = deps.skuByDelivery;
    this.#victims = deps.victims;
  }

  /** `raise` makes a delivery: one for each kill and none ahead, so that what comes again does not wait in a queue. */
  async run(site: DrillSite, provider: Provider, raise: () => Promise<void>): Promise<void> {
    const watch = watchDeliveries((point, deliveryId) => this.#reach(point, deliveryId));
    const proxy = await startWireProxy(await site.databaseUrl(), watch);
    try {
      this.#worker = await site.launchHub(await freePort(), {
        ...ENVIRONMENT,
        ROLE: 'worker',
        DATABASE_URL: proxy.url,
        SLACK_WEBHOOK_URL: provider.urlFor(this.name),
      });
      for (let raised = 0; raised < MOST_RAISED && !this.#isDead; raised++) {
        await raise();
        // Another worker may have taken it before it was known here.
        await Promise.race([this.#killed.promise, sleep(RAISED_EVERY_MS, undefined, { ref: false })]);
      }
      if (!this.#isDead) throw new Error(`no delivery came to "${this.#point}":\n${this.#worker.output()}`);
    } finally {
      await this.#worker?.kill();
      await proxy.close();
    }
  }

  /** Answers yes, unless the worker dies before it is answered. */
  onArrival(sku: string): Answer {
    const [deliveryId] = [...this.#skuByDelivery].find(([, known]) => known === sku) ?? [];
    return deliveryId !== undefined && this.#reach('sent, no answer yet', deliveryId) ? 'silence' : 'yes';
  }

  /** Each delivery has one worker killed; with those that come again, any worker may finish. */
  #reach(point: Point, deliveryId: string): boolean {
    if (this.#isDead) return true;
    const sku = this.#skuByDelivery.get(deliveryId);
    const isFresh = !this.#victims.some((victim) => victim.deliveryId === deliveryId);
    if (point !== this.#point || sku === undefined || !isFresh) return false;
    this.#isDead = true;
    this.#victims.push({ point, deliveryId, sku, killedAt: Date.now() });
    process.kill(this.#worker?.pid ?? 0, 'SIGKILL');
    this.#killed.resolve();
    return true;
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

/** Milliseconds between the two messages that came closest after one another, whoever sent them. */
function closestArrivals(arrivals: readonly Arrival[]): number {
  const gaps = arrivals.slice(1).map(({ at }, index) => at - (arrivals[index]?.at ?? 0));
  return Math.min(...gaps);
}

function skuOf(text: string): string {
  return /DRILL-\d+/.exec(text)?.[0] ?? '';
}

function judge(record: {
  victims: Victim[];
  arrivals: Arrival[];
  statuses: Map<string, string>;
  kills: number;
  startedAt: number;
}): AlertDrillResult {
  const { victims, arrivals, statuses, kills } = record;
  const bySku = Map.groupBy(arrivals, ({ text }) => skuOf(text));
  const findings: string[] = [];
  const rows = POINTS.map((point) => {
    const own = victims.filter((victim) => victim.point === point);
    let [lost, twice] = [0, 0];
    const waits: number[] = [];
    for (const { deliveryId, sku, killedAt } of own) {
      const messages = bySku.get(sku) ?? [];
      const accepted = messages.filter(({ answer }) => answer === 'yes');
      if (statuses.get(deliveryId) !== 'delivered' || accepted.length === 0) {
        lost += 1;
        findings.push(
          `${point}: ${sku} was lost (${statuses.get(deliveryId)}, sent ${messages.length} times)`,
        );
      }
      if (messages.length > 1) twice += 1;
      if (messages.length > (TWICE_IS_RIGHT.has(point) ? 2 : 1)) {
        findings.push(`${point}: ${sku} came ${messages.length} times`);
      }
      if (new Set(messages.map(({ alertId }) => alertId)).size > 1 || messages[0]?.alertId === '') {
        findings.push(`${point}: the messages of ${sku} have no common alert id`);
      }
      const again = messages.find(({ at }) => at > killedAt);
      if (again !== undefined) waits.push(again.at - killedAt);
    }
    const longest = waits.length === 0 ? null : Math.max(...waits);
    if (longest !== null && longest > TAKEN_UP_WITHIN_MS) {
      findings.push(`${point}: taken up only after ${Math.round(longest / 1000)} s`);
    }
    return [point, own.length, lost, twice, longest === null ? '–' : `${(longest / 1000).toFixed(0)} s`];
  });
  const undelivered = [...statuses.values()].filter((status) => status !== 'delivered').length;
  if (undelivered > 0) findings.push(`${undelivered} of ${statuses.size} messages were not delivered`);
  const closest = closestArrivals(arrivals);
  if (closest < PACE_MS) findings.push(`two messages came within ${closest} ms`);
  if (victims.length !== kills * POINTS.length) findings.push(`${victims.length} workers were killed`);
  return {
    name: 'deliveries',
    findings,
    header: ['killed', 'kills', 'lost', 'sent twice', 'longest until it was sent again'],
    rows,
    seconds: (Date.now() - record.startedAt) / 1000,
  };
}
