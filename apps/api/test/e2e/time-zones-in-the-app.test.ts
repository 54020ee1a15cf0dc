import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFirstOperator, OPERATOR } from './operator.ts';

describe.skipIf(isBrowserMissing)('time zones, in a browser in New York', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { TIME_ZONE: 'Europe/Berlin' } });
    ({ browser } = await openBrowser());
    const context = await browser.newContext({
      locale: 'en-US',
      timezoneId: 'America/New_York',
      viewport: { width: 1440, height: 900 },
    });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => problems.push(error.message));
    await createFirstOperator(page, product.origin, dataDir.path);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const since = () => page.getByRole('region', { name: 'Browsers' }).locator('time').first();
  /** The local time in a tooltip, without seconds. */
  const minuteOf = (title: string | null) => title?.slice(0, 16);

  test('times are in the browser’s zone at first, and say so', async () => {
    await open('/security');
    expect(await since().getAttribute('title')).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d America\/New York \(UTC-0[45]:00\)\n.* UTC$/,
    );
  });

  test('a person types a part of a zone’s name, and all times are in it', async () => {
    await open('/security');
    const before = await since().getAttribute('title');
    await page.getByRole('button', { name: `Account of ${OPERATOR.name}` }).click();
    await page.getByRole('menuitem', { name: 'Preferences' }).click();
    const zone = page.getByRole('combobox', { name: 'Show times in' });
    await zone.click();
    await page.keyboard.type('kathm');
    await page.getByRole('option', { name: /Asia\/Kathmandu\s*UTC\+05:45/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your time zone was saved.').waitFor();

    await page.getByRole('button', { name: `Account of ${OPERATOR.name}` }).click();
    await page.getByRole('menuitem', { name: 'Security' }).click();
    const after = await since().getAttribute('title');
    expect(after).toMatch(/Asia\/Kathmandu \(UTC\+05:45\)/);
    expect(minuteOf(after)).not.toBe(minuteOf(before));
    // The instant is the same: only what is displayed changed.
    expect(after?.split('\n')[1]).toBe(before?.split('\n')[1]);
    await page.reload();
    expect(await since().getAttribute('title')).toBe(after);
  });

  test('a storefront has the hub’s zone, and then its own', async () => {
    await open('/storefronts');
    await page.getByText('Europe/Berlin', { exact: true }).waitFor();
    await page
      .getByRole('button', { name: /^Edit / })
      .first()
      .click();
    const dialog = page.getByRole('dialog').last();
    const zone = dialog.getByRole('combobox', { name: 'Time zone' });
    expect(await zone.inputValue()).toBe('The hub’s zone (Europe/Berlin)');
    await zone.click();
    await page.keyboard.type('new york');
    await page.getByRole('option', { name: /America\/New York/ }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('America/New York', { exact: true }).waitFor();
    await open('/audit');
    await page.getByText('none → America/New_York').waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
