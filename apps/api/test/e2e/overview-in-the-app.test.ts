import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator } from './operator.ts';

/** What a person's browser calls itself; without it a click is a bot's. */
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';

describe.skipIf(isBrowserMissing)('the overview, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0' } });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const main = () => page.getByRole('main');
  const address = () => page.url().slice(product.origin.length);
  const post = async (path: string, body: Record<string, unknown>) => {
    const answer = await request(product, 'POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };
  const figure = (name: string) =>
    page.getByRole('list', { name: 'Key figures' }).getByRole('listitem').filter({ hasText: name });
  const click = (visitorId: string) =>
    fetch(`${product.origin}/api/affiliates/track/click`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
      body: JSON.stringify({ handle: 'tech-blog', visitorId }),
    });

  test('an empty hub says what to do first, and has no zeros', async () => {
    await main().getByRole('heading', { name: 'Set up your hub' }).waitFor();
    expect(await page.getByRole('list', { name: 'Key figures' }).count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    await main().getByRole('button', { name: 'Create the first partner' }).press('Enter');
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  test('the first click puts the figures there, without a reload', async () => {
    const name = `${'Long '.repeat(50)}name`;
    await post('/api/affiliates', { handle: 'tech-blog', name });
    await main().getByRole('listitem').filter({ hasText: 'Create a partner' }).getByText('done').waitFor();
    await page.getByTestId('live-status').getByText('Live').waitFor();
    expect((await click('anna')).status).toBe(200);
    await figure('Clicks').getByText('1', { exact: true }).waitFor();
    await figure('Clicks').getByText('new', { exact: true }).waitFor();
    await main().getByRole('figure', { name: 'Clicks' }).waitFor();
  });

  test('an order shows in all that counts it', async () => {
    await post('/api/orders', { orderId: 'ORD-1', handle: 'tech-blog', revenue: '99.50' });
    await figure('Orders').getByText('1', { exact: true }).waitFor();
    await figure('Revenue').getByText('$99.50').waitFor();
    await main().getByRole('region', { name: 'Top partners' }).getByText('$99.50').waitFor();
  });

  test('low stock and alerts show as they come', async () => {
    await post('/api/inventory/products', { sku: 'MUG', name: 'Mug', stock: 0, threshold: 5 });
    await main().getByRole('region', { name: 'Low stock' }).getByText('Out', { exact: true }).waitFor();
  });

  test('the keyboard changes what the chart shows, and Back undoes it', async () => {
    const chosen = main().getByRole('group', { name: 'What the chart shows' });
    await chosen.getByRole('radio', { name: 'Clicks' }).focus();
    await page.keyboard.press('ArrowRight');
    await main().getByRole('figure', { name: 'Orders' }).waitFor();
    expect(address()).toBe('/?metric=orders');
    await main().getByRole('button', { name: 'Show table of Orders' }).press('Enter');
    await main().getByRole('table').getByText('Total').waitFor();
    await page.goBack();
    await main().getByRole('figure', { name: 'Clicks' }).waitFor();
    expect(address()).toBe('/');
  });

  test('other days have the same figures, and orders open in the same days', async () => {
    await page.getByLabel('Range').selectOption('28d');
    await expect.poll(address).toBe('/?preset=28d');
    await figure('Revenue').getByText('$99.50').waitFor();
    await figure('Orders').getByRole('link').press('Enter');
    await expect.poll(address).toBe('/orders?preset=28d');
    await page.goBack();
    await figure('Orders').waitFor();
    await figure('Clicks').getByRole('link').press('Enter');
    await main().getByText('by clicks').waitFor();
    expect(address()).toBe('/?preset=28d&metric=clicks#top-partners');
  });

  test('a hub that does not answer: the figures stay, and it is said from when they are', async () => {
    await page.goto(product.origin);
    await figure('Clicks').getByText('1', { exact: true }).waitFor();
    await page.route('**/trpc/admin/**', (route) =>
      route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: 'too busy' } } }),
    );
    await click('ben');
    const notice = main()
      .getByTestId('stale-notice')
      .getByText(/as of \d/);
    await expect
      .poll(
        async () => {
          // The stream may be open already and bring the figures: what is asked again on the way back to the page fails.
          await page.evaluate(`document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))`);
          return notice.count();
        },
        { timeout: 20_000 },
      )
      .toBe(1);
    // A reading that was on its way may have had the second click.
    await figure('Clicks')
      .getByText(/^[12]$/)
      .waitFor();
    // Once for the page, whatever failed.
    expect(await page.getByText('Not up to date').count()).toBe(1);
    await page.unroute('**/trpc/admin/**');
    await figure('Clicks').getByText('2', { exact: true }).waitFor();
    await main().getByTestId('stale-notice').waitFor({ state: 'detached' });
  });

  test('the page did not complain', () => {
    expect(problems).toEqual([]);
  });
});
