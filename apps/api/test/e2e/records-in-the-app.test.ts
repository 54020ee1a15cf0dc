import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { startSlackSink } from '@dreamteamhub/notifiers/test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createFirstOperator, OPERATOR } from './operator.ts';

/** More than a page of a list. */
const PRODUCTS = 104;
/** A busy machine is late. */
const SOON = { timeout: 20_000 };
const LONG = `${'very-long-'.repeat(24)}sku`;
const ARABIC = 'قميص أزرق';

/** Movements, deliveries, imports, the audit log, the team, keys, privacy, security, refunds without an order. */
describe.skipIf(isBrowserMissing)('lists of records, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let slack: Awaited<ReturnType<typeof startSlackSink>>;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    slack = await startSlackSink();
    dataDir = await makeDataDir(inject('templateDataDir'));
    const env = { SEED_SAMPLES: '0', SLACK_WEBHOOK_URL: slack.url, ALERT_GROUP_SECONDS: '0' };
    product = await startProduct({ dataDir: dataDir.path, env });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    await add(LONG, 1);
    await add(ARABIC, 50);
    for (let start = 2; start < PRODUCTS; start += 20) {
      await Promise.all(
        Array.from({ length: Math.min(20, PRODUCTS - start) }, (_, index) => add(`SKU-${start + index}`, 50)),
      );
    }
    await post('/api/inventory/products/SKU-2/adjust', { quantityDelta: -45, reason: 'sale' });
    await post('/api/affiliates/refunds', { orderId: 'NOBODYS-1', refundId: 're_1', amount: '3.00' });
    await post('/api/inventory/imports', { fileName: 'stock.csv', csv: 'sku,stock\nSKU-3,7' });
    await post('/api/inventory/imports', { fileName: 'a-second-file.csv', csv: 'sku,stock\nSKU-4,nothing' });
    await vi.waitFor(async () => expect(slack.messages.length).toBeGreaterThan(0), 30_000);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await slack.close();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const address = () => page.url().slice(product.origin.length);
  const shown = (text: string | RegExp) => main().getByText(text, { exact: true }).first().waitFor();
  const rowNames = () =>
    main()
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  const post = async (path: string, body: Record<string, unknown>) => {
    const answer = await request(product, 'POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };
  const add = (sku: string, stock: number) =>
    post('/api/inventory/products', { sku, name: `Product ${sku}`.slice(0, 255), stock, threshold: 10 });

  test('movements are counted, sorted by time and narrowed by type, which brings days along', async () => {
    await open('/events');
    await shown(/^100 of 10\d movements$/);
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await main().locator('tr[data-index="100"] a:focus').waitFor();
    await page.getByRole('button', { name: 'Time', exact: true }).click();
    await expect.poll(address, SOON).toBe('/events?sort=time&order=asc');
    await expect.poll(async () => (await rowNames())[0], SOON).toBe(`Opening stock ${LONG}`);
    await page.getByLabel('Type').selectOption('Sale');
    await expect.poll(rowNames, SOON).toEqual(['Sale SKU-2']);
    expect(address()).toContain('preset=28d');
    await page.getByLabel('Range').selectOption('Any day');
    await expect.poll(address, SOON).toBe('/events?sort=time&order=asc');
    await page.goBack();
    await shown('1 movement');
  });

  test('days are those of the person’s zone, as the hub resolves them', async () => {
    await open('/events?preset=yesterday');
    await shown('No movement matches');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await shown(/of 10\d movements$/);
    await open('/events?from=2026-02-31&to=2026-03-01');
    await main().getByText('from=2026-02-31').waitFor();
  });

  test('a message has a page of its own, and where it was once it leads there', async () => {
    await open('/deliveries');
    await main().locator('tbody tr').first().locator('a').first().click();
    await page.getByRole('heading', { name: 'Alert', level: 1 }).waitFor();
    await main().getByRole('table', { name: 'Products' }).waitFor();
    const id = /deliveries\/([\w-]{36})$/.exec(page.url())?.[1] ?? '';
    expect(id).not.toBe('');
    await page.getByRole('link', { name: 'Deliveries', exact: true }).last().click();
    await main().locator('tbody tr').first().waitFor();
    await open(`/deliveries?id=${id}`);
    await expect.poll(address, SOON).toBe(`/deliveries/${id}`);
    await open('/deliveries/00000000-0000-4000-8000-000000000000');
    await shown('There is no such message');
  });

  test('imports are sorted by what people look for', async () => {
    await open('/inventory/import');
    await shown('2 imports');
    await page.getByRole('button', { name: 'File', exact: true }).click();
    await expect.poll(rowNames, SOON).toEqual(['a-second-file.csv', 'stock.csv']);
    await page.getByRole('button', { name: 'Problems', exact: true }).click();
    await expect.poll(rowNames, SOON).toEqual(['a-second-file.csv', 'stock.csv']);
    await page.getByLabel('State').selectOption('Failed');
    await shown('No import matches');
  });

  test('the audit log is narrowed by days, and its file as well', async () => {
    await open('/audit');
    await main().getByText('Create product').first().waitFor();
    await page.getByLabel('Range').selectOption('Yesterday');
    await shown('No entry matches');
    await page.getByLabel('Range').selectOption('Today');
    await main().getByText('Create product').first().waitFor();
    const asked = page.waitForRequest((request) => request.url().includes('exports.createExport'));
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    expect((await asked).postData()).toMatch(/"from":.*"until":/);
  });

  test('people are found by name and sorted; one sees who invited whom', async () => {
    await open('/team');
    await shown('1 person');
    await page.getByLabel('Search people').fill('nobody');
    await shown('No person matches');
    await page.goBack();
    await main().getByText(OPERATOR.email).waitFor();
  });

  test('a key says from where it was used, and revoking it names it', async () => {
    await open('/storefronts?newKey=default&kind=secret');
    const dialog = page.getByRole('dialog').last();
    await dialog.getByPlaceholder('Order server').fill('Warehouse');
    await dialog.getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Your new key').waitFor();
    const key = (await dialog.locator('pre code').first().textContent())?.trim() ?? '';
    await dialog.getByRole('button', { name: 'I have kept it' }).click();
    expect(address()).toBe('/storefronts');
    const authorization = `Bearer ${key}`;
    await fetch(`${product.origin}/api/affiliates/track/conversion`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ handle: 'nobody', orderId: 'X-1', revenue: '1.00' }),
    });
    await expect
      .poll(async () => {
        await page.reload();
        await main().getByText('Warehouse').waitFor();
        return main()
          .getByText(/^from 127\.0\.0\./)
          .count();
      })
      .toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Actions for the key Warehouse' }).click();
    await page.getByRole('menuitem', { name: 'Revoke' }).click();
    await page.getByText(`Revoke the key Warehouse (…${key.slice(-4)})?`).waitFor();
    await page.getByRole('dialog').last().getByRole('button', { name: 'Revoke' }).click();
    await main().getByRole('button', { name: 'Show the ended key' }).click();
    await main().getByText('Revoked').waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
