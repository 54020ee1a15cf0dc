import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Product, SECRET_KEY } from '@dreamteamhub/harness/product.ts';
import { createAffiliates, type DrillResult, drill } from './drill.ts';
import { HAProxy, hasHaproxy } from './haproxy.ts';
import type { DrillSite } from './site.ts';
import { Traffic } from './traffic.ts';

const HUBS = 3;
const LOOPS = 8;
/** Starting a hub takes most of a small machine: the rest must do for the load, or it is the load that is tested. */
const PAUSE_MS = 20;

/** What somebody looks at while the hubs restart: a link, which leads to the shop, and a page of the API. */
const LOOKS = [
  { path: '/r/partner-0', status: 302 },
  { path: '/api/affiliates', status: 200 },
];

/**
 * Restarts three hubs on one database, one after the other, behind HAProxy and under load: nobody may notice. Without
 * HAProxy, says so and does nothing.
 */
export async function rollingDrill(
  site: DrillSite,
  { requests, delaySeconds = 5 }: { requests: number; delaySeconds?: number },
): Promise<DrillResult | { name: string; skipped: string }> {
  if (!hasHaproxy())
    return { name: 'rolling', skipped: 'HAProxy is not installed (apt-get install haproxy)' };
  const env = { SHUTDOWN_DELAY_SECONDS: String(delaySeconds), TRUST_PROXY: '127.0.0.1' };
  const hubs: Product[] = [];
  for (let index = 0; index < HUBS; index++) hubs.push(await site.startHub(await freePort(), env));
  const ports = hubs.map(({ origin }) => Number(new URL(origin).port));
  const pixelIds = await createAffiliates(hubs[0] as Product, 3);
  await site.withDatabase(({ pool }) =>
    pool.query(`UPDATE storefronts SET allowed_origins = '{https://shop.example}'`),
  );
  const balancer = await HAProxy.open(ports);
  try {
    return await drill(site, { name: 'rolling', kills: HUBS }, async ({ sentEvents, backAfterMs }) => {
      const { origin } = balancer;
      const traffic = new Traffic({
        origin,
        pixelIds,
        sentEvents,
        loops: LOOPS,
        pauseMilliseconds: PAUSE_MS,
      });
      const looks = new Looks(origin);
      for (const [index, port] of ports.entries()) {
        const code = await hubs[index]?.stop();
        if (code !== 0) sentEvents.unexpected.push(`a hub that was told to stop ended with ${code}`);
        const stoppedAt = Date.now();
        await site.startHub(port, env);
        await balancer.allUp();
        backAfterMs.push(Date.now() - stoppedAt);
      }
      while (sentEvents.sent + looks.sent < requests) await sleep(100);
      await Promise.all([traffic.stop(), looks.stop()]);
      console.log(`rolling: ${sentEvents.sent + looks.sent} requests, ${looks.sent} of them looks`);
      sentEvents.unexpected.push(...looks.failures);
      // Callers send again what failed; here nothing may fail.
      if (sentEvents.retried > 0) {
        sentEvents.unexpected.push(
          `${sentEvents.retried} requests failed, the last with ${sentEvents.lastFailure}`,
        );
      }
    });
  } finally {
    await balancer.close();
  }
}

/** Looks at pages, again and again, and notes every answer that is not as it should be. */
class Looks {
  sent = 0;
  readonly failures: string[] = [];
  readonly #ended: Promise<unknown>;
  #isStopped = false;

  constructor(origin: string) {
    this.#ended = Promise.all(LOOKS.map((look) => this.#loop(origin, look)));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
  }

  async #loop(origin: string, { path, status }: { path: string; status: number }): Promise<void> {
    const headers = { authorization: `Bearer ${SECRET_KEY}`, 'sec-purpose': 'prefetch' };
    while (!this.#isStopped) {
      this.sent += 1;
      const answer = await fetch(origin + path, { headers, redirect: 'manual' }).then(
        async (response) => {
          // A link that leads to the home page for want of better knowledge is a failure as well.
          const problem = response.headers.get('x-hub-link');
          return { status: response.status, problem, text: await response.text() };
        },
        (error: unknown) => ({ status: 0, problem: null, text: String(error) }),
      );
      if (answer.status !== status || answer.problem !== null)
        this.failures.push(`${path}: ${answer.status} ${answer.problem ?? ''} ${answer.text.slice(0, 200)}`);
      await sleep(PAUSE_MS);
    }
  }
}
