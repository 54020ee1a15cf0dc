import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { createFirstOperator } from './operator.ts';

const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36';
const ANALYST = { name: 'Ana Lyst', email: 'ana@shop.example', password: 'a quiet harbour at noon' };

/** From an empty hub to its first click, order and message, as its owner goes. */
describe.skipIf(isBrowserMissing)('the first steps of a hub, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let slack: SlackSink;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let link: string;
  let secretKey: string;

  beforeAll(async () => {
    slack = await startSlackSink();
    dataDir = await makeDataDir(inject('templateDataDir'));
    const env = { SEED_SAMPLES: '0', SLACK_WEBHOOK_URL: slack.url, ALLOW_PRIVATE_DESTINATIONS: '1' };
    // The hub of a shop that sets no key in its environment.
    product = await startProduct({ dataDir: dataDir.path, env: { ...env, HUB_SECRET_KEY: '' } });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await slack.close();
    await dataDir.remove();
  });

  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog').last();
  const step = (name: string) => main().getByRole('listitem').filter({ hasText: name });
  const isDone = (name: string) => step(name).getByText('done', { exact: true }).waitFor();
  const button = (name: string | RegExp) => main().getByRole('button', { name, exact: true });

  test('an empty hub shows what to do first, and opens it', async () => {
    await main().getByRole('heading', { name: 'Set up your hub' }).waitFor();
    await main().getByText('0 of 7 done').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const isOnlyColours = colorScheme === 'dark';
      expect(await violationsOn(page, { isOnlyColours }), colorScheme).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await button('Create the first partner').click();
    await dialog().getByLabel('Name').fill('Tech Blog');
    await dialog().getByLabel('Handle').fill('tech-blog');
    await dialog()
      .getByRole('button', { name: /Add|Create/ })
      .click();
    await isDone('Create a partner');
  });

  test('the next step leads to the dialog that does it', async () => {
    await main().getByRole('link', { name: 'Add your shop’s address' }).click();
    await dialog().getByText('Edit storefront').waitFor();
    await dialog()
      .getByLabel(/rigins/)
      .fill('https://shop.example');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await page.getByText('https://shop.example').first().waitFor();
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await isDone('Allow your shop');
  });

  test('the first click arrives without a reload', async () => {
    link = (await step('Send the first click').locator('pre code').textContent()) ?? '';
    expect(link).toBe(`${product.origin}/r/tech-blog`);
    await main().getByText('Waiting for the first click …').waitFor();
    await page.getByTestId('live-status').getByText('Live').waitFor();
    const answer = await fetch(link, { redirect: 'manual', headers: { 'user-agent': BROWSER } });
    expect(answer.headers.get('location')).toContain('https://shop.example');
    const sentAt = Date.now();
    await page.getByText('The first click has arrived.').first().waitFor();
    expect(Date.now() - sentAt).toBeLessThan(10_000);
    await page.getByRole('list', { name: 'Key figures' }).waitFor();
    await main().getByText('Next: make a key for your server').waitFor();
  });

  test('a key for the server is made there, and reports the first order', async () => {
    await main().getByRole('link', { name: 'Get started' }).click();
    await page.getByRole('heading', { name: 'Get started', level: 1 }).waitFor();
    await main().getByRole('link', { name: 'Make a secret key' }).click();
    await dialog().getByPlaceholder('Order server').fill('Order server');
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Your new key').waitFor();
    secretKey = (await dialog().locator('pre code').first().textContent())?.trim() ?? '';
    await dialog().getByRole('button', { name: 'I have kept it' }).click();
    await page.goto(`${product.origin}/get-started`);
    await isDone('Make a key for your server');
    await main().getByText('Waiting for the first order …').waitFor();
    const command = (await step('Report the first order').locator('pre code').textContent()) ?? '';
    const body = /-d '(.*)'/.exec(command)?.[1] ?? '';
    const answer = await fetch(`${product.origin}/api/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(201);
    await isDone('Report the first order');
  });

  test('a test message is sent on what is set up, and its failure says why', async () => {
    slack.answerNext({ status: 404, body: 'no_service' });
    await button('Send a test by Slack').click();
    await step('Get alerts')
      .getByText(/404|no_service/)
      .waitFor();
    await button('Send a test by Slack').click();
    await isDone('Get alerts');
    expect(slack.messages.length).toBeGreaterThanOrEqual(2);
  });

  test('a step is skipped, and done after all', async () => {
    await button('Skip this step').click();
    await main().getByText('Nothing is left to do here.').waitFor();
    await button('Import your products').click();
    await button('Do this step after all').click();
    await main().getByText('6 of 7 done').waitFor();
  });

  test('it is hidden from the overview, and comes back from the palette', async () => {
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await main().getByText('Next: import your products').waitFor();
    await button('Hide').click();
    await main().getByText('Next: import your products').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('list', { name: 'Key figures' }).waitFor();
    expect(await main().getByText('Next: import').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search the hub' }).fill('get started');
    await page.keyboard.press('Enter');
    await button('Show these steps on my overview again').click();
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await main().getByText('Next: import your products').waitFor();
  });

  test('an analyst sees who can, and has no button that would be refused', async () => {
    await page.goto(`${product.origin}/team`);
    await page.getByRole('button', { name: 'Invite', exact: true }).click();
    await dialog().getByLabel('Email').fill(ANALYST.email);
    await dialog().getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('listbox', { name: 'Role' }).getByRole('option', { name: 'Analyst' }).click();
    await dialog().getByRole('button', { name: 'Invite' }).click();
    const invitation = (await dialog().locator('pre code').textContent()) ?? '';
    const theirs = await (await browser.newContext()).newPage();
    await theirs.goto(invitation);
    await theirs.getByLabel('Name').fill(ANALYST.name);
    await theirs.getByRole('textbox', { name: 'Password' }).fill(ANALYST.password);
    await theirs.getByRole('button', { name: 'Join' }).click();
    await theirs.waitForURL(`${product.origin}/`);
    await theirs.goto(`${product.origin}/get-started`);
    await theirs.getByText('Only an operator or an owner can do this.').waitFor();
    expect(await theirs.getByRole('link', { name: 'Import products' }).count()).toBe(0);
    await theirs.context().close();
  });

  test('it disappears once all is done', async () => {
    const answer = await fetch(`${product.origin}/api/inventory/products`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ sku: 'MUG', name: 'Mug', stock: 9, threshold: 1 }),
    });
    // The key reports events only: a product is added by hand.
    expect(answer.status).toBe(403);
    await page.goto(`${product.origin}/inventory`);
    await page.getByRole('button', { name: 'Add product' }).first().click();
    await dialog().getByLabel('SKU').fill('MUG');
    await dialog().getByLabel('Name').fill('Mug');
    await dialog().getByLabel('Opening stock').fill('9');
    await dialog()
      .getByLabel(/hreshold|Alert/)
      .fill('1');
    await dialog()
      .getByRole('button', { name: /Add|Create/ })
      .click();
    await dialog().waitFor({ state: 'detached' });
    await page.goto(`${product.origin}/`);
    await page.getByRole('list', { name: 'Key figures' }).waitFor();
    expect(await main().getByText('Next:').count()).toBe(0);
    await page.goto(`${product.origin}/get-started`);
    await main().getByText('All done').waitFor();
  });

  test('the page breaks no rule of axe, in both themes and on a phone, with every step open', async () => {
    await page.goto(`${product.origin}/get-started`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        for (const name of ['Create a partner', 'Send the first click', 'Get alerts by Slack or email']) {
          await main().getByRole('button', { name, exact: true }).first().click();
          const isOnlyColours = colorScheme === 'dark';
          const where = `${name} ${colorScheme} ${width}`;
          expect(await violationsOn(page, { isOnlyColours }), where).toEqual([]);
        }
        const isWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
        expect(isWide, `${width}`).toBe(false);
      }
    }
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
