import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { oneTimeCode } from '../support/one-time-code.ts';
import { violationsOn } from './axe.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

const COLLEAGUE = {
  name: 'Ines Analyst',
  email: 'ines@shop.example',
  password: 'four herons crossed the bay',
};

describe.skipIf(isBrowserMissing)('team, keys and security, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let colleague: Page;
  let problems: string[];
  let invitation: string;

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path });
    ({ browser, page, problems } = await openBrowser());
    colleague = await (await browser.newContext()).newPage();
    colleague.setDefaultTimeout(20_000);
    colleague.on('pageerror', (error) => problems.push(error.message));
    await createFirstOperator(page, product.origin, dataDir.path);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string, whose = page) => whose.goto(product.origin + path);
  // The last one: another may still be fading away.
  const dialog = () => page.getByRole('dialog').last();
  const click = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();

  async function join(link: string, password: string) {
    await colleague.goto(link);
    await colleague.getByLabel('Name').fill(COLLEAGUE.name);
    await colleague.getByRole('textbox', { name: 'Password' }).fill(password);
    await colleague.getByRole('button', { name: 'Join' }).click();
  }

  test('an owner invites an analyst, who joins with a password that is hard to guess', async () => {
    await open('/team');
    await click('Invite');
    await dialog().getByLabel('Email').fill(COLLEAGUE.email);
    await dialog().getByRole('combobox', { name: 'Role' }).click();
    await page.getByRole('listbox', { name: 'Role' }).getByRole('option', { name: 'Analyst' }).click();
    await dialog().getByRole('button', { name: 'Invite' }).click();
    await dialog().getByText('Invitation made').waitFor();
    invitation = (await dialog().locator('pre code').textContent()) ?? '';
    await click('Done');

    await join(invitation, 'password1234');
    await colleague.getByText(/guess/).first().waitFor();
    await join(invitation, COLLEAGUE.password);
    await colleague.waitForURL(`${product.origin}/`);
  });

  test('an invitation opens once', async () => {
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(invitation);
    await stranger
      .getByText(/invitation/i)
      .first()
      .waitFor();
    expect(await stranger.getByRole('button', { name: 'Join' }).count()).toBe(0);
    await stranger.goto(`${product.origin}/join`);
    await stranger.getByRole('heading', { name: 'This link is incomplete' }).waitFor();
    await stranger.context().close();
  });

  test('an analyst looks, and has no button that would be refused', async () => {
    await open('/affiliates', colleague);
    await colleague.getByRole('heading', { name: 'Partners' }).waitFor();
    expect(await colleague.getByRole('button', { name: 'Add partner' }).count()).toBe(0);
  });

  test('a page that an analyst may not see says whom it needs, and offers nothing that would not help', async () => {
    for (const [path, role] of [
      ['/team', 'an operator'],
      ['/changes', 'an operator'],
      ['/audit', 'an owner'],
    ] as const) {
      await open(path, colleague);
      await colleague.getByText(`This needs ${role}`).waitFor();
      expect(await colleague.getByRole('button', { name: 'Try again' }).count()).toBe(0);
      expect(await violationsOn(colleague)).toEqual([]);
    }
  });

  test('a key is made, shown once, and rotated', async () => {
    await open('/storefronts');
    await click(/New key/);
    await dialog().getByPlaceholder('Shop pages').fill('Shop pages');
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Your new key').waitFor();
    const key = (await dialog().locator('pre code').first().textContent())?.trim() ?? '';
    expect(key).toMatch(/^pk_[\w-]{32}$/);
    const tracked = await fetch(`${product.origin}/api/affiliates/track/click`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ handle: 'nobody' }),
    });
    expect(tracked.status).toBe(404);
    await click('I have kept it');
    await open('/storefronts');
    await page.getByText('Shop pages').first().waitFor();
    expect(await page.content()).not.toContain(key);

    await click('Actions for the key Shop pages');
    await page.getByRole('menuitem', { name: 'Rotate' }).click();
    await dialog().getByRole('button', { name: 'Rotate' }).click();
    await page.getByText('Your new key').waitFor();
    expect(await dialog().textContent()).not.toContain(key);
    await click('I have kept it');
  });

  test('a key of test mode is tried, and what it did is shown and removed', async () => {
    await open('/storefronts');
    await click(/New key/);
    await dialog().getByPlaceholder('Shop pages').fill('Try it');
    await dialog().getByLabel('Test mode').check();
    await dialog().getByRole('button', { name: 'Make the key' }).click();
    await page.getByText('Your new key').waitFor();
    const key = (await dialog().locator('pre code').first().textContent())?.trim() ?? '';
    expect(key).toMatch(/^pk_test_[\w-]{32}$/);
    await click('I have kept it');
    const tried = await fetch(`${product.origin}/api/affiliates/track/conversion`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ handle: 'nobody', orderId: 'TRY-1', revenue: 5 }),
    });
    expect(tried.status).toBe(404);
    const events = page.getByRole('region', { name: 'Test events' });
    await expect
      .poll(
        async () => {
          await events.getByRole('button', { name: 'Refresh test events' }).click();
          return events.getByText('handle: there is no affiliate "nobody"').count();
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    await events.getByText('TRY-1').waitFor();
    await click('Remove test events');
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await page.getByText('1 test event was removed.').waitFor();
    await events.getByText('No test events').waitFor();
  });

  test('a second factor is set up and asked for', async () => {
    await open('/security');
    await click('Turn on');
    await dialog().getByLabel('Your password').fill(OPERATOR.password);
    await dialog().getByRole('button', { name: 'Continue' }).click();
    await dialog().getByText('Set up your app').waitFor();
    const secret = (await dialog().locator('pre code').textContent())?.trim() ?? '';
    await dialog().locator('input[inputmode=numeric]').first().click();
    await page.keyboard.type(oneTimeCode(secret));
    await dialog().getByText('Recovery codes').waitFor();
    await click('I have kept them');

    await page.getByRole('button', { name: `Account of ${OPERATOR.name}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('textbox', { name: 'Email' }).fill(OPERATOR.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(OPERATOR.password);
    await click('Sign in');
    await page.getByText('One more step').waitFor();
    // The page gives it the focus, a moment after its text is there.
    await page.locator('input[inputmode=numeric]:focus').waitFor();
    await page.keyboard.type('000000');
    await page.getByRole('alert').first().waitFor();
    await page.locator('input[inputmode=numeric]').first().click();
    // Each code works once, so this is the one that the app shows next.
    await page.keyboard.type(oneTimeCode(secret, Date.now() + 30_000));
    await page.waitForURL(`${product.origin}/`);
  });

  test('the audit log tells of all of it, and an owner takes somebody off the team', async () => {
    await open('/team');
    await page.getByText(COLLEAGUE.email).first().waitFor();
    await click(`Actions for ${COLLEAGUE.name}`);
    await page.getByRole('menuitem', { name: 'Remove from the team' }).click();
    await dialog()
      .getByRole('button', { name: /Remove/ })
      .click();
    await page.getByText(`${COLLEAGUE.name} has left the team.`).waitFor();
    await expect.poll(() => page.getByText(COLLEAGUE.email).count(), { timeout: 10_000 }).toBe(0);

    await open('/audit');
    for (const what of ['Issue key', 'Rotate key', 'Invite person', 'Remove person']) {
      await page.getByText(what).first().waitFor();
    }
    await open('/affiliates', colleague);
    await colleague.waitForURL(/\/sign-in/);
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
