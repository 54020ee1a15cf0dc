import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFirstOperator } from './operator.ts';

/** All that an address could take for something else. */
const SKU = 'LAMP/50% #1?';
const PAGE = `/inventory/${encodeURIComponent(SKU)}`;

describe.skipIf(isBrowserMissing)('products, in a browser', () => {
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
    await send('POST', '/api/inventory/products', { sku: SKU, name: 'Desk lamp', stock: 20, threshold: 5 });
    await send('POST', '/api/inventory/products', { sku: 'CHAIR-1', name: 'Chair', stock: 1, threshold: 10 });
    await send('POST', '/api/inventory/products', { sku: 'import', name: 'Sofa', stock: 0, threshold: 2 });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const address = () => page.url().slice(product.origin.length);
  const send = async (method: 'POST' | 'PATCH' | 'PUT', path: string, body: Record<string, unknown>) => {
    const answer = await request(product, method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };
  const stockSays = (text: string) =>
    main().locator('dl > div', { hasText: 'Stock' }).first().getByText(text, { exact: true }).waitFor();
  test('a product is found by the beginning of its SKU or by words, and a click opens its page', async () => {
    await open('/inventory');
    await main().getByText('3 products', { exact: true }).waitFor();
    await page.getByLabel('Search products').fill('cha');
    await main().getByText('1 product', { exact: true }).waitFor();
    await page.getByLabel('Search products').fill('lamp/5');
    await main().getByRole('row', { name: SKU }).waitFor();
    await main().getByText('1 product', { exact: true }).waitFor();
    await main().getByRole('link', { name: 'Desk lamp' }).click();
    await page.getByRole('heading', { name: 'Desk lamp' }).waitFor();
    expect(address()).toBe(PAGE);
    await page.reload();
    await page.getByRole('heading', { name: 'Desk lamp' }).waitFor();
  });

  test('low products come most urgent first, and that order is offered to them alone', async () => {
    await open('/inventory?low=yes');
    await main().getByText('2 products', { exact: true }).waitFor();
    const rows = main().locator('tbody tr');
    expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label')))).toEqual([
      'import',
      'CHAIR-1',
    ]);
    await main().getByText('10% left').waitFor();
    await open('/inventory?sort=urgency');
    await main().getByText('3 products', { exact: true }).waitFor();
  });

  test('a SKU that is the name of another page has one of its own', async () => {
    await main().getByRole('link', { name: 'Sofa' }).click();
    await page.getByRole('heading', { name: 'Sofa' }).waitFor();
    expect(address()).toBe('/inventory/~import');
  });

  test('units that were taken are in the stock, the chart and the movements, and move back', async () => {
    await open(PAGE);
    await stockSays('20');
    await page.getByRole('button', { name: 'Change stock' }).click();
    const dialog = page.getByRole('dialog', { name: 'Change stock' });
    await dialog.getByText('Add or remove').click();
    await dialog.getByLabel('Reason').selectOption('damaged');
    await dialog.getByLabel('Units').fill('1,7');
    await dialog.getByRole('button', { name: 'Remove from stock' }).click();
    await dialog
      .getByText(/whole|decimal/i)
      .first()
      .waitFor();
    await dialog.getByLabel('Units').fill('17');
    await dialog.getByLabel('Note').fill('The crate fell');
    await dialog.getByRole('button', { name: 'Remove from stock' }).click();
    await stockSays('3');
    await main().getByText('The crate fell').waitFor();
    await main().getByRole('button', { name: 'Show table' }).click();
    await main().getByRole('cell', { name: '3', exact: true }).first().waitFor();

    await page.getByRole('button', { name: 'Undo' }).click();
    await stockSays('20');
    await main().getByText('Undoes damaged units').waitFor();
    await page.getByText('Undone. Desk lamp: 20 in stock.').waitFor();
  });

  test('movements by their type, in the address; the alert leads to its story', async () => {
    await page.getByLabel('Type', { exact: true }).selectOption('damaged');
    await main().getByText('1 movement', { exact: true }).waitFor();
    expect(address()).toContain('type=damaged');
    await page.goBack();
    await main().getByText('Opening stock').last().waitFor();
    await page.getByRole('tab', { name: 'Alerts' }).click();
    await main().getByRole('cell', { name: 'Resolved' }).waitFor();
    await main().getByRole('table', { name: 'Alerts' }).getByRole('link').first().click();
    await page.waitForURL(/\/alerts\/[\da-f-]{36}$/);
  });

  test('a stock that somebody else changes shows by itself', async () => {
    await open(PAGE);
    await stockSays('20');
    await send('POST', `/api/inventory/products/${encodeURIComponent(SKU)}/adjust`, {
      quantityDelta: -2,
      reason: 'sale',
    });
    await stockSays('18');
    await main().getByRole('row', { name: /^Sale/ }).waitFor();
  });

  test('what somebody else edited meanwhile is said, and nothing is written over it', async () => {
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit product' });
    await dialog.getByLabel('Threshold').fill('7');
    await send('PATCH', `/api/inventory/products/${encodeURIComponent(SKU)}`, {
      threshold: 9,
      supplier: 'Lux',
    });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Threshold is now 9').waitFor();
    await dialog.getByRole('button', { name: 'Take it' }).click();
    expect(await dialog.getByLabel('Threshold').inputValue()).toBe('9');
    expect(await dialog.getByLabel('Supplier').inputValue()).toBe('Lux');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('old addresses lead to the product; one that is none says so', async () => {
    await open(`/events?sku=${encodeURIComponent(SKU)}`);
    await page.getByRole('heading', { name: 'Desk lamp' }).waitFor();
    expect(address()).toBe(`${PAGE}?tab=movements`);
    await open('/inventory/nothing');
    await main().getByText('No product has this SKU').waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
