import { isBrowserMissing, openBrowser, overPlainHttp } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFirstOperator } from './operator.ts';

describe.skipIf(isBrowserMissing)('a hub in the network of a shop, over plain http', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let origin: string;

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path });
    origin = overPlainHttp(product.origin);
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, origin, dataDir.path);
    expect(await page.evaluate('window.isSecureContext')).toBe(false);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const dialog = () => page.getByRole('dialog').last();

  test('many products change at once', async () => {
    await page.goto(`${origin}/inventory`);
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).click();
    await page.getByRole('button', { name: 'Set threshold…' }).click();
    await dialog().getByLabel('Threshold', { exact: true }).fill('21');
    await dialog().getByRole('button', { name: 'Change 5 products' }).click();
    await page.getByText('5 products have the threshold 21.').waitFor();
  });

  test('a new key, which is shown once, is copied', async () => {
    await page.goto(`${origin}/storefronts`);
    await page.getByRole('button', { name: /^New key for/ }).click();
    await dialog().getByLabel('Name').fill('till');
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    await dialog().getByRole('button', { name: 'Copy the key' }).click();
    await dialog().getByRole('button', { name: 'Copied' }).waitFor();
    const key = await dialog().locator('pre code').first().textContent();
    await dialog().getByRole('button', { name: 'I have kept it' }).click();
    await page.goto(`${origin}/inventory`);
    const search = page.getByRole('searchbox').first();
    await search.focus();
    await page.keyboard.press('Control+V');
    await expect.poll(() => search.inputValue()).toBe(key);
    expect(problems).toEqual([]);
  });
});
