import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

const PARTNERS = 120;
const ORDERS = 4;

describe.skipIf(isBrowserMissing)('lists and forms, in a browser', () => {
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
    for (let start = 0; start < PARTNERS; start += 20) {
      await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          post('/api/affiliates', { handle: `partner-${start + index}`, name: `Partner ${start + index}` }),
        ),
      );
    }
    for (let index = 0; index < ORDERS; index++) {
      await post('/api/orders', { orderId: `ORD-${index}`, handle: 'partner-1', revenue: '10.00' });
      await post('/api/inventory/products', {
        sku: `SKU-${index}`,
        name: `Widget ${9 - index}`,
        stock: index === 2 ? 5 : 50 + index,
        threshold: 10,
      });
    }
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const address = () => page.url().slice(product.origin.length);
  const rowNames = () =>
    main()
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
  const post = async (path: string, body: Record<string, unknown>) => {
    const answer = await request(product, 'POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };

  test('a chosen filter is a step in the history, and so is what was typed', async () => {
    await open('/orders');
    await main().getByText('4 orders', { exact: true }).waitFor();
    await page.getByLabel('Credited').selectOption('no');
    await main().getByText('No order matches').waitFor();
    await page.goBack();
    await main().getByText('4 orders', { exact: true }).waitFor();
    expect(address()).toBe('/orders');

    await page.getByLabel('Search orders').pressSequentially('ORD-2', { delay: 30 });
    await main().getByText('1 order', { exact: true }).waitFor();
    await page.goBack();
    await main().getByText('4 orders', { exact: true }).waitFor();
    expect(await page.getByLabel('Search orders').inputValue()).toBe('');
  });

  test('who rests behind a space while typing, or types on meanwhile, keeps all of it', async () => {
    await open('/affiliates');
    await main()
      .getByText(/ of 120 partners$/)
      .waitFor();
    const field = page.getByLabel('Search partners');
    await field.pressSequentially('partner ', { delay: 10 });
    await expect.poll(address).toBe('/affiliates?search=partner');
    await main()
      .getByText(/ of 120 partners$/)
      .waitFor();
    await field.pressSequentially('11');
    expect(await field.inputValue()).toBe('partner 11');
    await expect.poll(address).toContain('11');
    expect(await field.inputValue()).toBe('partner 11');
  });

  test('what an old address asks for and the list does not know is said, and left out', async () => {
    await open('/orders?state=shipped&search=ORD&credited=perhaps');
    await main().getByText('state=shipped, credited=perhaps').waitFor();
    await main().getByText('4 orders', { exact: true }).waitFor();
    await expect.poll(address).toBe('/orders?search=ORD');
  });

  test('a row opens by a click beside its link, and the way back leads to it', async () => {
    await main().getByRole('row', { name: 'Order ORD-1' }).locator('td').nth(4).click();
    await page.getByRole('heading', { name: 'Order ORD-1' }).waitFor();
    await page.getByRole('link', { name: 'Orders', exact: true }).last().click();
    await main().getByText('4 orders', { exact: true }).waitFor();
    expect(address()).toBe('/orders?search=ORD');
    await main().locator('a:focus', { hasText: 'ORD-1' }).waitFor();
  });

  test('more rows lead the focus to the first of them', async () => {
    await open('/affiliates');
    await main().getByText('100 of 120 partners').waitFor();
    await page.getByRole('button', { name: 'Load more' }).press('Enter');
    await main().getByText('120 partners', { exact: true }).waitFor();
    await main().locator('tr[data-index="100"] a:focus').waitFor();
  });

  test('a column sorts, tells so, and its order is in the address', async () => {
    await open('/inventory');
    await page.getByRole('button', { name: 'Stock / threshold' }).click();
    await expect.poll(rowNames).toEqual(['SKU-2', 'SKU-0', 'SKU-1', 'SKU-3']);
    const head = page.getByRole('columnheader', { name: 'Stock / threshold' });
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await page.getByRole('button', { name: 'Stock / threshold' }).click();
    await expect.poll(rowNames).toEqual(['SKU-3', 'SKU-1', 'SKU-0', 'SKU-2']);
    expect(address()).toBe('/inventory?sort=stock&order=desc');
    await page.goBack();
    await expect.poll(rowNames).toEqual(['SKU-2', 'SKU-0', 'SKU-1', 'SKU-3']);
  });

  test('rows are as high as they were chosen to be, also after a reload', async () => {
    await page.getByRole('button', { name: 'Compact rows' }).click();
    const height = () =>
      main()
        .locator('tbody tr')
        .first()
        .evaluate((row) => row.getBoundingClientRect().height);
    expect(await height()).toBeLessThanOrEqual(38);
    await page.reload();
    await main().getByText('4 products', { exact: true }).waitFor();
    expect(await height()).toBeLessThanOrEqual(38);
    await page.getByRole('button', { name: 'Roomy rows' }).click();
  });

  test('a rate with a comma is understood and saved as such; the session may end meanwhile', async () => {
    await open('/affiliates');
    await page.getByRole('button', { name: 'Add partner' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add partner' });
    await dialog.getByLabel('Name').fill('Half a percent');
    await dialog.getByLabel('Handle').fill('half-a-percent');
    await dialog.getByLabel('Commission').pressSequentially('12,x');
    await dialog.getByLabel('Name').focus();
    await dialog.getByText('“12,x” cannot be read as a number.').waitFor();
    await dialog.getByLabel('Commission').fill('12,5');
    await dialog.getByLabel('Name').focus();
    await dialog.getByText('Reads as 12.5 %.').waitFor();
    expect(await dialog.getByLabel('Commission').inputValue()).toBe('12,5');

    await page.context().clearCookies();
    await dialog.getByRole('button', { name: 'Add partner' }).click();
    const again = page.getByRole('dialog', { name: 'Sign in again to continue' });
    await again.waitFor();
    await page.keyboard.press('Escape');
    await again.getByRole('textbox', { name: 'Password' }).fill('wrong-password-entirely');
    await page.keyboard.press('Enter');
    await again.getByText('The email or the password is wrong.').waitFor();
    await again.getByRole('textbox', { name: 'Password' }).fill(OPERATOR.password);
    await page.keyboard.press('Enter');
    await page.getByText('Half a percent was added.').waitFor();
    const saved = await request(product, 'GET', '/api/affiliates?search=half-a-percent');
    expect(saved.body).toMatchObject([{ handle: 'half-a-percent', commissionBps: 1250 }]);
  });

  test('a hub that does not answer says so after five seconds, and what was shown stays', async () => {
    await open('/orders');
    await main().getByText('4 orders', { exact: true }).waitFor();
    let isHanging = true;
    await page.route('**/trpc/**', async (route) => {
      if (isHanging) await expect.poll(() => isHanging, { timeout: 60_000, interval: 100 }).toBe(false);
      await route.continue().catch(() => undefined);
    });
    await page.getByLabel('Search orders').fill('ORD-3');
    await page.getByTestId('stale-notice').getByText('has not answered for 5 seconds').waitFor();
    expect(await rowNames()).toHaveLength(ORDERS);
    await page
      .getByTestId('stale-notice')
      .getByText(/as of \d/)
      .waitFor();
    isHanging = false;
    await main().getByText('1 order', { exact: true }).waitFor();
    await page.unroute('**/trpc/**');
  });

  test.each(['light', 'dark'] as const)(
    'pages and their menus break no rule of axe in %s',
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      const isOnlyColours = colorScheme === 'dark';
      for (const path of ['/orders', '/affiliates', '/inventory', '/alerts']) {
        await open(path);
        // A list of alerts may still be empty.
        await main().getByRole('table').or(main().getByTestId('empty-state')).first().waitFor();
        expect(await violationsOn(page, { isOnlyColours }), path).toEqual([]);
        const menu = main().getByRole('button', { name: /^Actions for/ });
        if ((await menu.count()) === 0) continue;
        await menu.first().click();
        await page.getByRole('menu').waitFor();
        // It fades in, and half a colour has half the contrast.
        await page.getByRole('menu').evaluate(async (menu) => {
          await Promise.all(
            menu.getAnimations().map((fade: { finished: Promise<unknown> }) => fade.finished),
          );
        });
        expect(await violationsOn(page, { isOnlyColours }), `${path} with a menu`).toEqual([]);
      }
    },
  );

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
