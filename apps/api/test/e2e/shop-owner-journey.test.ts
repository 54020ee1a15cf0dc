import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { reportClick, send } from './full-hub.ts';
import { Journey } from './journey.ts';
import { createFirstOperator } from './operator.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** Whoever owns the shop and looks between two customers. */
describe.skipIf(isBrowserMissing)('a shop owner, on a phone', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  let journey: Journey;

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0' } });
    ({ browser } = await openBrowser());
    page = await (await browser.newContext(PHONE)).newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    await createFirstOperator(page, product.origin, dataDir.path);
    await send(product, 'POST', '/api/affiliates', { handle: 'nora-walks', name: 'Nora Walks' });
    for (const visitorId of ['anna', 'ben']) await reportClick(product, { handle: 'nora-walks', visitorId });
    await send(product, 'POST', '/api/orders', { orderId: 'ORD-77', handle: 'nora-walks', revenue: '80.00' });
    for (const [sku, name, stock] of [
      ['TENT-2P', 'Tent', 4],
      ['CHAIR', 'Chair', 0],
      ['SKU-Y', 'Stove', 50],
    ]) {
      await send(product, 'POST', '/api/inventory/products', { sku, name, stock, threshold: 10 });
    }
    await send(product, 'POST', '/api/ops/inventory/scan-now');
    journey = new Journey('Shop owner, on a phone', page);
  });
  afterAll(async () => {
    journey.report();
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog').last();
  const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  const startAtHome = async () => {
    await page.goto(product.origin);
    await title('Overview');
  };
  /** What a thumb needs: nothing is cut, and nothing breaks a rule. */
  const expectFit = async () => {
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    // Into a field of smaller letters, iOS zooms.
    const smallest = await page.evaluate<number>(
      `Math.min(...[...document.querySelectorAll('input, select, textarea')].map((field) => parseFloat(getComputedStyle(field).fontSize)))`,
    );
    expect(smallest).toBeGreaterThanOrEqual(16);
  };
  /** One line of the palette: there are no shortcuts on a phone. */
  const say = async (line: string, offer: RegExp) => {
    await journey.tap(button(/^Search/));
    await page.getByRole('combobox', { name: 'Search the hub' }).fill(line);
    await journey.tap(page.getByRole('option', { name: offer }).first());
  };
  const visit = async (name: string) => {
    await journey.tap(button('Open menu'));
    await journey.tap(page.getByRole('dialog').getByRole('link', { name }));
  };

  test('how today goes', async () => {
    await startAtHome();
    await journey.task('how today goes', async () => {
      await journey.choose(page.getByLabel('Range'), 'Today');
      const figures = page.getByRole('list', { name: 'Key figures' }).getByRole('listitem');
      await figures.filter({ hasText: 'Revenue' }).getByText('$80.00').waitFor();
      await figures.filter({ hasText: 'Clicks' }).getByText('2', { exact: true }).waitFor();
    });
    await expectFit();
  });

  test('what runs out first, and it is counted', async () => {
    await startAtHome();
    await journey.task('what runs out first, and correct its stock', async () => {
      const low = main().getByRole('region', { name: 'Low stock' }).getByRole('listitem');
      await low.first().getByText('Out', { exact: true }).waitFor();
      await journey.tap(low.first().getByRole('link', { name: 'Chair' }));
      await title('Chair');
      await journey.tap(button('Change stock'));
      await dialog().getByLabel('Counted units').fill('25');
      await journey.tap(dialog().getByRole('button', { name: 'Set stock' }));
      await dialog().waitFor({ state: 'detached' });
    });
    // The page shows it before the hub has stored it.
    const read = async () => (await request(product, 'GET', '/api/inventory/products/CHAIR')).body;
    await expect.poll(read).toMatchObject({ stock: 25 });
    await expectFit();
  });

  test('SKU Y is muted until Monday, before any alert', async () => {
    await startAtHome();
    await journey.task('mute SKU Y until Monday, before any alert', async () => {
      await say('mute sku-y until mon', /^Mute SKU-Y until Monday/);
      await page
        .getByText(/^SKU-Y is muted until /)
        .first()
        .waitFor();
    });
    await expectFit();
  });

  test('order ORD-77 is found, and why it is credited', async () => {
    await startAtHome();
    await journey.task('find order ORD-77 and why it is credited', async () => {
      await say('ord-77', /ORD-77/);
      await title(/ORD-77/);
      await main().getByText('The report names its handle.').waitFor();
    });
    await expectFit();
  });

  test('an alert is acknowledged in the list', async () => {
    await startAtHome();
    await journey.task('acknowledge what is low', async () => {
      await visit('Alerts');
      await title('Alerts');
      await journey.tap(main().getByRole('checkbox', { name: 'Select TENT-2P' }));
      await journey.tap(button('Acknowledge…'));
      await journey.tap(dialog().getByRole('button', { name: 'Acknowledge' }));
      await page.getByText('1 alert acknowledged.').first().waitFor();
    });
    await expectFit();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
