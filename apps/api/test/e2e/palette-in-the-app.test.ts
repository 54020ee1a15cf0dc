import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator } from './operator.ts';

const ARABIC = 'متجر الأحذية الجميلة';

describe.skipIf(isBrowserMissing)('palette, shortcuts and the frame, in a browser, by keyboard alone', () => {
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
    await post('/api/affiliates', { handle: 'nora-walks', name: 'Nora Walks' });
    await post('/api/affiliates', { handle: 'shoes', name: ARABIC });
    await post('/api/affiliates', { handle: 'long', name: `Watermark ${'long '.repeat(48)}`.trim() });
    await post('/api/orders', { orderId: 'ORD-77', handle: 'nora-walks', revenue: '10.00' });
    await post('/api/inventory/products', { sku: 'TENT-2P', name: 'Tent', stock: 50, threshold: 10 });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const post = async (path: string, body: Record<string, unknown>) => {
    const answer = await request(product, 'POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };
  const open = async (path: string, heading: string) => {
    await page.goto(product.origin + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  };
  const address = () => page.url().slice(product.origin.length);
  const field = () => page.getByRole('combobox', { name: /^(?:Search the hub|Create|Adjust stock of)$/ });
  const option = (name: string | RegExp) => page.getByRole('option', { name });
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  test('a partner, an order and a SKU are found by a few letters, and their pages open', async () => {
    await open('/', 'Overview');
    await press('Control+k');
    await page.keyboard.type('nora');
    await option(/Nora Walks/).waitFor();
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Nora Walks' }).waitFor();
    expect(address()).toMatch(/^\/affiliates\/\d+$/);
    // The title has the focus, so that a screen reader says where somebody is.
    await page.locator('h1:focus', { hasText: 'Nora Walks' }).waitFor();

    await press('Control+k');
    await page.keyboard.type('ord-7');
    await option(/ORD-77/).waitFor();
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: /ORD-77/ }).waitFor();
    expect(await page.title()).toContain('ORD-77');

    await press('Control+k');
    await page.keyboard.type('tent-2p');
    await option(/^TENT-2P/).waitFor();
    await press('Enter');
    await expect.poll(address).toBe('/inventory/TENT-2P');
  });

  test('what was opened lately is offered first, also after a reload', async () => {
    await open('/orders', 'Orders');
    await press('Control+k');
    const recent = page.getByRole('group', { name: 'Recent' });
    await expect.poll(() => recent.getByRole('option').count()).toBe(3);
    expect(await field().getAttribute('aria-activedescendant')).toBe(
      await recent.getByRole('option').first().getAttribute('id'),
    );
    await press('Escape');
    await field().waitFor({ state: 'detached' });
  });

  test('whoever types faster than the hub answers gets what they typed last', async () => {
    await open('/orders', 'Orders');
    const first = Promise.withResolvers<void>();
    await page.route('**/trpc/**', async (route) => {
      // The answer to the first letters comes after all others.
      if (decodeURIComponent(route.request().url()).includes('"text":"no"')) await first.promise;
      await route.continue().catch(() => undefined);
    });
    await press('Control+k');
    const asked = page.waitForRequest((sent) => decodeURIComponent(sent.url()).includes('"text":"no"'));
    await page.keyboard.type('no');
    await asked;
    await field().fill('waterm');
    await option(/^Watermark/).waitFor();
    first.resolve();
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: /^Watermark/ }).waitFor();
    await page.unroute('**/trpc/**');

    // And Enter before any answer opens the first thing of that answer.
    await press('Control+k');
    await page.keyboard.type('ORD-77');
    await press('Enter');
    await page.getByRole('heading', { level: 1, name: /ORD-77/ }).waitFor();
  });

  test('a search that fails says so, pages still open, and it can be tried again', async () => {
    await open('/orders', 'Orders');
    await page.route(/search\.find/, (route) => route.abort());
    await press('Control+k');
    await page.keyboard.type('alert');
    await page.getByTestId('palette-status').getByText('Only pages and actions were searched').waitFor();
    await option('Alerts').waitFor();
    await page.unroute(/search\.find/);
    await page.getByRole('button', { name: 'Try again' }).press('Enter');
    await page.getByTestId('palette-status').getByText('result').waitFor();
    await field().fill('a'.repeat(255));
    expect(await field().inputValue()).toHaveLength(64);
    await page.getByText('Nothing begins with').waitFor();
    await field().press('Escape');
  });

  test('actions: a partner is created, stock is adjusted, and Escape goes back one step at a time', async () => {
    await open('/orders', 'Orders');
    await press('Control+k');
    await page.keyboard.type('create par');
    await press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Add partner' });
    await dialog.getByLabel('Name').fill('Made by keys');
    await dialog.getByLabel('Handle').fill('made-by-keys');
    // Over a form, the palette is what Escape closes, and what was typed stays.
    await press('Control+k');
    await field().waitFor();
    await press('Escape');
    await field().waitFor({ state: 'detached' });
    expect(await dialog.getByLabel('Name').inputValue()).toBe('Made by keys');
    await dialog.getByLabel('Handle').press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Made by keys' }).waitFor();

    await press('Control+k');
    await page.keyboard.type('adjust');
    await press('Enter');
    await page.getByRole('combobox', { name: 'Adjust stock of' }).waitFor();
    await press('Escape');
    await page.getByRole('combobox', { name: 'Search the hub' }).waitFor();
    await page.keyboard.type('adjust');
    await press('Enter');
    await page.getByRole('combobox', { name: 'Adjust stock of' }).waitFor();
    await page.keyboard.type('TENT');
    await option(/TENT-2P/).waitFor();
    await press('Enter');
    await page.getByRole('dialog', { name: 'Change stock' }).getByText('TENT-2P').waitFor();
    await press('Escape');
    await page.getByRole('dialog', { name: 'Change stock' }).waitFor({ state: 'detached' });
  });

  test('keys lead to pages, not while somebody types, and not once they are switched off', async () => {
    await open('/', 'Overview');
    await press('g', 'd');
    await page.getByRole('heading', { level: 1, name: 'Orders' }).waitFor();
    await press('/');
    await page.locator('input[type=search]:focus').waitFor();
    await page.keyboard.type('go?c');
    expect(await page.locator('input[type=search]').inputValue()).toBe('go?c');
    await expect.poll(address).toBe('/orders?search=go%3Fc');
    expect(await page.getByRole('dialog').count()).toBe(0);
    // The browser's own search is not opened, inside a field as little as outside.
    // As text, because it runs in the page, whose types are not those of this file.
    await page.evaluate(
      "addEventListener('keydown', (event) => { if (event.key === 'k') document.body.dataset.prevented = event.defaultPrevented; })",
    );
    await press('Control+k');
    expect(await page.locator('body').getAttribute('data-prevented')).toBe('true');
    await field().waitFor();
    await press('Escape');
    await page.locator('input[type=search]:focus').waitFor();

    await open('/preferences', 'Preferences');
    await press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).press('Space');
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Preferences' }).waitFor();
    await press('?', 'c', 'g', 'o');
    await press('Control+k');
    await field().waitFor();
    expect(address()).toBe('/preferences');
    expect(await page.getByRole('dialog').count()).toBe(1);
    await press('Escape');
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).press('Space');
  });

  test('an address without a page keeps the navigation, and leads on', async () => {
    for (const path of ['/alerts/1', '/orders/first', '/nothing/here']) {
      await open(path, 'There is no page here');
      expect(await page.title()).toContain('Page not found');
      expect(await page.getByRole('main').count()).toBe(1);
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Partners' }).waitFor();
    }
    await page.getByRole('button', { name: 'Search the hub' }).press('Enter');
    await field().waitFor();
    await press('Escape');
    await page.locator('button:focus', { hasText: 'Search the hub' }).waitFor();
  });

  test.each(['light', 'dark'] as const)('no rule of axe is broken in %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const violations = () => violationsOn(page, { isOnlyColours: colorScheme === 'dark' });
    await open('/orders', 'Orders');
    await press('Control+k');
    await field().waitFor();
    expect(await violations(), 'palette').toEqual([]);
    await field().fill('shoes');
    await option(new RegExp(ARABIC)).waitFor();
    expect(await violations(), 'palette with results').toEqual([]);
    await field().fill('zzz');
    await page.getByText('Nothing begins with').waitFor();
    expect(await violations(), 'empty palette').toEqual([]);
    await press('Escape', '?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await violations(), 'help').toEqual([]);
    await open('/nothing', 'There is no page here');
    expect(await violations(), 'no page').toEqual([]);
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
