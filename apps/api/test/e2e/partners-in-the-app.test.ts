import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createFirstOperator } from './operator.ts';

const PARTNERS = 105;
const BROWSER =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const LONG_NAME = 'Tents '.repeat(42).trim();

describe.skipIf(isBrowserMissing)('partners, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let busiest: { id: number; pixelId: string };

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0' } });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    busiest = await post('/api/affiliates', { handle: 'busiest', name: 'מטיילים', commissionBps: 1000 });
    await post('/api/affiliates', { handle: 'long', name: LONG_NAME });
    for (let start = 2; start < PARTNERS; start++) {
      await post('/api/affiliates', { handle: `partner-${start}`, name: `Partner ${start}` });
    }
    const { pixelId } = busiest;
    for (const [landingPage, subId] of [
      ['https://shop.example/tents?id=1', 'summer'],
      ['/tents', undefined],
      ['/boots', 'summer'],
    ]) {
      await click({
        pixelId,
        landingPage,
        subId,
        visitorId: `v-${landingPage}`,
      });
    }
    // The same visitor again does not count.
    await click({ pixelId, landingPage: '/boots', visitorId: 'v-/boots' });
    await post('/api/orders', { orderId: 'ORD-1', handle: 'busiest', revenue: '40.00' });
    // The list is sorted by what is folded, which it is a second later.
    const counted = async () =>
      (await request(product, 'GET', `/api/affiliates/${busiest.id}`)).body as { clicks30d: number };
    await vi.waitFor(async () => expect(await counted()).toMatchObject({ clicks30d: 3 }), 20_000);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const tab = (name: string) => page.getByRole('tab', { name });
  const address = () => page.url().slice(product.origin.length);
  const rowNames = () =>
    main()
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  async function post(path: string, body: Record<string, unknown>) {
    const answer = await request(product, 'POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    return answer.body as { id: number; pixelId: string };
  }

  /** As a page does, since the hub counts nothing that calls itself no browser. */
  async function click(body: Record<string, unknown>) {
    const answer = await fetch(`${product.origin}/api/affiliates/track/click`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': BROWSER },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBeLessThan(300);
  }

  test('the list is sorted by a column and filtered, and Back undoes both', async () => {
    await open('/affiliates');
    await main().getByText('100 of 105 partners').waitFor();
    await page.getByRole('button', { name: 'Clicks' }).click();
    await expect.poll(async () => (await rowNames())[0]).toBe('busiest');
    expect(address()).toBe('/affiliates?sort=clicks30d&order=desc');
    await page.getByLabel('Status', { exact: true }).selectOption('paused');
    await main().getByText('No partner matches').waitFor();
    await page.goBack();
    await expect.poll(async () => (await rowNames())[0]).toBe('busiest');
    await page.goBack();
    await expect.poll(async () => (await rowNames())[0]).toBe(`partner-${PARTNERS - 1}`);
    await page.getByLabel('Search partners').fill('part 77');
    await main().getByText('1 partner', { exact: true }).waitFor();
  });

  test('more rows keep the focus, and so does the way back', async () => {
    await open('/affiliates');
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await main().getByText('105 partners', { exact: true }).waitFor();
    await main().locator('tr[data-index="100"] a:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Partner 4', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Partners', exact: true }).last().click();
    await main().locator('tr[data-index="100"] a:focus').waitFor();
  });

  test('actions of a row are in view at 1024 pixels, whatever a name is', async () => {
    await page.setViewportSize({ width: 1024, height: 768 });
    await open('/affiliates?search=tents');
    const menu = main().getByRole('button', { name: 'Actions for long' });
    await menu.waitFor();
    const box = await menu.boundingBox();
    expect((box?.x ?? 9_999) + (box?.width ?? 0)).toBeLessThan(1024);
    await menu.press('Enter');
    await page.getByRole('menuitem', { name: 'Pause' }).press('Enter');
    await page.getByText('is paused.').waitFor();
    await main().getByRole('row', { name: 'long' }).getByText('Paused').waitFor();
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('a number of the list leads to what it counts', async () => {
    await open('/affiliates?sort=clicks30d&order=desc');
    await main().getByRole('row', { name: 'busiest' }).getByRole('link', { name: '3', exact: true }).click();
    await main().getByText('3 clicks', { exact: true }).waitFor();
    expect(await tab('Clicks').getAttribute('aria-selected')).toBe('true');
    await page.getByLabel('Counted').selectOption('no');
    await main().getByText('1 click', { exact: true }).waitFor();
    await main().getByText('The same visitor clicked shortly before.').waitFor();
    await page.goBack();
    await main().getByText('3 clicks', { exact: true }).waitFor();
  });

  test('parts of the clicks make the total, and each part leads to its clicks', async () => {
    await open(`/affiliates/${busiest.id}`);
    const pages = main().getByRole('region', { name: 'Landing pages' });
    await pages.getByRole('link', { name: '/tents' }).waitFor();
    for (const name of ['Landing pages', 'Referrers', 'Sub-ids', 'Devices', 'Browsers']) {
      const total = main().getByRole('region', { name }).locator('tfoot td').first();
      await expect.poll(() => total.textContent(), { message: name }).toBe('3');
    }
    await pages.getByRole('link', { name: '/tents' }).click();
    await main().getByText('2 clicks', { exact: true }).waitFor();
    await main().getByText('/tents?id=1').waitFor();
    await page.getByRole('button', { name: 'Remove the filter Landing page' }).click();
    await main().getByText('3 clicks', { exact: true }).waitFor();
    await page.goBack();
    await page.goBack();
    await main().getByRole('region', { name: 'Sub-ids' }).getByRole('link', { name: '(none)' }).click();
    await main().getByText('1 click', { exact: true }).waitFor();
  });

  test('its orders are those that the figure counts, and open', async () => {
    await open(`/affiliates/${busiest.id}?preset=today`);
    await main()
      .getByRole('region', { name: 'Figures' })
      .getByRole('link', { name: '1', exact: true })
      .click();
    await main().getByText('1 order', { exact: true }).waitFor();
    expect(address()).toContain('preset=today');
    await main().getByRole('link', { name: 'ORD-1' }).click();
    await page.getByRole('heading', { name: 'Order ORD-1' }).waitFor();
  });

  test('settings are saved, and the link is that of the partner', async () => {
    await open(`/affiliates/${busiest.id}?tab=settings`);
    await page.getByRole('textbox', { name: 'Commission' }).fill('12,5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('was saved.').waitFor();
    const { body } = await request(product, 'GET', `/api/affiliates/${busiest.id}`);
    expect(body).toMatchObject({ commissionBps: 1250 });
    await tab('Settings').press('ArrowLeft');
    await main().getByText(`${product.origin}/r/busiest`, { exact: true }).waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
