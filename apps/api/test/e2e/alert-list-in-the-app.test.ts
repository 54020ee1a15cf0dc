import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

/** More than a page of the list. */
const LOW = 118;

describe.skipIf(isBrowserMissing)('the list of alerts, in a browser', () => {
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
    await addProduct('OUT-1', 0);
    for (let start = 0; start < LOW; start += 20) {
      const skus = Array.from({ length: Math.min(20, LOW - start) }, (_, index) => `LOW-${start + index}`);
      await Promise.all(skus.map((sku) => addProduct(sku, 5)));
    }
    await addProduct('ALMOST-1', 9);
    await scan();
    await vi.waitFor(async () => expect((await counts()).open).toBe(LOW + 2), 30_000);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const tab = (name: string) => main().getByRole('navigation', { name: 'State' }).getByRole('link', { name });
  const shown = (text: string) => main().getByText(text, { exact: true }).waitFor();
  const toast = (text: string) => page.getByText(text).first().waitFor();
  const counts = async () =>
    (await request(product, 'GET', '/api/alerts/counts')).body as { open: number; acknowledged: number };
  async function addProduct(sku: string, stock: number) {
    const body = { sku, name: `Product ${sku}`, stock, threshold: 10 };
    const answer = await request(product, 'POST', '/api/inventory/products', body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  }
  const scan = () => request(product, 'POST', '/api/ops/inventory/scan-now');
  async function acknowledge() {
    await page.getByRole('button', { name: 'Acknowledge…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
  }

  test('the most urgent stands first, and says how bad it is', async () => {
    await open('/alerts');
    await shown('100 of 120 alerts');
    const first = main().locator('tbody tr').first();
    await first.getByText('Out of stock').waitFor();
    await first.getByText('warns below 10').waitFor();
    await page.getByLabel('Search alerts').fill('almost');
    await shown('1 alert');
    await main().getByText('9 left, warns below 10').waitFor();
    await page.goBack();
    await shown('100 of 120 alerts');
    await page.getByLabel('Urgency').selectOption('Out of stock');
    await shown('1 alert');
    expect(page.url()).toMatch(/\/alerts\?severity=outOfStock$/);
  });

  test('an acknowledgement is undone, but for what somebody changed since', async () => {
    await page.getByRole('checkbox', { name: 'Select OUT-1' }).check();
    await acknowledge();
    await toast('1 alert acknowledged.');
    await main().getByText(`by ${OPERATOR.email}`).waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await toast('1 alert is open again.');
    await expect.poll(async () => (await counts()).acknowledged).toBe(0);

    await page.getByRole('checkbox', { name: 'Select OUT-1' }).check();
    await acknowledge();
    await main().getByText(`by ${OPERATOR.email}`).waitFor();
    const alerts = (await request(product, 'GET', '/api/alerts?sku=OUT-1')).body as { id: string }[];
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await request(product, 'POST', '/api/alerts/snooze', { ids: alerts.map(({ id }) => id), until });
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await toast('Nothing was undone. 1 changed since, and stays as it is.');
    await request(product, 'POST', '/api/alerts/reopen', { ids: alerts.map(({ id }) => id) });
  });

  test('what opens meanwhile is offered, and moves no row', async () => {
    await open('/alerts?match=low');
    await shown('100 of 118 alerts');
    await addProduct('LOW-NEW', 1);
    await scan();
    await page.getByRole('button', { name: '1 new alert' }).waitFor();
    await shown('100 of 118 alerts');
    await page.getByRole('button', { name: '1 new alert' }).click();
    await shown('100 of 119 alerts');
  });

  test('all that match are acknowledged, not only those that are loaded', async () => {
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).check();
    await shown('100 selected');
    await page.getByRole('button', { name: 'Select all 119 alerts that match' }).click();
    await shown('All 119 alerts that match are selected');
    await page.getByRole('button', { name: 'Acknowledge…' }).click();
    await page.getByRole('dialog', { name: 'Acknowledge all 119 alerts that match' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Acknowledge' }).click();
    await toast('119 alerts acknowledged.');
    await expect.poll(counts).toMatchObject({ open: 2, acknowledged: 119 });
    await open('/alerts');
    await tab('Acknowledged 119').click();
    await shown('100 of 119 alerts');
    await tab('Open 2').click();
    await shown('2 alerts');
    await page.goBack();
    await shown('100 of 119 alerts');
  });

  test('what was done with many is among the bulk changes, and undone there', async () => {
    await page.getByRole('link', { name: 'Bulk changes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bulk changes' }).waitFor();
    const change = main().getByRole('row', { name: /Acknowledged/ });
    await change.getByText('119 alerts').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await change.getByRole('button', { name: 'Undo: Acknowledged, 119 alerts' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Undo', exact: true }).click();
    await toast('119 alerts are as they were.');
    await change.getByText('Undone').waitFor();
    await expect.poll(counts).toMatchObject({ open: 121, acknowledged: 0 });
  });

  test('an address that is no alert is told as such', async () => {
    await open('/alerts/not-a-uuid');
    await page.getByText('There is no page here').waitFor();
    await open('/alerts/00000000-0000-4000-8000-000000000000');
    await main().getByText('There is no such alert').waitFor();
    await main().getByRole('link', { name: 'Show the alerts' }).click();
    await shown('100 of 121 alerts');
  });

  test('an alert is small on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open('/alerts');
    const card = main().getByRole('listitem', { name: 'OUT-1' });
    await card.waitFor();
    expect((await card.boundingBox())?.height).toBeLessThan(130);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
