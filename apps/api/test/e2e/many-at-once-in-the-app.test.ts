import { randomUUID } from 'node:crypto';
import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator } from './operator.ts';

const HOW_MANY = 40;

describe.skipIf(isBrowserMissing)('many at once, views and edits in lists, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let clicks = 0;

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0' } });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    for (let index = 1; index <= HOW_MANY; index++) {
      await send('POST', '/api/inventory/products', {
        ...{ sku: `LAMP-${index}`, name: `Lamp ${index}`, stock: 50, threshold: 5, supplier: 'Lumen' },
      });
    }
    await send('POST', '/api/inventory/products', { sku: 'CHAIR', name: 'Chair', stock: 3, threshold: 9 });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog');
  const address = () => new URL(page.url());
  const send = async (method: 'POST' | 'PATCH' | 'PUT', path: string, body: Record<string, unknown>) => {
    const answer = await request(product, method, path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };
  const thresholdOf = async (sku: string) => {
    const { body } = await request(product, 'GET', `/api/inventory/products/${sku}`);
    return (body as { threshold: number }).threshold;
  };
  const press = async (name: string | RegExp, within: Page | ReturnType<typeof dialog> = page) => {
    clicks += 1;
    await within.getByRole('button', { name }).click();
  };
  const view = () => page.getByRole('button', { name: /^View:/ });
  const choose = async (name: string | RegExp) => {
    await view().click();
    await page.getByRole('menuitem', { name }).or(page.getByRole('menuitemradio', { name })).click();
  };

  test('Shift selects a range of rows, by clicks and by keys, in the order that shows', async () => {
    await open('/inventory?supplier=Lumen&sort=sku&order=desc');
    await main().getByText('40 products', { exact: true }).waitFor();
    const boxes = main().locator('tbody').getByRole('checkbox');
    const selected = () => main().locator('tbody tr[aria-selected="true"]').count();
    const isWanted = (count: number) => expect.poll(selected).toBe(count);
    await boxes.nth(2).click();
    await boxes.nth(6).click({ modifiers: ['Shift'] });
    await isWanted(5);
    expect(await page.evaluate('getSelection().toString()')).toBe('');
    // A shorter one gives back what it took.
    await boxes.nth(4).click({ modifiers: ['Shift'] });
    await isWanted(3);
    // A click beside the box means the box, and opens no other window.
    const cell = await boxes.nth(5).locator('xpath=ancestor::td').boundingBox();
    await page.keyboard.down('Shift');
    await page.mouse.click((cell?.x ?? 0) + 3, (cell?.y ?? 0) + 3);
    await page.keyboard.up('Shift');
    await isWanted(4);
    expect(page.context().pages()).toHaveLength(1);
    // The range follows its first row into another order.
    await page.getByRole('button', { name: 'SKU', exact: true }).click();
    await expect.poll(() => main().locator('tbody tr').first().getAttribute('aria-label')).toBe('LAMP-1');
    await page.keyboard.press('Escape');
    await isWanted(0);
    await boxes.nth(1).focus();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await isWanted(3);
    await page.keyboard.press('Shift+ArrowUp');
    await isWanted(2);
    await boxes.nth(5).focus();
    await page.keyboard.press('Shift+Space');
    await isWanted(5);
    await page.getByText('5 selected', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('the thresholds of 40 products, in at most 5 clicks', async () => {
    await open('/inventory?supplier=Lumen');
    await main().getByText('40 products', { exact: true }).waitFor();
    clicks += 1;
    await page.getByRole('checkbox', { name: 'Select all that are shown' }).click();
    await press('Set threshold…');
    await dialog().getByLabel('Threshold', { exact: true }).fill('20');
    await dialog().getByText('40 products change').waitFor();
    await dialog().getByText('5 → 20').first().waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await press('Change 40 products', dialog());
    await page.getByText('40 products have the threshold 20.').waitFor();
    expect(clicks).toBeLessThanOrEqual(5);
    expect(await thresholdOf('LAMP-40')).toBe(20);
    expect(await thresholdOf('CHAIR')).toBe(9);
  });

  test('an undo leaves what somebody else changed since, and says so', async () => {
    await send('PATCH', '/api/inventory/products/LAMP-7', { threshold: 33 });
    await press('Undo');
    await page
      .getByText(/39 of 40 products are as they were\. 1 was changed since by .+, and stays\./)
      .waitFor();
    expect([await thresholdOf('LAMP-7'), await thresholdOf('LAMP-8')]).toEqual([33, 5]);
  });

  test('rows that change between the preview and the change stay, and the dialog names them', async () => {
    await open('/inventory?supplier=Lumen');
    await page.getByRole('checkbox', { name: 'Select LAMP-1', exact: true }).click();
    await page.getByRole('checkbox', { name: 'Select LAMP-2', exact: true }).click();
    await press('Set threshold…');
    await dialog().getByLabel('Threshold', { exact: true }).fill('8');
    await dialog().getByText('2 products change').waitFor();
    await send('PATCH', '/api/inventory/products/LAMP-2', { threshold: 6 });
    await press('Change 2 products', dialog());
    await dialog().getByText('1 product has the threshold 8.').waitFor();
    await dialog().getByText('1 was changed by somebody else in the meantime: LAMP-2').waitFor();
    await dialog().getByRole('button', { name: 'Close' }).last().click();
  });

  test('a change is undone from its list after its notification is gone', async () => {
    await open('/inventory?view=none');
    await main().getByRole('link', { name: 'Bulk changes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Bulk changes' }).waitFor();
    const undone = page.getByRole('row', { name: 'Threshold set to 20' });
    await undone.getByText('Undone').waitFor();
    expect(await undone.getByRole('button', { name: /^Undo/ }).count()).toBe(0);
    expect(await violationsOn(page)).toEqual([]);
    const change = page.getByRole('row', { name: 'Threshold set to 8' });
    await change.getByText('1 of 2 products').waitFor();
    await change.getByRole('button', { name: /^Why not all/ }).click();
    await dialog().getByText('1 was changed by somebody else in the meantime: LAMP-2').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Close' }).last().click();
    await dialog().waitFor({ state: 'detached' });
    await change.getByRole('button', { name: /^Undo/ }).click();
    await dialog().getByText('1 product gets back what it had before.').waitFor();
    await dialog().getByRole('button', { name: 'Undo', exact: true }).click();
    await page.getByText('1 product is as it was.').waitFor();
    await change.getByText('Undone').waitFor();
    expect([await thresholdOf('LAMP-1'), await thresholdOf('LAMP-2')]).toEqual([5, 6]);
  });

  test('a row that leaves the filter after an edit gives the focus to the next one, and at last to the title', async () => {
    await send('POST', '/api/inventory/products', { sku: 'TABLE', name: 'Table', stock: 3, threshold: 9 });
    await open('/inventory?low=yes&sort=sku&order=asc');
    for (const [sku, next] of [
      ['CHAIR', 'Table'],
      ['TABLE', 'Products'],
    ] as const) {
      await page.getByRole('button', { name: `Threshold of ${sku}: 9. Change it` }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: `Threshold of ${sku}`, exact: true }).fill('1');
      await page.keyboard.press('Enter');
      await page.getByRole('row', { name: sku }).waitFor({ state: 'detached' });
      await page.locator('h1:focus, [data-row-key] a:focus').filter({ hasText: next }).waitFor();
    }
    await send('PATCH', '/api/inventory/products/CHAIR', { threshold: 9 });
    await send('PATCH', '/api/inventory/products/TABLE', { isArchived: true });
  });

  test('a threshold is edited by keyboard alone: Enter saves, Tab goes on, Escape leaves', async () => {
    await open('/inventory?search=LAMP-3');
    const cell = page.getByRole('button', { name: 'Threshold of LAMP-3: 5. Change it' });
    await cell.focus();
    await page.keyboard.press('Enter');
    const field = page.getByRole('textbox', { name: 'Threshold of LAMP-3', exact: true });
    await field.waitFor();
    await page.keyboard.type('x');
    await page.keyboard.press('Enter');
    await page.getByText('“x” cannot be read as a number.').waitFor();
    await field.fill('12');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Threshold of LAMP-3: 12. Change it' }).waitFor();
    await expect.poll(() => thresholdOf('LAMP-3')).toBe(12);
    await page.getByRole('button', { name: 'Stock of LAMP-3: 50. Change it' }).click();
    await page.getByRole('textbox', { name: 'Stock of LAMP-3', exact: true }).fill('49');
    await page.keyboard.press('Tab');
    await page.getByRole('textbox', { name: 'Threshold of LAMP-3', exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Stock of LAMP-3: 49. Change it' }).waitFor();
    await page.getByRole('button', { name: 'Threshold of LAMP-3: 12. Change it' }).waitFor();
  });

  test('Escape and Enter of an input method are its own, and neither leaves nor saves the cell', async () => {
    await page.getByRole('button', { name: 'Name of LAMP-3: Lamp 3. Change it' }).click();
    const field = page.getByRole('textbox', { name: 'Name of LAMP-3', exact: true });
    await field.waitFor();
    const ime = await page.context().newCDPSession(page);
    await ime.send('Input.imeSetComposition', { text: 'ランプ', selectionStart: 3, selectionEnd: 3 });
    for (const key of ['Enter', 'Escape']) {
      await ime.send('Input.dispatchKeyEvent', { type: 'keyDown', key, windowsVirtualKeyCode: 229 });
    }
    await ime.send('Input.insertText', { text: 'ランプ' });
    expect(await field.inputValue()).toBe('ランプ');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Name of LAMP-3: Lamp 3. Change it' }).waitFor();
    await ime.detach();
  });

  test('of two people who edit one cell, the second chooses', async () => {
    await page.getByRole('button', { name: 'Threshold of LAMP-3: 12. Change it' }).click();
    const field = page.getByRole('textbox', { name: 'Threshold of LAMP-3', exact: true });
    await field.fill('15');
    await send('PATCH', '/api/inventory/products/LAMP-3', { threshold: 14 });
    await page.keyboard.press('Enter');
    await page.getByText('Somebody else changed it. It is 14 now, and you wrote 15.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Overwrite with 15' }).click();
    await page.getByRole('button', { name: 'Threshold of LAMP-3: 15. Change it' }).waitFor();
    await expect.poll(() => thresholdOf('LAMP-3')).toBe(15);
  });

  describe('while a cell is still being saved', () => {
    let isHeld = false;
    const threshold = (value: number) =>
      page.getByRole('button', { name: `Threshold of LAMP-9: ${value}. Change it` });
    const field = (name: string) => page.getByRole('textbox', { name: `${name} of LAMP-9`, exact: true });

    beforeAll(async () => {
      await open('/inventory?search=LAMP-9');
      await threshold(5).waitFor();
      await page.route('**/trpc/**', async (route) => {
        if (isHeld) await expect.poll(() => isHeld, { timeout: 60_000, interval: 50 }).toBe(false);
        await route.continue().catch(() => undefined);
      });
    });
    afterAll(() => page.unroute('**/trpc/**'));

    test('it is edited again, by a click or by Tab, and the last value stays', async () => {
      isHeld = true;
      await threshold(5).click();
      await field('Threshold').fill('11');
      await page.keyboard.press('Enter');
      await threshold(11).click();
      await field('Threshold').fill('13');
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Stock of LAMP-9: 50. Change it' }).click();
      await field('Stock').fill('49');
      await page.keyboard.press('Tab');
      await field('Threshold').waitFor();
      await page.keyboard.type('17');
      await page.keyboard.press('Shift+Tab');
      await field('Stock').waitFor();
      await page.keyboard.press('Escape');
      isHeld = false;
      await expect.poll(() => thresholdOf('LAMP-9')).toBe(17);
      await threshold(17).waitFor();
      await page.getByRole('button', { name: 'Stock of LAMP-9: 49. Change it' }).waitFor();
    });

    test('what was to follow on a value that is refused goes, and the person chooses', async () => {
      isHeld = true;
      await threshold(17).click();
      await field('Threshold').fill('15');
      await page.keyboard.press('Enter');
      await threshold(15).click();
      await field('Threshold').fill('16');
      await send('PATCH', '/api/inventory/products/LAMP-9', { threshold: 14 });
      isHeld = false;
      await page.getByText('Somebody else changed it. It is 14 now, and you wrote 15.').waitFor();
      expect(await field('Threshold').count()).toBe(1);
      await page.getByRole('button', { name: 'Keep 14' }).click();
      await threshold(14).waitFor();
      expect(await thresholdOf('LAMP-9')).toBe(14);
    });
  });

  test('a view keeps filters and columns, and comes back by its name', async () => {
    await open('/inventory?supplier=Lumen');
    await page.getByRole('button', { name: 'Columns' }).click();
    await dialog().getByRole('checkbox', { name: 'Unit price' }).uncheck();
    await dialog().getByRole('button', { name: 'Move Supplier up' }).click();
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByRole('columnheader', { name: 'Unit price' }).waitFor({ state: 'detached' });
    await choose('Save as a new view…');
    await dialog().getByLabel('Name').fill('Of Lumen');
    await dialog().getByRole('button', { name: 'Save view' }).click();
    await page.getByRole('button', { name: 'View: Of Lumen' }).waitFor();
    await choose('All products');
    await main().getByText('41 products', { exact: true }).waitFor();
    await choose('Of Lumen');
    await main().getByText('40 products', { exact: true }).waitFor();
    expect(address().searchParams.get('supplier')).toBe('Lumen');
    await page.getByLabel('Search products').fill('lamp-1');
    await page.getByText('View changed').waitFor();
    await page.getByRole('button', { name: 'Reset' }).click();
    await main().getByText('40 products', { exact: true }).waitFor();
    await page.getByText('View changed').waitFor({ state: 'detached' });
  });

  test('the list opens with a chosen view; a view whose column and filter are gone leaves them out, and says so', async () => {
    await choose('Open the list with this view');
    await page.getByText('The list now opens with this view.').waitFor();
    await open('/inventory');
    await page.getByRole('button', { name: 'View: Of Lumen' }).waitFor();
    const created: { id: string } = await page.evaluate(
      (body) =>
        fetch('/api/views', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }).then((answer) => answer.json() as Promise<{ id: string }>),
      {
        ...{ list: 'products', name: 'From before', isShared: true },
        search: { low: 'yes', colour: 'red' },
        columns: ['Colour', 'SKU'],
      },
    );
    await open(`/inventory?view=${created.id}&low=yes`);
    await page
      .getByText('What this list no longer has is left out: the column Colour and the filter colour=red.')
      .waitFor();
    await main().getByRole('row', { name: 'CHAIR' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save without' }).click();
    await page.getByText('View “From before” was saved.').waitFor();
    await page.getByText('no longer has').waitFor({ state: 'detached' });
  });

  test('a shared address shows its rows to somebody who has no such view', async () => {
    await open(`/inventory?view=${randomUUID()}&supplier=Lumen`);
    await main().getByText('40 products', { exact: true }).waitFor();
    await page.getByText('This view was deleted or is not shared with you.').waitFor();
    await open('/inventory?view=none&columns=Colour,Size');
    await page.getByText('What this list no longer has is left out: the columns Colour, Size.').waitFor();
    await page.getByRole('columnheader', { name: 'SKU' }).waitFor();
  });

  test('a phone has the same, without violations', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open('/inventory?view=none');
    await main().getByText('41 products', { exact: true }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await view().click();
    await page.getByRole('menuitemradio', { name: 'Of Lumen' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    expect(problems).toEqual([]);
  });
});
