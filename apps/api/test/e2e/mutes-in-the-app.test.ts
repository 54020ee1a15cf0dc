import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

const ARABIC = 'متجر الأحذية الجميلة';
const LONG = 'L'.repeat(255);
const DAYS_AHEAD = 7 * 86_400_000;

interface Mute {
  id: string;
  kind: string;
  value: string;
  until: string | null;
  note: string | null;
}

describe.skipIf(isBrowserMissing)('mutes, in a browser', () => {
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
    await addProduct({ sku: 'SKU-Y', name: 'Tent', supplier: 'Acme' });
    await addProduct({ sku: 'SUMMER-1', name: ARABIC, supplier: ARABIC });
    await addProduct({ sku: LONG, name: LONG, supplier: LONG });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  async function addProduct(fields: { sku: string; name: string; supplier: string }) {
    const answer = await request(product, 'POST', '/api/inventory/products', {
      ...fields,
      stock: 50,
      threshold: 10,
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  }
  const setStock = (sku: string, stock: number) =>
    request(product, 'PUT', `/api/inventory/products/${sku}`, { stock });
  const scan = () => request(product, 'POST', '/api/ops/inventory/scan-now');
  const mutes = async () => (await request(product, 'GET', '/api/alerts/mutes')).body as Mute[];
  const open = (path: string) => page.goto(product.origin + path);
  const dialog = () => page.getByRole('dialog', { name: 'Mute alerts' });
  const toast = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const expectMonday = ({ until }: Mute) => {
    const end = new Date(String(until));
    expect(end.getTime() - Date.now()).toBeLessThanOrEqual(DAYS_AHEAD);
    expect(until).toMatch(/T\d\d:00:00\.000Z$/);
  };

  test('a product is muted until Monday before any alert, in four clicks, and Undo lifts that', async () => {
    await open('/inventory');
    await page.getByRole('button', { name: 'Actions for SKU-Y' }).click();
    await page.getByRole('menuitem', { name: 'Mute alerts' }).click();
    await dialog().getByText('1 product now.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await dialog()
      .getByRole('radio', { name: /^Monday, 09:00/ })
      .click();
    await dialog().getByRole('button', { name: 'Mute' }).click();
    await toast(/^SKU-Y is muted until /);
    const [mute] = await mutes();
    expect(mute).toMatchObject({ kind: 'sku', value: 'SKU-Y', note: null });
    expectMonday(mute as Mute);
    await page.getByRole('button', { name: 'Undo' }).click();
    await toast('The mute of SKU-Y has ended.');
    expect(await mutes()).toEqual([]);
  });

  test('one line of the palette does the same, by keyboard alone', async () => {
    await open('/');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('mute sku-y until mon');
    await page.keyboard.press('Enter');
    await toast(/^SKU-Y is muted until /);
    const [mute] = await mutes();
    expect(mute).toMatchObject({ kind: 'sku', value: 'SKU-Y' });
    expectMonday(mute as Mute);
  });

  test('the palette also mutes a supplier or SKUs that begin so, until any day that is typed', async () => {
    const choose = async (typed: string, offered: RegExp) => {
      await page.keyboard.press('Control+k');
      await page.keyboard.type(typed);
      await page.getByRole('option', { name: offered }).waitFor();
      await page.keyboard.press('Enter');
    };
    await choose('mute acme for 3 days', /^Mute all products of Acme until /);
    await toast(/^All products of Acme are muted until /);
    await page.keyboard.press('Control+k');
    await page.keyboard.type('mute sum');
    await page.getByRole('option', { name: 'Mute all SKUs that begin with sum …' }).click();
    expect(await dialog().getByLabel('Start of the SKUs').inputValue()).toBe('sum');
    await dialog().getByRole('button', { name: 'Mute all SKUs that begin with sum', exact: true }).click();
    await toast(/^All SKUs that begin with sum are muted until /);
    const made = (await mutes()).filter(({ kind }) => kind !== 'sku');
    expect(made.map(({ kind, value }) => [kind, value]).sort()).toEqual([
      ['prefix', 'sum'],
      ['supplier', 'Acme'],
    ]);
    for (const { id } of made) await request(product, 'POST', `/api/alerts/mutes/${id}/lift`);
  });

  test('its shortage is seen, said to be muted, and told to nobody', async () => {
    await setStock('SKU-Y', 3);
    await scan();
    await open('/alerts');
    const main = page.getByRole('main');
    await main.getByRole('link', { name: '1 muted' }).waitFor();
    await main.getByText(/^muted until/).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await main.getByRole('link', { name: 'Tent' }).click();
    await main.getByText(`Not announced: muted by ${OPERATOR.email}`).waitFor();
    await main.getByText(/^Muted until/).waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });

  test('a supplier and a beginning of SKUs are muted, changed and lifted in their list', async () => {
    await open('/alerts');
    await page
      .getByRole('navigation', { name: 'State' })
      .getByRole('link', { name: /^Muted/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Muted' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Mute', exact: true }).click();
    await dialog().getByText('SKUs that begin with').click();
    await dialog().getByLabel('Start of the SKUs').fill('summer-');
    await dialog().getByText('1 product now.').waitFor();
    await dialog().getByRole('radio', { name: 'Until I end it' }).click();
    await dialog().getByLabel('Note').fill(ARABIC);
    await page.keyboard.press('Tab');
    await dialog().getByRole('button', { name: 'Mute' }).click();
    await toast('All SKUs that begin with summer- are muted until somebody ends that.');
    await request(product, 'POST', '/api/alerts/mutes', { kind: 'supplier', value: LONG, until: null });
    await open('/alerts/mutes');
    await page.getByText('3 mutes').waitFor();
    for (const width of [1440, 1024, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('button', { name: 'Actions for summer-' }).click();
    await page.getByRole('menuitem', { name: 'End mute' }).click();
    await toast(/^The mute of all SKUs that begin with summer- has ended\./);
    await page.getByText('2 mutes').waitFor();
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await page.getByText('3 mutes').waitFor();
    // The hub's answer: the page may still say how many there were before.
    await expect
      .poll(async () => (await mutes()).find(({ kind }) => kind === 'prefix'))
      .toMatchObject({ note: ARABIC, until: null });
  });

  test('a message’s link asks before it mutes, and Back does not ask again', async () => {
    const before = await mutes();
    await open('/alerts/mutes?mute=SUMMER-1');
    await dialog().getByLabel('SKU of a product').waitFor();
    expect(await dialog().getByLabel('SKU of a product').inputValue()).toBe('SUMMER-1');
    expect(await mutes()).toEqual(before);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    expect(page.url()).toBe(`${product.origin}/alerts/mutes`);
    await page.reload();
    await page.getByText('3 mutes').waitFor();
    expect(await dialog().count()).toBe(0);
  });

  test('a SKU that nobody has is said to be unknown', async () => {
    await page.getByRole('main').getByRole('button', { name: 'Mute', exact: true }).click();
    await dialog().getByLabel('SKU of a product').fill('NOBODY');
    await dialog().getByText('No product has this SKU.').waitFor();
    await dialog().getByRole('button', { name: 'Mute' }).click();
    await dialog().getByRole('alert').getByText('there is no product with SKU "NOBODY"').waitFor();
    await page.keyboard.press('Escape');
    expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
  });
});
