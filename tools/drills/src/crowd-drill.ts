import { setTimeout as sleep } from 'node:timers/promises';
import { type Product, request } from '@dreamteamhub/harness/product.ts';
import { startMailSink } from '@dreamteamhub/notifiers/test';
import type { AlertDrillResult } from './alert-drill.ts';
import { Provider } from './provider.ts';
import type { DrillSite } from './site.ts';

const PRODUCTS = 10_000;
const LINES_TOGETHER = 1_000;
/** As long as news is gathered, a scan's turn after it, and the sending. */
const TOLD_WITHIN_MS = 90_000;

/** Ten thousand products fall at once, by ten batches: one message a channel. */
export async function crowdDrill(site: DrillSite): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const [provider, mail] = await Promise.all([Provider.open(), startMailSink()]);
  try {
    const hub = await site.startHub(undefined, {
      SLACK_WEBHOOK_URL: provider.urlFor('hub'),
      SMTP_HOST: mail.host,
      SMTP_PORT: String(mail.port),
      MAIL_FROM: 'ops@shop.example',
      EMAIL_TO: 'admin@shop.example',
    });
    const skus = Array.from({ length: PRODUCTS }, (_, index) => `CROWD-${index}`);
    await importProducts(hub, skus);
    const fellAt = Date.now();
    await Promise.all(
      Array.from({ length: PRODUCTS / LINES_TOGETHER }, (_, batch) => {
        const lines = skus
          .slice(batch * LINES_TOGETHER, (batch + 1) * LINES_TOGETHER)
          .map((sku) => ({ sku, quantityDelta: -40, reason: 'sale' }));
        return expectStatus(request(hub, 'POST', '/api/inventory/stock', { lines }), 200);
      }),
    );
    const fallenAfter = (Date.now() - fellAt) / 1000;
    await sleep(TOLD_WITHIN_MS);
    const { announced, repeated } = await countAnnouncements(site);
    const findings = [
      ...(provider.arrivals.length === 1 ? [] : [`${provider.arrivals.length} messages came to the webhook`]),
      ...(mail.messages.length === 1 ? [] : [`${mail.messages.length} mails came`]),
      ...(announced === PRODUCTS ? [] : [`${announced} of ${PRODUCTS} products were announced`]),
      ...(repeated === 0 ? [] : [`${repeated} products were announced twice`]),
    ];
    const toldAfter = ((provider.arrivals[0]?.at ?? Number.NaN) - fellAt) / 1000;
    return {
      name: 'crowd',
      findings,
      header: [
        'products',
        'seconds to fall',
        'webhook messages',
        'mails',
        'seconds until told',
        'told twice',
      ],
      rows: [
        [
          PRODUCTS,
          fallenAfter.toFixed(1),
          provider.arrivals.length,
          mail.messages.length,
          toldAfter.toFixed(1),
          repeated,
        ],
      ],
      seconds: (Date.now() - startedAt) / 1000,
    };
  } finally {
    await Promise.all([provider.close(), mail.close()]);
  }
}

/** One unit a second is sold, for as long: told when it crosses, and then once a scan at most. */
export async function sellerDrill(site: DrillSite, seconds: number): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const provider = await Provider.open();
  try {
    const hub = await site.startHub(undefined, { SLACK_WEBHOOK_URL: provider.urlFor('hub') });
    const threshold = seconds;
    await expectStatus(
      request(hub, 'POST', '/api/inventory/products', {
        sku: 'SELLER-1',
        name: 'Fast seller',
        stock: threshold + 5,
        threshold,
      }),
      201,
    );
    for (let sold = 0; sold < seconds; sold++) {
      await sleep(Math.max(0, startedAt + sold * 1000 - Date.now()));
      await expectStatus(
        request(hub, 'POST', '/api/inventory/products/SELLER-1/adjust', {
          quantityDelta: -1,
          reason: 'sale',
        }),
        200,
      );
    }
    const scans = Math.ceil((Date.now() - startedAt) / 60_000) + 1;
    const { arrivals } = provider;
    const findings = arrivals.length > 1 + scans ? [`${arrivals.length} messages in ${scans} scans`] : [];
    if (arrivals.length < Math.min(2, scans)) findings.push(`only ${arrivals.length} messages`);
    return {
      name: 'seller',
      findings,
      header: ['units sold, one a second', 'scans at most', 'messages'],
      rows: [[seconds, scans, arrivals.length]],
      seconds: (Date.now() - startedAt) / 1000,
    };
  } finally {
    await provider.close();
  }
}

async function importProducts(hub: Product, skus: readonly string[]): Promise<void> {
  const csv = ['sku,name,stock,threshold', ...skus.map((sku) => `${sku},${sku},50,20`)].join('\n');
  const checked = await expectStatus(
    request(hub, 'POST', '/api/inventory/imports', { fileName: 'crowd.csv', csv }),
    201,
  );
  const { id } = checked as { id: string };
  await expectStatus(request(hub, 'POST', `/api/inventory/imports/${id}/start`), 200);
  for (;;) {
    const state = await expectStatus(request(hub, 'GET', `/api/inventory/imports/${id}`), 200);
    if ((state as { status: string }).status === 'done') return;
    await sleep(200);
  }
}

async function expectStatus(answer: ReturnType<typeof request>, expected: number): Promise<unknown> {
  const { status, body } = await answer;
  if (status !== expected) throw new Error(`answered ${status} ${JSON.stringify(body)}`);
  return body;
}

async function countAnnouncements(site: DrillSite): Promise<{ announced: number; repeated: number }> {
  return site.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ announced: number; repeated: number }>(
      `SELECT count(*)::integer AS announced, count(*) FILTER (WHERE times > 1)::integer AS repeated
       FROM (SELECT count(*) AS times FROM inventory_events WHERE event_type = 'low_stock' GROUP BY sku) AS product`,
    );
    return rows[0] ?? { announced: 0, repeated: 0 };
  });
}
