import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, SECRET_KEY, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFirstOperator } from './operator.ts';

describe.skipIf(isBrowserMissing)('a hub in yen, with a shop in dinars, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({
      dataDir: dataDir.path,
      env: { CURRENCY: 'JPY', SEED_SAMPLES: '0' },
    });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const headers = { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' };
  const open = (path: string) => page.goto(product.origin + path);
  const dialog = () => page.getByRole('dialog').last();
  const shown = async (text: string) => page.getByText(text, { exact: false }).first().waitFor();

  async function report(path: string, body: object): Promise<void> {
    const { status } = await fetch(product.origin + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(status).toBeLessThan(300);
  }

  async function revenueOf(handle: string): Promise<string | undefined> {
    const response = await fetch(`${product.origin}/api/affiliates?search=${handle}`, { headers });
    return ((await response.json()) as { revenue30d: string }[])[0]?.revenue30d;
  }

  test('a storefront of any currency is added; gold is none', async () => {
    await open('/storefronts');
    await page.getByRole('button', { name: 'Add storefront' }).click();
    await dialog().getByLabel('Name').fill('Kuwait');
    await dialog().getByLabel('Slug').fill('kuwait');
    await dialog().getByLabel('Currency').fill('XAU');
    await dialog().getByRole('button', { name: 'Add storefront' }).click();
    await shown('XAU is none');
    await dialog().getByLabel('Currency').fill('kwd');
    await dialog().getByRole('button', { name: 'Add storefront' }).click();
    await shown('Kuwait was added.');
  });

  test('amounts are shown with the decimals of their currency, and not added', async () => {
    await report('/api/affiliates', { handle: 'tokyo-blog', name: 'Tokyo blog' });
    await report('/api/affiliates', { handle: 'kuwait-blog', name: 'Kuwait blog', storefront: 'kuwait' });
    await report('/api/affiliates/track/conversion', {
      handle: 'tokyo-blog',
      orderId: 'T-1',
      revenue: '12500.00',
    });
    await report('/api/affiliates/track/conversion', {
      handle: 'kuwait-blog',
      orderId: 'K-1',
      revenue: 10.02,
    });
    await report('/api/affiliates/refunds', {
      orderId: 'K-1',
      refundId: 're_1',
      amount: '1.002',
      storefront: 'kuwait',
    });
    await open('/conversions');
    for (const text of ['¥12,500', '¥1,250', 'KWD 10.020', '-KWD 1.002', 'KWD 1.002']) await shown(text);
    expect(await page.getByText('12,500.00').count()).toBe(0);
    // The 30-day figures follow within two seconds.
    await expect.poll(() => revenueOf('kuwait-blog'), { timeout: 20_000 }).toBe('9.018');
    await open('/affiliates');
    await shown('KWD 9.018');
    await open('/');
    await shown('¥12,500');
    await shown('KWD 9.018');
  });

  test('a balance of many digits is not broken within its number, however narrow the window is', async () => {
    await report('/api/orders', {
      ...{ orderId: 'K-2', handle: 'kuwait-blog', storefront: 'kuwait' },
      lines: [{ lineId: 'a', quantity: 1, net: '12345678.901' }],
    });
    const answer = await fetch(`${product.origin}/api/affiliates?search=kuwait-blog`, { headers });
    const [partner] = (await answer.json()) as { id: number }[];
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 844 });
      await open(`/affiliates/${partner?.id}?tab=account`);
      const amount = page.getByRole('definition').filter({ hasText: 'KWD 1,234,56' }).first();
      await amount.waitFor();
      // One line of text, not two.
      expect((await amount.boundingBox())?.height, String(width)).toBeLessThan(40);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('inputs take what the currency takes', async () => {
    await open('/inventory');
    await page.getByRole('button', { name: 'Add product' }).first().click();
    await dialog().getByLabel('Name').fill('Widget');
    await dialog().getByLabel('SKU').fill('W-1');
    await dialog().getByLabel('Unit price').fill('49.80');
    await dialog().getByRole('button', { name: 'Add product' }).click();
    await shown('Write a whole number, without decimals.');
    await dialog().getByLabel('Unit price').fill('4980.00');
    await dialog().getByRole('button', { name: 'Add product' }).click();
    await shown('¥4,980');
    expect(problems).toEqual([]);
  });
});
