import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { act, send } from './full-hub.ts';
import { createFirstOperator } from './operator.ts';

interface Rule {
  id: number;
  name: string;
  rateBps: number | null;
  tiers: unknown;
  to: string | null;
}

describe.skipIf(isBrowserMissing)('commission rules, in a browser', () => {
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
    await send(product, 'POST', '/api/affiliates', { handle: 'trail-notes', name: 'Trail Notes' });
    await send(product, 'POST', '/api/affiliates', { handle: 'camp-daily', name: 'Camp Daily' });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const rules = (ended = 'no') =>
    page.evaluate<Rule[]>(`(async (input) => {
      const answer = await fetch('/trpc/admin/commissions.listRules?input=' + encodeURIComponent(input));
      return (await answer.json()).result.data.items;
    })('${JSON.stringify({ ended })}')`);
  const addRule = (rule: Record<string, unknown>) => act(page, 'commissions.createRule', rule);
  const rate = () => page.getByRole('textbox', { name: /^Rate/ });
  const save = () => page.getByRole('button', { name: 'Save rule' });
  const words = () => page.getByRole('region', { name: 'In plain words' });

  test('what is missing is said at its field, which gets the focus; nothing is stored', async () => {
    await open('/rules/new');
    await save().click();
    await page.getByText('Enter a name.').waitFor();
    await page.getByText('Enter a percentage from 0 to 100.').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.closest("form") !== null')).toBe(true);
    expect(await page.getByLabel('Name').evaluate((field) => field.matches(':focus'))).toBe(true);
    expect(await violationsOn(page)).toEqual([]);
    expect(await rules()).toEqual([]);
  });

  test('what is no percentage or no amount is said as soon as its field is left', async () => {
    await open('/rules/new');
    const field = (label: string) => page.getByLabel(label, { exact: true });
    for (const text of ['-5', '101', '1.000,5']) {
      await rate().fill(text);
      await rate().blur();
      await page.getByText('Must be between 0 and 100 percent.').waitFor();
      expect(await rate().getAttribute('aria-invalid')).toBe('true');
    }
    await rate().fill('12,5');
    await rate().blur();
    await page.getByText('Must be between 0 and 100 percent.').waitFor({ state: 'detached' });
    await open('/rules/try?affiliate=trail-notes');
    await field('Line 1: net of all items').fill('-5');
    await field('Line 1: quantity').fill('0');
    await field('Line 1: quantity').blur();
    await page.getByText('Must not be below zero.').waitFor();
    await page.getByText('Must be above zero.').waitFor();
    await page.getByText('Correct what is marked above.').waitFor();
    await open('/ledger/adjustments');
    await page.getByRole('button', { name: 'Propose adjustment' }).click();
    const amount = page.getByRole('dialog').getByRole('textbox', { name: /^Amount/ });
    for (const text of ['0', '-5']) {
      await amount.fill(text);
      await amount.blur();
      await page.getByRole('dialog').getByText('Must be above zero.').waitFor();
    }
    await amount.fill('1.000,50');
    await amount.blur();
    await page.getByRole('dialog').getByText('Must be above zero.').waitFor({ state: 'detached' });
  });

  test('the keyboard alone writes a rule as people write percent, sees what it does, and saves it', async () => {
    await open('/rules');
    await page.getByRole('link', { name: 'New rule' }).first().click();
    await page.getByLabel('Name').focus();
    await page.keyboard.type('Standard');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('12,5 %');
    await words()
      .getByText(/^Every partner earns 12\.5\s?% of all goods\./)
      .waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/rules\/\d+$/);
    await page.getByRole('heading', { level: 1, name: 'Standard' }).waitFor();
    expect(await rules()).toMatchObject([{ name: 'Standard', rateBps: 1250, to: null }]);
  });

  test('an order is tried on a rule that nobody has saved, and says why line by line', async () => {
    await open('/rules/new?affiliate=trail-notes');
    await page.getByLabel('Name').fill('By volume');
    await page.getByLabel('Pays').selectOption('Percent, by volume');
    await page.getByLabel('Step 1: rate').fill('5');
    await page.getByLabel('Step 2: sales from').fill('1,000');
    await page.getByLabel('Step 2: rate').fill('8');
    await page
      .getByText('After $900.00 of sales this month, an order of $200.00 pays 5% of $100.00')
      .waitFor();
    await words()
      .getByText(/^trail-notes earns a rate by volume on all goods\./)
      .waitFor();
    const trial = page.getByRole('region', { name: 'Try it' });
    await trial.getByLabel('Line 1: net of all items').fill('1100');
    await trial.getByText('$58.00').first().waitFor();
    await trial.getByText('By volume').first().waitFor();
    await trial.getByRole('radio', { name: 'Without it' }).check({ force: true });
    await trial.getByText('$137.50').first().waitFor();
    expect(await violationsOn(page)).toEqual([]);
    expect(await rules('yes')).toHaveLength(1);
  });

  test('what is in the way is named, and cannot be saved over', async () => {
    await addRule({
      ...{ name: 'Sale', kind: 'percent', rateBps: 2000, sku: 'TENT' },
      ...{ from: '2099-01-01T00:00:00.000Z', to: '2099-02-01T00:00:00.000Z' },
    });
    await open('/rules/new');
    await page.getByLabel('Name').fill('Tents');
    await page.getByLabel('Goods').selectOption('One SKU');
    await page.getByRole('textbox', { name: 'SKU', exact: true }).fill('TENT');
    await rate().fill('5');
    await words().getByText('It cannot be saved').waitFor();
    await words().getByRole('link', { name: 'Sale' }).waitFor();
    expect(await save().isDisabled()).toBe(true);
    await page.locator('summary', { hasText: 'Dates' }).click();
    await page.getByLabel('Until').fill('2098-01-01T00:00');
    await words().getByText('It cannot be saved').waitFor({ state: 'detached' });
    await words()
      .getByText(/No product has the SKU|no product/i)
      .waitFor();
    expect(await save().isEnabled()).toBe(true);
  });

  test('a new version begins with what the last one says, ends it, and both are on one page', async () => {
    await open('/rules');
    await page.getByRole('button', { name: 'Actions for Standard' }).click();
    await page.getByRole('menuitem', { name: 'New version' }).click();
    await expect.poll(() => rate().inputValue()).toBe('12.5');
    await rate().fill('10');
    await words().getByText('It takes the place of').waitFor();
    await save().click();
    await page.waitForURL(/\/rules\/\d+$/);
    await expect
      .poll(() => page.getByRole('list', { name: 'Versions' }).getByRole('listitem').count())
      .toBe(2);
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('button', { name: 'End…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End rule' }).click();
    await page.getByText('Standard has ended.').waitFor();
    expect((await rules('only')).map(({ rateBps }) => rateBps)).toEqual([1000, 1250]);
  });

  test('a group is created, gets a partner, and its rule is on the partner’s page; Undo takes it out', async () => {
    await open('/rules/groups');
    await page.getByRole('button', { name: 'New group' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('Gold');
    await page.getByRole('dialog').getByRole('button', { name: 'Create group' }).click();
    await page.waitForURL(/\/rules\/groups\/\d+$/);
    await addRule({
      ...{ name: 'Gold rates', group: 'Gold', kind: 'percent', rateBps: 1500 },
    });
    const partner = page.getByRole('combobox', { name: 'Partner to add' });
    await partner.fill('camp');
    await page.getByRole('option', { name: /camp-daily/ }).click();
    await page.getByRole('button', { name: 'Add to the group' }).click();
    await page.getByRole('link', { name: 'Camp Daily' }).waitFor();
    expect(await violationsOn(page)).toEqual([]);
    await page.getByRole('link', { name: 'Camp Daily' }).click();
    await page.getByRole('tabpanel').getByRole('link', { name: 'Gold rates' }).waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('combobox', { name: 'Group', exact: true }).selectOption('No group');
    const toast = page.getByRole('listitem').filter({ hasText: 'Camp Daily is in no group now.' });
    await toast.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Camp Daily is in the group Gold again.').waitFor();
    await expect
      .poll(() =>
        page.getByRole('combobox', { name: 'Group', exact: true }).locator('option:checked').textContent(),
      )
      .toBe('Gold');
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
