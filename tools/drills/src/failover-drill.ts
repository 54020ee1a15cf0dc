import { setTimeout as sleep } from 'node:timers/promises';
import { type Product, request } from '@dreamteamhub/harness/product.ts';
import { createAffiliates, type DrillResult, drill, nextAcknowledgement } from './drill.ts';
import { type FailoverSite, ReadinessLog } from './failover-site.ts';
import { PacedTraffic } from './paced-traffic.ts';
import type { SentEvents } from './sent-events.ts';

const AFFILIATES = 5;
const STOCK = 1_000_000;
const SKU = 'FAILOVER-1';

/** What balancers and callers are promised. */
const NOT_READY_WITHIN_MS = 2_000;
const WRITES_WITHIN_MS = 2_000;

const SPOOL_EMPTY_WITHIN_MS = 60_000;

export interface FailoverOptions {
  perSecond: number;
  /** How each primary ends, one after the other. */
  ends: readonly ('killed' | 'stopped')[];
  /** From the balancer's switch to the standby until that is promoted: it only reads for this time. */
  readOnlyMs: number;
  calmMs: number;
  /** How long the balancer resets connections in the middle of answers, at the end. */
  resetsMs: number;
  /** False: nothing is judged by the clock, because the machine is busy with other things. */
  isTimed: boolean;
}

export const FAILOVER: FailoverOptions = {
  perSecond: 60,
  ends: ['killed', 'stopped'],
  readOnlyMs: 8_000,
  calmMs: 4_000,
  resetsMs: 10_000,
  isTimed: true,
};

/** This share of what the database sends is cut in half, and the connection with it. */
const RESET_SHARE = 0.05;

/** Moves a hub from a primary to its standby under load, which answers for a while but takes no writes, and back again. */
export async function failoverDrill(site: FailoverSite, options: FailoverOptions): Promise<DrillResult> {
  const hub = await site.startHub();
  const pixelIds = await createAffiliates(hub, AFFILIATES);
  const handle = 'partner-0';
  await prepare(site, hub, handle);
  await site.pair.addStandby();

  let traffic: PacedTraffic | undefined;
  const result = await drill(
    site,
    { name: 'failover', kills: options.ends.length },
    async ({ sentEvents, backAfterMs }) => {
      const { perSecond, ends, calmMs, resetsMs } = options;
      traffic = new PacedTraffic({ origin: hub.origin, pixelIds, handle, sku: SKU, perSecond, sentEvents });
      const readiness = new ReadinessLog(hub.origin);
      for (const how of ends) {
        await sleep(calmMs);
        await failOver(site, how, { ...options, sentEvents, readiness, backAfterMs });
        await sleep(calmMs);
        // While the new primary works, as one does.
        await site.pair.addStandby();
      }
      site.balancer.resetAnswers(RESET_SHARE);
      await sleep(resetsMs);
      site.balancer.resetAnswers(0);
      await traffic.stop();
      await readiness.stop();
      if (!readiness.entries.at(-1)?.isReady) sentEvents.unexpected.push('the hub is not ready at the end');
      await emptySpool(hub, sentEvents);
    },
  );
  if (traffic !== undefined) result.findings.push(...(await auditRest(site, traffic)));
  return result;
}

async function prepare(site: FailoverSite, hub: Product, handle: string): Promise<void> {
  await site.withDatabase(({ pool }) =>
    pool.query(`UPDATE storefronts SET allowed_origins = ARRAY['https://shop.example']`),
  );
  const product = { sku: SKU, name: 'Failover Widget', stock: STOCK, threshold: 1 };
  const { status } = await request(hub, 'POST', '/api/inventory/products', product);
  if (status !== 201) throw new Error(`a product was answered ${status}`);
  // Somebody came before: the hub knows where the link leads.
  const link = `${hub.origin}/r/${handle}`;
  for (let tries = 0; (await fetch(link, { redirect: 'manual', method: 'HEAD' })).status !== 302; tries++) {
    if (tries === 50) throw new Error('the link leads nowhere');
    await sleep(200);
  }
}

