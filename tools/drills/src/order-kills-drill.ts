import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, type Product } from '@dreamteamhub/harness/product.ts';
import { createAffiliates, type DrillResult, drill } from './drill.ts';
import { disputeOf, orderOf, refundOf } from './ledger-drill.ts';
import { type Target, watchOrders } from './order-points.ts';
import { deliver } from './sender.ts';
import type { DrillEvent, SentEvents, ShopOrderEvent } from './sent-events.ts';
import type { DrillSite } from './site.ts';
import { startWireProxy } from './wire-proxy.ts';

/** What happens to an order, each in one transaction that is interrupted. */
const DEEDS = ['order', 'refund', 'dispute', 'lost dispute'] as const;
type Deed = (typeof DEEDS)[number];

export interface OrderKills {
  deeds?: readonly Deed[];
  /** Each so manieth statement; 1: every one. */
  every: number;
}

/** More statements than any transaction has: something else went wrong then. */
const MOST_STATEMENTS = 60;

/**
 * Kills the hub before each statement of a transaction that books transfers, and right after its commit, while the caller
 * waits; starts it again and lets the caller try again, as callers do. Whatever was taken is there once, with its commissions
 * and transfers, and nothing else is.
 */
export async function orderKillsDrill(
  site: DrillSite,
  { deeds = DEEDS, every }: OrderKills,
): Promise<DrillResult> {
  let target: Target | null = null;
  const proxy = await startWireProxy(
    await site.databaseUrl(),
    watchOrders(() => target),
  );
  const port = await freePort();
  const start = () => site.startHub(port, { DATABASE_URL: proxy.url });
  let kills = 0;
  try {
    const result = await drill(site, { name: 'ledger, kills' }, async ({ sentEvents, backAfterMs }) => {
      let hub: Product = await start();
      const [pixelId = ''] = await createAffiliates(hub, 1);
      for (const deed of deeds) {
        for (let point = 1; ; point += every) {
          if (point > MOST_STATEMENTS) throw new Error(`the transaction of "${deed}" does not end`);
          const event = await prepare(deed, { hub, pixelId, sentEvents });
          const killed = Promise.withResolvers<true>();
          const pid = hub.pid;
          target = {
            ...{ mark: 'orderId' in event ? event.orderId : '', point, reached: 0 },
            kill: () => {
              target = null;
              process.kill(pid, 'SIGKILL');
              killed.resolve(true);
            },
          };
          const delivered = deliver(hub.origin, event, sentEvents);
          const wasKilled = await Promise.race([killed.promise, delivered.then(() => false as const)]);
          target = null;
          if (!wasKilled) {
            await delivered;
            break;
          }
          kills += 1;
          const killedAt = Date.now();
          hub = await start();
          await delivered;
          backAfterMs.push(Date.now() - killedAt);
          // What the killed process had asked for is over before anything is compared.
          await sleep(10);
        }
      }
      await hub.stop();
    });
    return { ...result, kills };
  } finally {
    await proxy.close();
  }
}

/** Does what must be there before the deed, and returns the deed. */
async function prepare(
  deed: Deed,
  { hub, pixelId, sentEvents }: { hub: Product; pixelId: string; sentEvents: SentEvents },
): Promise<DrillEvent> {
  const order: ShopOrderEvent = orderOf(sentEvents, pixelId);
  if (deed === 'order') return order;
  await deliver(hub.origin, order, sentEvents);
  if (deed === 'refund') return refundOf(sentEvents, order, 1);
  const opened = disputeOf(sentEvents, order, 'opened');
  if (deed === 'dispute') return opened;
  await deliver(hub.origin, opened, sentEvents);
  return disputeOf(sentEvents, order, 'lost');
}
