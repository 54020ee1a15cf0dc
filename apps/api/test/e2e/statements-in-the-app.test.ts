import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { bookEarlier } from './earlier-months.ts';
import { act, send } from './full-hub.ts';
import { createFirstOperator } from './operator.ts';

/** The month so many before this one, as the pages write it. */
function monthName(ago: number): string {
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - ago, 15));
  return month.toLocaleDateString('en-US', { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

describe.skipIf(isBrowserMissing)('closed months and their statements, in a browser', () => {
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
    for (const [handle, name] of [
      ['tech-blog', 'Tech Blog'],
      ['shoes', 'متجر الأحذية الجميلة'],
    ]) {
      await send(product, 'POST', '/api/affiliates', { handle, name, commissionBps: 1000 });
      await send(product, 'POST', '/api/orders', { orderId: `${handle}-1`, handle, revenue: '250.00' });
    }
    await act(page, 'affiliates.approveConversion', { id: 1 });
    await bookEarlier(dataDir.path, 2);
    // In the month that goes on.
    await send(product, 'POST', '/api/affiliates/refunds', { orderId: 'tech-blog-1', refundId: 'R-1' });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog');
  const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const rows = (table: string) => main().getByRole('table', { name: table }).getByRole('row');

  test('months are closed after it is said which', async () => {
    await open('/payouts/periods');
    await main().getByText('No month is closed yet').waitFor();
    await click('Close months…');
    await dialog()
      .getByText(`everything up to the end of ${monthName(1)}`)
      .waitFor();
    await dialog().getByText('A closed month never changes and cannot be opened again').waitFor();
    // What is chosen is what the button says.
    expect(await dialog().getByLabel('Up to').locator(':checked').textContent()).toBe(monthName(1));
    expect(await violationsOn(page)).toEqual([]);
    await dialog()
      .getByRole('button', { name: `Close up to ${monthName(1)}` })
      .click();
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => rows('Periods').count()).toBe(3);
    expect(await rows('Periods').nth(2).textContent()).toMatch(
      new RegExp(`^${monthName(2)}2 statements\\$0\\.00\\$50\\.00\\$0\\.00\\$0\\.00\\$0\\.00\\$50\\.00`),
    );
    await click('Close months…');
    await dialog().getByText('Every month that is over is closed already.').waitFor();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
  });

  test('a period has a statement of each partner, and a statement says how it adds up', async () => {
    await main()
      .getByRole('link', { name: monthName(2) })
      .click();
    await page.getByRole('heading', { name: monthName(2), level: 1 }).waitFor();
    await expect.poll(() => rows('Statements').count()).toBe(3);
    expect(await violationsOn(page)).toEqual([]);
    await main().getByRole('link', { name: 'Tech Blog' }).click();
    const sheet = main().getByRole('article', { name: 'Statement of Tech Blog' });
    await sheet.getByText('Commission of order tech-blog-1').waitFor();
    const sums = await sheet.locator('dl').first().locator('dt, dd').allTextContents();
    expect(sums).toEqual([
      ...['Owed at the beginning', '$0.00', 'Earned', '$25.00', 'Reversed by refunds and disputes', '$0.00'],
      ...['Adjusted', '$0.00', 'Paid', '$0.00', 'Owed at the end', '$25.00'],
    ]);
    // What came later is in the month that goes on.
    expect(await sheet.textContent()).not.toContain('R-1');
    expect(await violationsOn(page)).toEqual([]);
  });

  test('on a phone, all amounts of a statement are in view, beside what they are for', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const line = main().getByRole('row', { name: /Commission of order tech-blog-1/ });
    const [what, amount] = await Promise.all(
      [1, 2].map((place) => line.getByRole('cell').nth(place).boundingBox()),
    );
    expect(amount?.y).toBe(what?.y);
    for (const cell of await main().getByRole('article').getByRole('cell').all()) {
      const box = await cell.boundingBox();
      if (box !== null) expect(box.x + box.width).toBeLessThanOrEqual(390);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('on paper, only the sheet is left, and each partner begins on a page', async () => {
    const pagesOf = async () => {
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
      return {
        count: pdf.match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0,
        // A4 in points.
        isA4: /\/MediaBox\s*\[\s*0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\s*\]/.test(pdf),
      };
    };
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('heading', { level: 1 }).isVisible()).toBe(false);
    expect(await page.getByRole('navigation', { name: 'Back' }).isVisible()).toBe(false);
    expect(await main().getByRole('article').isVisible()).toBe(true);
    expect(await pagesOf()).toEqual({ count: 1, isA4: true });
    await page.emulateMedia({ media: null });
    await main().getByRole('link', { name: 'Statements of this month' }).click();
    await main().getByRole('link', { name: 'Print statements' }).click();
    await expect.poll(() => main().getByRole('article').count()).toBe(2);
    expect(await pagesOf()).toEqual({ count: 2, isA4: true });
    expect(await violationsOn(page)).toEqual([]);
  });

  test('a partner has all of their statements', async () => {
    await open('/affiliates/1?tab=payouts');
    await rows('Statements of Tech Blog').first().waitFor();
    expect(await rows('Statements of Tech Blog').count()).toBe(3);
    await main()
      .getByRole('link', { name: monthName(1) })
      .click();
    await main().getByText('Nothing was booked in this month.').waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
