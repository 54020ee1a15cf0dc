import { readFile } from 'node:fs/promises';
import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { act, send } from './full-hub.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

const SECOND = { name: 'Ben Vale', email: 'ben@shop.example', password: 'canary-second-password' };

/** What each partner has payable, by their handles. */
const PAYABLE = { 'tech-blog': '10.00', 'trail-notes': '20.00', 'late-payer': '30.00', small: '1.00' };

describe.skipIf(isBrowserMissing)('payouts, in a browser', () => {
  let dataDir: DataDir;
  let product: Product;
  let browser: Browser;
  let page: Page;
  let second: Page;
  let problems: string[];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path, env: { SEED_SAMPLES: '0' } });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    for (const [handle, amount] of Object.entries(PAYABLE)) await makePayable(handle, amount);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  async function makePayable(handle: string, amount: string, order = '1') {
    if (order === '1') await send(product, 'POST', '/api/affiliates', { handle, name: `Partner ${handle}` });
    const reported = await send(product, 'POST', '/api/orders', {
      ...{ orderId: `${handle}-${order}`, handle },
      ...{ revenue: '500.00', commission: amount },
    });
    await act(page, 'affiliates.approveConversion', { id: reported.attributionId });
  }
  async function giveDetails(id: number) {
    await act(page, 'payouts.setPayoutDetails', {
      ...{ id, method: 'bank', holder: `Holder ${id}`, iban: 'DE89 3704 0044 0532 0130 00' },
      password: OPERATOR.password,
    });
  }
  /** Whoever is not signed in yet shares the limit of this address with all that came from it in the last minute. */
  const roomForStrangers = () =>
    expect
      .poll(async () => Number((await fetch(product.origin)).headers.get('ratelimit-remaining')), {
        ...{ timeout: 70_000, interval: 2_000 },
      })
      .toBeGreaterThan(200);
  const open = (path: string, whose = page) => whose.goto(product.origin + path);
  const main = (whose = page) => whose.getByRole('main');
  const click = (name: string | RegExp, whose = page) =>
    main(whose).getByRole('button', { name, exact: true }).click();
  const confirmBy = (name: string, whose = page) =>
    whose.getByRole('dialog').getByRole('button', { name, exact: true }).click();
  const standing = (whose = page) => main(whose).getByRole('region', { name: 'Where it stands' });
  const items = (whose = page) => main(whose).getByRole('table', { name: 'Payments' });

  test('what is due stands above an empty list, and leads to who would be paid', async () => {
    await open('/payouts');
    await main().getByText('No payouts yet').waitFor();
    const due = main().getByRole('region', { name: 'Due now' });
    await expect.poll(() => due.textContent()).toMatch(/Due now\$61\.00to 4 partners/);
  });

  test('those without details are left out, with the reason and the way to mend it', async () => {
    await giveDetails(1);
    await giveDetails(2);
    await giveDetails(4);
    await open('/payouts');
    await main().getByRole('link', { name: 'Prepare payout' }).click();
    await main().getByLabel('Pay by').selectOption({ label: 'CSV file' });
    await main().getByLabel('Minimum').fill('5');
    await click('Show who is paid');
    const paid = main().getByRole('region', { name: 'Who is paid' });
    await paid.getByText('$30.00 to 2 partners, by CSV file').waitFor();
    expect(await paid.getByRole('row').count()).toBe(3);
    const left = main().getByRole('region', { name: 'Left out: 2 partners' });
    await left.getByText('No payout details', { exact: true }).waitFor();
    await left.getByText('Below the minimum', { exact: true }).waitFor();
    expect(await left.getByRole('link', { name: 'Partner late-payer' }).getAttribute('href')).toBe(
      '/affiliates/3?tab=payouts',
    );
  });

  test('what was chosen since has to be looked at again before it is drafted', async () => {
    const draft = main().getByRole('button', { name: 'Draft this payout' });
    await main().getByLabel('Minimum').fill('0.50');
    await expect.poll(() => draft.isDisabled()).toBe(true);
    await main().getByLabel('Minimum').fill('5');
    await expect.poll(() => draft.isDisabled()).toBe(false);
  });

  test('a double click drafts one payout, which its maker cannot approve', async () => {
    await main().getByRole('button', { name: 'Draft this payout' }).dblclick();
    await page.waitForURL(/\/payouts\/1$/);
    await standing().getByText('Nothing is paid until it is approved.').waitFor();
    await main().getByText('nobody else in your team can').waitFor();
    expect(await main().getByRole('button', { name: 'Approve…' }).count()).toBe(0);
    await page.goBack();
    await main().getByRole('link', { name: 'Payout 1', exact: true }).waitFor();
    expect(await main().getByRole('table').getByRole('row').count()).toBe(2);
  });

  test('alone, an owner approves what they drafted themselves, and it is marked', async () => {
    await open('/payouts/1');
    await click('Approve alone…');
    await page.getByRole('textbox', { name: 'Password' }).fill(OPERATOR.password);
    await confirmBy('Approve alone');
    await main().getByText('You are alone, so you approve your own adjustments and payouts').waitFor();
    await open('/payouts/new');
    await click('Show who is paid');
    await main().getByText('$31.00 to 2 partners, by hand').waitFor();
    await click('Draft this payout');
    await page.waitForURL(/\/payouts\/2$/);
    await click('Approve…');
    await page.getByRole('dialog').getByText('You drafted it yourself, and nobody checks it.').waitFor();
    await confirmBy('Approve');
    await standing().getByText('Approved by who drafted it').waitFor();
    await click('Begin to pay…');
    await confirmBy('Begin to pay');
    await click('Mark as paid…');
    await confirmBy('Mark as paid');
    await standing().getByText('All of it was paid.').waitFor();
  });

  test('a second person joins, is named as whom to ask, and approves', async () => {
    const { link } = (await act(page, 'team.invitePerson', {
      email: SECOND.email,
      role: 'operator',
    })) as { link: string };
    await roomForStrangers();
    second = await (await browser.newContext()).newPage();
    const address = new URL(link);
    await open(address.pathname + address.search + address.hash, second);
    await second.getByLabel('Name').fill(SECOND.name);
    await second.getByRole('textbox', { name: 'Password' }).fill(SECOND.password);
    await second.getByRole('button', { name: 'Join' }).click();
    await second.getByRole('heading', { name: 'Overview' }).waitFor();

    await open('/payouts/1');
    await main().getByText(`You drafted it, so another person approves it. Ask ${SECOND.name}.`).waitFor();
    await open('/payouts/1', second);
    await click('Approve…', second);
    await second
      .getByRole('dialog')
      .getByText(`$30.00 in 2 payments, drafted by ${OPERATOR.email}.`)
      .waitFor();
    await confirmBy('Approve', second);
    await standing(second).getByText('It is approved. Make the file').waitFor();
  });

  test('the first person sees it without asking, makes the file, and downloads it', async () => {
    await click('Make the file…');
    await confirmBy('Make the file');
    await standing().getByText('Upload the file to your bank once.').waitFor();
    expect(await main().getByRole('button', { name: 'Cancel payout…' }).count()).toBe(0);
    const [download] = await Promise.all([page.waitForEvent('download'), click('Download file')]);
    const file = await readFile(await download.path(), 'utf8');
    expect(file).toContain('DE89370400440532013000');
    expect(file.trim().split('\r\n')).toHaveLength(3);
  });

  test('what is not settled yet leads to it', async () => {
    await open('/payouts');
    await main().getByRole('link', { name: '1 not settled' }).click();
    await expect.poll(() => main().getByRole('table').getByRole('row').count()).toBe(2);
    await main().getByRole('link', { name: 'Payout 1', exact: true }).click();
  });

  test('one payment fails, the others were paid: the amount is payable again', async () => {
    await click('What happened… payment to Partner tech-blog');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Failed', { exact: true }).click();
    await dialog.getByLabel('Reason').fill('account closed');
    await dialog.getByRole('button', { name: 'It failed' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await items().getByText('Account closed').waitFor();
    await click('Mark as paid…');
    await page.getByRole('dialog').getByText('$20.00 in 1 payment that nobody').waitFor();
    await confirmBy('Mark as paid');
    await standing().getByText('Some payments failed or came back').waitFor();
    await main().getByRole('link', { name: 'Failed 1' }).click();
    await expect.poll(() => items().getByRole('row').count()).toBe(2);
    await main().getByRole('link', { name: 'All 2' }).click();
  });

  test('what was paid comes back later, and the payment tells its story', async () => {
    await click('What happened… payment to Partner trail-notes');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The money is back in your account.').waitFor();
    await dialog.getByLabel('Reason').fill('refused by the payee');
    await dialog.getByRole('button', { name: 'It came back' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await items()
      .getByRole('row', { name: /trail-notes/ })
      .getByRole('link')
      .first()
      .click();
    await page.getByRole('heading', { name: 'Payment to Partner trail-notes' }).waitFor();
    const story = main().getByRole('region', { name: 'What was said of it' }).getByRole('listitem');
    await expect.poll(() => story.count()).toBe(2);
    expect(await story.nth(0).textContent()).toMatch(/olivia@shop\.example said that it was paid/);
    expect(await story.nth(1).textContent()).toMatch(/said that it came back.*Refused by the payee/);
  });

  test('a payment with another amount is decided, in words', async () => {
    await open('/payouts/new?rail=manual');
    await click('Show who is paid');
    await main().getByText('$30.00 to 2 partners, by hand').waitFor();
    await click('Draft this payout');
    await page.waitForURL(/\/payouts\/3$/);
    await open('/payouts/3', second);
    await click('Approve…', second);
    await confirmBy('Approve', second);
    await click('Begin to pay…');
    await confirmBy('Begin to pay');
    await click('What happened… payment to Partner tech-blog');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('12');
    await dialog.getByRole('button', { name: 'It was paid' }).click();
    await dialog.waitFor({ state: 'hidden' });
    const differs = main().getByRole('table', { name: 'Payments that differ' });
    await differs.getByText('$2.00 too much').waitFor();
    await click('Partner gives it back… Partner tech-blog');
    await page.getByRole('dialog').getByText('It is taken from what is payable next.').waitFor();
    await confirmBy('Partner gives it back');
    await differs.waitFor({ state: 'hidden' });
  });

  test('a draft is cancelled, and its amounts can be drafted again', async () => {
    await makePayable('small', '5.00', '2');
    await open('/payouts/new');
    await click('Show who is paid');
    await click('Draft this payout');
    await page.waitForURL(/\/payouts\/4$/);
    await click('Cancel payout…');
    await confirmBy('Cancel payout');
    await standing().getByText('Nothing was paid. The amounts are payable again.').waitFor();
    await open('/payouts/new');
    await click('Show who is paid');
    await main().getByText('$5.00 to 1 partner, by hand').waitFor();
  });

  test('nobody has anything payable: it says so, and drafts nothing', async () => {
    await open('/payouts/new?currency=EUR');
    await click('Show who is paid');
    await main().getByText('Nobody has anything payable').waitFor();
    expect(await main().getByRole('button', { name: 'Draft this payout' }).count()).toBe(0);
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
