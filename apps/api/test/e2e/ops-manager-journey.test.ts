import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { send } from './full-hub.ts';
import { Journey } from './journey.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

const HOW_MANY = 40;

/** Whoever keeps the shelves full, and never takes their hands off the keyboard. */
describe.skipIf(isBrowserMissing)('an ops manager, by keyboard alone', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let journey: Journey;

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0' } });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    for (let index = 1; index <= HOW_MANY; index++) await add(`LAMP-${index}`, `Lamp ${index}`, 50);
    await add('TENT-2P', 'Tent', 4);
    await add('CHAIR', 'Chair', 0);
    await add('SKU-Y', 'Stove', 50);
    await send(product, 'POST', '/api/affiliates', { handle: 'nora-walks', name: 'Nora Walks' });
    await send(product, 'POST', '/api/orders', { orderId: 'ORD-77', handle: 'nora-walks', revenue: '10.00' });
    await send(product, 'POST', '/api/ops/inventory/scan-now');
    journey = new Journey('Ops manager, by keyboard alone', page);
    // No button of a mouse is ever pressed here.
    await page.mouse.move(0, 0);
  });
  afterAll(async () => {
    journey.report();
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const add = (sku: string, name: string, stock: number) =>
    send(product, 'POST', '/api/inventory/products', { sku, name, stock, threshold: 10 });
  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog').last();
  const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const startAt = async (path: string, name: string) => {
    await page.goto(product.origin + path);
    await title(name);
  };
  const thresholdOf = async (sku: string) => {
    const { body } = await request(product, 'GET', `/api/inventory/products/${sku}`);
    return (body as { threshold: number }).threshold;
  };

  test('what runs out first', async () => {
    await startAt('/security', 'Security');
    await journey.task('what runs out first', async () => {
      await journey.press('g', 'o');
      const low = main().getByRole('region', { name: 'Low stock' }).getByRole('listitem');
      await low.first().getByText('Out', { exact: true }).waitFor();
      await journey.use(low.first().getByRole('link', { name: 'Chair' }));
      await title('Chair');
    });
    expect(await violationsOn(page)).toEqual([]);
  });

  test('an alert is acknowledged with a note for the others', async () => {
    await startAt('/', 'Overview');
    await journey.task('acknowledge an alert, with a note', async () => {
      await journey.press('g', 'a');
      await journey.use(page.getByRole('checkbox', { name: 'Select CHAIR' }), 'Space');
      await journey.reach(page.getByRole('button', { name: 'Acknowledge…' }), 'Shift+Tab');
      await journey.press('Enter');
      await journey.reach(dialog().getByLabel('Note'));
      await page.keyboard.type('Arrives Thursday');
      await journey.use(dialog().getByRole('button', { name: 'Acknowledge' }));
      await page.getByText('1 alert acknowledged.').first().waitFor();
    });
    await main().getByText(`by ${OPERATOR.email}`).waitFor();
  });

  test('thresholds of 40 products, and back', async () => {
    await startAt('/', 'Overview');
    await journey.task('thresholds of 40 products', async () => {
      await journey.press('g', 'i');
      await title('Products');
      await journey.press('/');
      await page.keyboard.type('LAMP-');
      await main().getByText('40 products', { exact: true }).waitFor();
      await journey.use(page.getByRole('checkbox', { name: 'Select all that are shown' }), 'Space');
      // The actions stand before the rows: it is one step back, not forty rows on.
      await journey.reach(page.getByRole('button', { name: 'Set threshold…' }), 'Shift+Tab');
      await journey.press('Enter');
      await journey.reach(dialog().getByLabel('Threshold', { exact: true }));
      await page.keyboard.type('20');
      await dialog().getByText('40 products change').waitFor();
      await journey.press('Enter');
      await page.getByText('40 products have the threshold 20.').first().waitFor();
    });
    expect([await thresholdOf('LAMP-40'), await thresholdOf('CHAIR')]).toEqual([20, 10]);
    await journey.task('undo that', async () => {
      await journey.press('F8');
      await journey.use(page.getByRole('button', { name: 'Undo' }).last());
      await expect.poll(() => thresholdOf('LAMP-40')).toBe(10);
    });
  });

  test('SKU Y is muted until Monday, before any alert', async () => {
    await startAt('/orders', 'Orders');
    await journey.task('mute SKU Y until Monday, before any alert', async () => {
      await journey.say('mute sku-y until mon', /^Mute SKU-Y until Monday/);
      await page
        .getByText(/^SKU-Y is muted until /)
        .first()
        .waitFor();
    });
    await send(product, 'PUT', '/api/inventory/products/SKU-Y', { stock: 3 });
    await send(product, 'POST', '/api/ops/inventory/scan-now');
    await startAt('/alerts', 'Alerts');
    await main()
      .getByText(/^muted until/)
      .waitFor();
  });

  test.each([
    ['a partner', 'nora', /Nora Walks/, 'Nora Walks'],
    ['an order', 'ord-77', /ORD-77/, /ORD-77/],
    ['a product', 'tent-2p', /^TENT-2P/, 'Tent'],
    ['a page', 'who changed', /^Audit log/, 'Audit log'],
    ['a page by what it is for', 'two-factor', /^Security/, 'Security'],
  ])('anything from anywhere: %s', async (what, line, offer, name) => {
    await startAt('/privacy', 'Privacy');
    await journey.task(`anything from anywhere: ${what} (“${line}”)`, async () => {
      await journey.say(line, offer);
      await title(name);
    });
  });

  test('anything from anywhere: an action, its dialog, and back to where one was', async () => {
    await startAt('/privacy', 'Privacy');
    await journey.task('anything from anywhere: an action (“adjust stock of tent”)', async () => {
      await journey.say('tent-2p', /^TENT-2P/);
      await title('Tent');
      await journey.use(page.getByRole('button', { name: 'Change stock' }));
      await dialog().getByText('TENT-2P').first().waitFor();
      await journey.press('Escape');
      await dialog().waitFor({ state: 'detached' });
    });
    // What was opened gives the focus back to what opened it.
    await page.locator('button:focus', { hasText: 'Change stock' }).waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