async function failOver(
  { pair, balancer }: FailoverSite,
  how: 'killed' | 'stopped',
  record: FailoverOptions & { sentEvents: SentEvents; readiness: ReadinessLog; backAfterMs: number[] },
): Promise<void> {
  const { sentEvents, readiness, readOnlyMs, isTimed } = record;
  const switchedAt = Date.now();
  balancer.switchTo(pair.standbyUrl);
  await pair.endPrimary(how);
  await sleep(switchedAt + readOnlyMs - Date.now());
  const toldAt = Date.now();
  const back = nextAcknowledgement(sentEvents).then(() => Date.now());
  await pair.promote();
  const promotedAt = Date.now();
  const backAfter = Math.max((await back) - promotedAt, 0);
  record.backAfterMs.push(backAfter);

  if (!isTimed) return;
  if (backAfter > WRITES_WITHIN_MS)
    sentEvents.unexpected.push(`no event was taken for ${backAfter} ms after the promotion`);
  const left = readiness.firstAfter(switchedAt, false);
  if (left === null || left.at >= toldAt)
    return void sentEvents.unexpected.push('the hub was ready on a standby');
  if (left.at - switchedAt > NOT_READY_WITHIN_MS)
    sentEvents.unexpected.push(`the hub was ready for ${left.at - switchedAt} ms on a standby`);
  if (readiness.entries.some(({ at, isReady }) => isReady && at > left.at && at < toldAt))
    sentEvents.unexpected.push('the hub was ready again on a standby');
}

async function emptySpool(hub: Product, sentEvents: SentEvents): Promise<void> {
  for (const deadline = Date.now() + SPOOL_EMPTY_WITHIN_MS; ; await sleep(250)) {
    const metrics = await (await fetch(`${hub.origin}/metrics`)).text();
    const lost = metricOf(metrics, 'hub_click_spool_lost_total');
    if (lost > 0) sentEvents.unexpected.push(`the spool lost ${lost} clicks`);
    if (lost > 0 || metricOf(metrics, 'hub_click_spool_pending') === 0) return;
    if (Date.now() > deadline) return void sentEvents.unexpected.push('the spool does not empty');
  }
}

function metricOf(metrics: string, name: string): number {
  return Number(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'm').exec(metrics)?.[1] ?? Number.NaN);
}

/** What the audit of clicks and orders does not know: links that were followed, and units that were sold. */
async function auditRest(site: FailoverSite, traffic: PacedTraffic): Promise<DrillResult['findings']> {
  const { times, stock } = await site.withDatabase(async ({ pool }) => {
    const clicks = await pool.query<{ sub_id: string; times: number }>(
      'SELECT sub_id, count(*)::integer AS times FROM aff_clicks WHERE sub_id IS NOT NULL GROUP BY sub_id',
    );
    const products = await pool.query<{ stock: number }>(
      'SELECT stock FROM inventory_products WHERE sku = $1',
      [SKU],
    );
    return {
      times: new Map(clicks.rows.map((row) => [row.sub_id, row.times])),
      stock: products.rows[0]?.stock ?? Number.NaN,
    };
  });
  const findings = traffic.redirected.flatMap((subId) => {
    const found = times.get(subId) ?? 0;
    if (found === 1) return [];
    const detail = `a followed link is stored ${found} times: ${subId}`;
    return [{ kind: found === 0 ? ('lost' as const) : ('doubled' as const), what: 'click' as const, detail }];
  });
  if (stock === STOCK - traffic.sold) return findings;
  const detail = `${traffic.sold} units were sold, and the stock fell by ${STOCK - stock}`;
  return [...findings, { kind: stock > STOCK - traffic.sold ? 'lost' : 'doubled', what: null, detail }];
}
