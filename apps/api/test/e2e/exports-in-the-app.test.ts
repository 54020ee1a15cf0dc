import { readFile } from 'node:fs/promises';
import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator } from './operator.ts';

describe.skipIf(isBrowserMissing)('exports, in a browser', () => {
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
    for (const [orderId, orderedAt] of [
      ['SEPTEMBER', '2025-09-30T23:30:00Z'],
      ['FIRST', '2025-10-01T00:00:00Z'],
      ['=LAST', '2025-10-31T23:59:59Z'],
      ['NOVEMBER', '2025-11-01T00:00:00Z'],
    ]) {
      const answer = await request(product, 'POST', '/api/orders', { orderId, orderedAt, revenue: '12.50' });
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    }
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const panel = () => page.getByRole('region', { name: 'Notifications (F8)' });

  test('orders of October become a file with just these, by two clicks', async () => {
    await page.goto(`${product.origin}/orders?from=2025-10-01&to=2025-10-31`);
    await page.getByText('2 orders', { exact: true }).first().waitFor();
    const zone = await page.evaluate('Intl.DateTimeFormat().resolvedOptions().timeZone');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export', exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(
      new RegExp(`^orders-[\\d-]+-${String(zone).replaceAll('/', '-')}\\.csv$`),
    );
    const rows: Record<string, string>[] = parse(await readFile(await download.path(), 'utf8'), {
      bom: true,
      columns: true,
    });
    expect(rows.map((row) => [row.Order, row.Revenue, row.Currency])).toEqual([
      ["'=LAST", '12.50', 'USD'],
      ['FIRST', '12.50', 'USD'],
    ]);
    await panel()
      .getByText(/^2 rows, /)
      .first()
      .waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  test('a page that is left and opened again shows it, and it can be fetched again', async () => {
    await page.getByRole('button', { name: 'Close exports' }).click();
    await page.goto(`${product.origin}/`);
    await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('recent exports');
    await page.getByRole('option', { name: 'Recent exports' }).waitFor();
    await page.keyboard.press('Enter');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel().getByRole('link', { name: 'Download Orders' }).click(),
    ]);
    expect((await readFile(await download.path(), 'utf8')).split('\r\n')).toHaveLength(4);
    // By keys alone: into the corner, and out of it.
    await page.keyboard.press('F8');
    await page.keyboard.press('Escape');
    await panel().getByRole('heading', { name: 'Exports' }).waitFor({ state: 'detached' });
  });

  test('a spreadsheet that expects semicolons and decimal commas gets them, from then on', async () => {
    const header = 'Order;Storefront;';
    const fileOf = async (press: () => Promise<unknown>) => {
      const [download] = await Promise.all([page.waitForEvent('download'), press()]);
      return readFile(await download.path(), 'utf8');
    };
    const button = () => page.getByRole('button', { name: 'Export', exact: true });
    await page.goto(`${product.origin}/orders?from=2025-10-01&to=2025-10-31`);
    await page.getByText('2 orders', { exact: true }).first().waitFor();
    // By keys alone: a menu, its second choice.
    await page.getByRole('button', { name: 'Export as', exact: true }).press('ArrowDown');
    await page.getByRole('menuitemradio', { name: /^Commas/, checked: true }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    const chosen = await fileOf(() => page.keyboard.press('Enter'));
    expect(chosen.slice(1).startsWith(header)).toBe(true);
    expect(chosen).toContain(';12,50;');
    await page.reload();
    await page.getByText('2 orders', { exact: true }).first().waitFor();
    const next = await fileOf(() => button().click());
    expect(next.slice(1).startsWith(header)).toBe(true);
    await page.getByRole('button', { name: 'Export as', exact: true }).click();
    await page.getByRole('menuitemradio', { name: /^Commas/ }).click();
  });

  test('every list has the button', async () => {
    await request(product, 'POST', '/api/affiliates', { handle: 'tech-blog', name: 'Tech Blog' });
    await request(product, 'POST', '/api/inventory/products', {
      ...{ sku: 'LOW', name: 'Low', stock: 0, threshold: 5 },
    });
    await request(product, 'POST', '/api/affiliates/refunds', { orderId: 'LOST', refundId: 'R-1' });
    await request(product, 'POST', '/api/alerts/mutes', { kind: 'sku', value: 'LOW', until: null });
    await request(product, 'POST', '/api/inventory/imports', {
      ...{ fileName: 'stock.csv', csv: 'sku,stock\nLOW,4\n' },
    });
    for (const path of [
      ...['/affiliates', '/orders', '/inventory', '/events', '/audit', '/inventory/import'],
      ...['/conversions/refunds', '/alerts/mutes', '/team', '/inspector'],
    ]) {
      await page.goto(product.origin + path);
      await page.getByRole('button', { name: 'Export', exact: true }).waitFor();
    }
    await page.goto(`${product.origin}/storefronts`);
    await page.getByRole('button', { name: 'Export storefronts', exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export keys', exact: true }).click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('HUB_SECRET_KEY');
    expect(problems).toEqual([]);
  });

  test('days in the address that are no range are said, on the overview as on lists', async () => {
    for (const path of ['/', '/orders']) {
      await page.goto(`${product.origin}${path}?from=2026-02-30&to=2026-03-05`);
      await page.getByText('from=2026-02-30, to=2026-03-05').waitFor();
    }
  });

  test('a download after the session has ended asks for a sign-in', async () => {
    await page.goto(`${product.origin}/team`);
    await page.getByRole('heading', { level: 1, name: 'Team' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('recent exports');
    await page.getByRole('option', { name: 'Recent exports' }).waitFor();
    await page.keyboard.press('Enter');
    const file = panel().getByRole('link', { name: 'Download Keys' });
    await file.waitFor();
    await page.context().clearCookies();
    await file.click();
    await page.getByText('Your session has ended.', { exact: false }).waitFor();
  });
});
