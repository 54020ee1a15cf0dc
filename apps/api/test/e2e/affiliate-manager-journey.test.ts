import { readFile } from 'node:fs/promises';
import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { parse } from 'csv-parse/sync';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { reportClick, send } from './full-hub.ts';
import { Journey } from './journey.ts';
import { createFirstOperator } from './operator.ts';

/** Noon of a day in the middle of a month: 1 is the last month, 2 the one before. */
function monthsAgo(months: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 15, 12)).toISOString();
}

/** A day ago, or on the first day of a month its beginning: the last month stays as it is. */
function lately(): string {
  const now = new Date();
  const beginning = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  return new Date(Math.max(beginning, now.getTime() - 24 * 60 * 60 * 1000)).toISOString();
}

/** Whoever looks after partners and pays them. */
describe.skipIf(isBrowserMissing)('an affiliate manager, with a mouse', () => {
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
    await send(product, 'POST', '/api/affiliates', {
      handle: 'nora-walks',
      name: 'Nora Walks',
      commissionBps: 1000,
    });
    await send(product, 'POST', '/api/affiliates', { handle: 'tech-blog', name: 'Tech Blog' });
    for (const [orderId, handle, revenue, orderedAt] of [
      ['N-1', 'nora-walks', '200.00', monthsAgo(2)],
      ['N-2', 'nora-walks', '300.00', monthsAgo(1)],
      ['T-1', 'tech-blog', '150.00', monthsAgo(1)],
      ['ORD-77', 'nora-walks', '80.00', lately()],
      ['ORD-78', undefined, '20.00', lately()],
      ['SEPTEMBER', 'tech-blog', '12.50', '2025-09-30T23:30:00Z'],
      ['FIRST', 'tech-blog', '12.50', '2025-10-01T00:00:00Z'],
      ['=LAST', 'tech-blog', '12.50', '2025-10-31T23:59:59Z'],
      ['NOVEMBER', 'tech-blog', '12.50', '2025-11-01T00:00:00Z'],
    ]) {
      const credit = handle === undefined ? { couponCodes: ['SAVE10'] } : { handle };
      await send(product, 'POST', '/api/orders', { orderId, revenue, orderedAt, ...credit });
    }
    for (const visitorId of ['anna', 'ben', 'carl'])
      await reportClick(product, { handle: 'nora-walks', visitorId });
    journey = new Journey('Affiliate manager, with a mouse', page);
  });
  afterAll(async () => {
    journey.report();
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const main = () => page.getByRole('main');
  const section = (name: string) => main().getByRole('region', { name });
  const menu = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
  const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const startAtHome = async () => {
    await page.goto(product.origin);
    await title('Overview');
  };

  test('which partner brought most last month, and is it growing', async () => {
    await startAtHome();
    await journey.task('which partner brought most last month, and is it growing', async () => {
      await journey.choose(page.getByLabel('Range'), 'Last month');
      const first = section('Top partners').getByRole('listitem').first();
      await first.getByText('$300.00').waitFor();
      await first.getByRole('link', { name: 'Nora Walks' }).waitFor();
      await first.getByText('↑ 50%').waitFor();
    });
    expect(await violationsOn(page)).toEqual([]);
  });

  test('partner X day by day', async () => {
    await startAtHome();
    await journey.task('partner X day by day', async () => {
      await journey.say('nora', /Nora Walks/);
      await title('Nora Walks');
      await journey.click(section('Over time').getByRole('button', { name: /^Show table/ }));
      const table = section('Over time').getByRole('table');
      await expect.poll(() => table.getByRole('row').count()).toBeGreaterThan(28);
      await table.getByRole('cell', { name: '3', exact: true }).first().waitFor();
    });
    expect(await violationsOn(page)).toEqual([]);
  });

  test('order ORD-77 is found, and why it is credited', async () => {
    await startAtHome();
    await journey.task('find order ORD-77 and why it is credited', async () => {
      await journey.click(menu('Orders'));
      await journey.click(page.getByLabel('Search orders'));
      await page.keyboard.type('ORD-77');
      await main().getByText('1 order', { exact: true }).waitFor();
      await journey.click(main().getByRole('link', { name: 'ORD-77' }));
      await section('Credited to').getByRole('link', { name: 'Nora Walks' }).waitFor();
      await section('Credited to').getByText('The report names its handle.').waitFor();
    });
    await startAtHome();
    await journey.task('… and why ORD-78 is not', async () => {
      await journey.say('ord-78', /ORD-78/);
      await section('Credited to')
        .getByText('No coupon code belonged to a partner when the order was reported.')
        .waitFor();
    });
    expect(await violationsOn(page)).toEqual([]);
  });

  test('orders of October become a file for a spreadsheet, with just these', async () => {
    await startAtHome();
    let path = '';
    await journey.task('orders of October into a spreadsheet', async () => {
      await journey.click(menu('Orders'));
      await journey.choose(page.getByLabel('Range'), 'Other days…');
      await journey.click(page.getByLabel('First day'));
      await page.getByLabel('First day').fill('2025-10-01');
      await page.getByLabel('Last day').fill('2025-10-31');
      await page.getByLabel('Last day').press('Enter');
      await main().getByText('2 orders', { exact: true }).waitFor();
      const [download] = await Promise.all([
        page.waitForEvent('download', { timeout: 60_000 }),
        journey.click(page.getByRole('button', { name: 'Export', exact: true })),
      ]);
      path = await download.path();
    });
    const rows: Record<string, string>[] = parse(await readFile(path, 'utf8'), { bom: true, columns: true });
    expect(rows.map((row) => [row.Order, row.Revenue])).toEqual([
      ["'=LAST", '12.50'],
      ['FIRST', '12.50'],
    ]);
  });

  test('what a partner is owed is approved', async () => {
    await startAtHome();
    await journey.task('approve what a partner is owed for ORD-77', async () => {
      await journey.click(menu('Conversions'));
      await journey.click(main().getByRole('button', { name: 'Approve… order ORD-77' }));
      await journey.click(page.getByRole('dialog').getByRole('button', { name: 'Approve $8.00' }));
      await main().getByRole('row', { name: 'Order ORD-77' }).getByText('Approved').waitFor();
    });
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
