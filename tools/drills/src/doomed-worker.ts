import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type LaunchedProduct } from '@dreamteamhub/harness/product.ts';
import { skuOf, type Victim } from './deliveries-verdict.ts';
import { type Point, watchDeliveries } from './delivery-points.ts';
import type { Answer, Arrival, Provider } from './provider.ts';
import type { DrillSite } from './site.ts';
import { startWireProxy } from './wire-proxy.ts';

const RAISED_EVERY_MS = 20_000;
const MOST_RAISED = 6;

/** One message apiece; reminders and digests would blur the count. */
export const ENVIRONMENT = {
  ALERT_GROUP_SECONDS: '0',
  ALERT_REPEAT_SECONDS: '2592000',
  SCAN_INTERVAL_SECONDS: '3600',
};

/** A worker that is killed when a delivery reaches its point. */
export class DoomedWorker {
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
  onArrival({ text }: Pick<Arrival, 'text'>): Answer {
    const sku = skuOf(text);
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
