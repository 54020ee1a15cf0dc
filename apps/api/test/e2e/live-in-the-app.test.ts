import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { freePort, type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFirstOperator } from './operator.ts';

/** What a person's browser calls itself; without it a click is a bot's. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

describe.skipIf(isBrowserMissing).each(['1', '2'])(
  'live updates, from %s processes that serve',
  (processes) => {
    let dataDir: DataDir;
    let product: Product;
    let port: number;
    let browser: Browser;
    let page: Page;
    let problems: string[];
    let pixelId: string;
    const start = () =>
      startProduct({
        dataDir: dataDir.path,
        port,
        env: { SEED_SAMPLES: '0', WEB_CONCURRENCY: processes },
      });

    beforeAll(async () => {
      dataDir = await makeDataDir(inject('templateDataDir'));
      port = await freePort();
      product = await start();
      ({ browser, page, problems } = await openBrowser());
      await createFirstOperator(page, product.origin, dataDir.path);
      const partner = { handle: 'tech-blog', name: 'Tech Blog' };
      const created = await request(product, 'POST', '/api/affiliates', partner);
      pixelId = (created.body as { pixelId: string }).pixelId;
    });
    afterAll(async () => {
      await browser.close();
      await product.stop();
      await dataDir.remove();
    });

    let clicks = 0;
    async function click() {
      clicks += 1;
      const response = await fetch(`${product.origin}/api/affiliates/track/click`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
        body: JSON.stringify({ pixelId, visitorId: `visitor-${clicks}` }),
      });
      expect(response.status).toBe(200);
    }
    const shown = (count: number, timeout = 5_000) =>
      page
        .getByRole('list', { name: 'Key figures' })
        .getByRole('listitem')
        .filter({ hasText: 'Clicks' })
        .getByText(`${count}`, { exact: true })
        .waitFor({ timeout });
    const status = (words: string, timeout = 45_000) =>
      page.getByTestId('live-status').getByText(words).waitFor({ timeout });

    test('clicks show on an open overview, and nobody asks for them', async () => {
      await status('Live');
      for (let round = 0; round < 5; round++) {
        await click();
        await shown(clicks);
      }
    });

    test('while the hub restarts, the page says how old it is, and then it is right again', async () => {
      await product.stop();
      await status('Reconnecting');
      product = await start();
      await click();
      await status('Live');
      await shown(clicks, 10_000);
    });

    test('without a network the page says so, and with one it is right again', async () => {
      await page.context().setOffline(true);
      await status('You are offline');
      await click();
      await page.context().setOffline(false);
      await status('Live');
      await shown(clicks);
      expect(problems).toEqual([]);
    });
  },
);
