import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFirstOperator } from './operator.ts';

describe.skipIf(isBrowserMissing)('what is asked for while the network is away, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const setOffline = (isOffline: boolean) => page.context().setOffline(isOffline);

  test('a page comes by itself when the hub is back', async () => {
    await page.goto(product.origin);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await setOffline(true);
    await page.getByRole('link', { name: 'Deliveries', exact: true }).click();
    await page.getByText('This page could not be shown').waitFor();
    await setOffline(false);
    await page.getByRole('heading', { name: 'Deliveries' }).waitFor();
  });

  test('so does a dialog', async () => {
    await page.goto(`${product.origin}/inventory`);
    await page.getByText('5 products', { exact: true }).waitFor();
    await setOffline(true);
    await page.getByRole('button', { name: 'Add product' }).click();
    await setOffline(false);
    await page.getByRole('dialog').getByLabel('SKU').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('a cell that is not saved keeps what was typed, and says why', async () => {
    await page.getByRole('button', { name: /^Threshold of GADGET-001/ }).click();
    const field = page.getByRole('textbox', { name: 'Threshold of GADGET-001', exact: true });
    await field.fill('17');
    await setOffline(true);
    await page.keyboard.press('Enter');
    await page.getByText('The hub cannot be reached. Check that it runs and that you are online.').waitFor();
    expect(await field.inputValue()).toBe('17');
    await setOffline(false);
    await field.press('Enter');
    await page.getByRole('button', { name: 'Threshold of GADGET-001: 17. Change it' }).waitFor();
    expect(problems.filter((problem) => !problem.startsWith('PageCodeMissing'))).toEqual([]);
  });
});
