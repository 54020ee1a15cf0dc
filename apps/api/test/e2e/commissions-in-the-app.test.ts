import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { alone, send } from './full-hub.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

describe.skipIf(isBrowserMissing)('commissions and the ledger, in a browser', () => {
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
    await send(product, 'POST', '/api/affiliates', {
      handle: 'tech-blog',
      name: 'Tech Blog',
      commissionBps: 1000,
    });
    await send(product, 'POST', '/api/orders', {
      ...{ orderId: 'ORD-1', handle: 'tech-blog' },
      lines: [
        { lineId: 'a', sku: 'TENT', quantity: 1, net: '60.00' },
        { lineId: 'b', sku: 'LAMP', quantity: 2, net: '30.00' },
        { lineId: 'c', sku: 'CARD', quantity: 1, net: '10.00' },
      ],
    });
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const section = (name: string) => main().getByRole('region', { name });
  const click = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  const confirmBy = (name: string) =>
    page.getByRole('dialog').getByRole('button', { name, exact: true }).click();

  test('the row of a commission leads to why it is this amount, line by line', async () => {
    await open('/commissions?state=toApprove');
    await main().getByRole('link', { name: 'ORD-1' }).click();
    await page.getByRole('heading', { name: 'Commission of order ORD-1' }).waitFor();
    const why = section('Why this amount').getByRole('table');
    await expect.poll(() => why.getByRole('row').count()).toBe(4);
    expect(await why.getByRole('row').nth(1).textContent()).toMatch(/10% of \$60\.00 = \$6\.00/);
    await section('What happened').getByText('Commission of order ORD-1: $10.00').waitFor();
  });

  test('it is approved, paid, and refunded afterwards; the story tells each', async () => {
    await click('Approve… order ORD-1');
    await confirmBy('Approve $10.00');
    await main().getByText('It is approved, its holding time is over, and it may be paid.').waitFor();
    await alone(page, async () => {
      await click('Mark paid… order ORD-1');
      await confirmBy('Mark paid');
      await main().getByText('It was paid.', { exact: true }).waitFor();
    });
    await send(product, 'POST', '/api/affiliates/refunds', {
      ...{ orderId: 'ORD-1', refundId: 'R-9' },
      amount: '40.00',
    });
    await expect
      .poll(() => section('What happened').textContent(), { timeout: 15_000 })
      .toMatch(/Refund R-9 took back commission of order ORD-1: -\$4\.00/);
    const steps = await section('What happened').getByRole('listitem').allInnerTexts();
    expect(steps.map((step) => step.split('\n')[0])).toEqual([
      'Commission of order ORD-1: $10.00',
      'Approved',
      'Commission of order ORD-1 may be paid: $10.00',
      expect.stringMatching(/^Put into payment \d+: \$10\.00$/),
      expect.stringContaining('Paid out'),
      'Refund R-9 took back commission of order ORD-1: -$4.00',
    ]);
  });

  test('the account of the partner explains the debt, with what was owed after each transfer', async () => {
    await main().getByRole('link', { name: 'Tech Blog' }).click();
    await page.getByRole('tab', { name: 'Account' }).click();
    await main().getByText('Tech Blog owes $4.00: a refund or a dispute came after the payment.').waitFor();
    const first = main().getByRole('table', { name: 'Transfers of Tech Blog' }).getByRole('row').nth(1);
    // The refund of three lines is one row, and opens.
    expect(await first.textContent()).toMatch(/Refund R-9.*3 lines.*-\$4\.00-\$4\.00$/);
    expect(await first.getByText('Line 3').isVisible()).toBe(false);
    await first.getByText('3 lines').click();
    expect(await first.getByRole('listitem').last().textContent()).toMatch(/^Line 3\s*\$0\.40$/);
    expect(await violationsOn(page)).toEqual([]);
    expect(new URL(page.url()).pathname).toMatch(/^\/affiliates\/\d+$/);
  });

  test('the ledger sums its accounts, and each leads to its transfers', async () => {
    await open('/ledger');
    const accounts = main().getByRole('table').first();
    await accounts.getByRole('link', { name: 'Commission expense' }).click();
    await page.waitForURL(/\/ledger\/transfers\?account=expense\.commission/);
    await expect.poll(() => main().getByRole('table').getByRole('row').count()).toBe(7);
  });

  test('the overview says what is owed, and leads to it', async () => {
    await open('/?preset=28d');
    const card = section('Owed to partners');
    await expect.poll(() => card.textContent(), { timeout: 20_000 }).toMatch(/Owed to you[\s\S]*\$4\.00/);
  });

  test('an owner who is alone sees why not to approve, and goes without a second person with the password', async () => {
    await open('/ledger/adjustments');
    await main().getByText('nobody else in your team can').waitFor();
    await open('/affiliates/1?tab=account');
    await click('Propose adjustment');
    const dialog = page.getByRole('dialog', { name: 'Propose an adjustment' });
    await dialog.getByText('Payable now: -$4.00.').waitFor();
    await dialog.getByLabel('Amount').fill('4');
    await dialog.getByLabel('Reason').fill('The refund was our mistake');
    await dialog.getByRole('button', { name: 'Propose' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await open('/ledger/adjustments');
    await main().getByText('You proposed it, so another person must approve it.').waitFor();
    await click('Approve alone…');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong password 1');
    await confirmBy('Approve alone');
    await page
      .getByRole('dialog')
      .getByText(/is not your password/i)
      .waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill(OPERATOR.password);
    await confirmBy('Approve alone');
    await main().getByText('You are alone, so you approve your own adjustments').waitFor();
    await click('Approve… the adjustment of Tech Blog');
    await confirmBy('Approve');
    await main().getByText('Nothing waits for a decision').waitFor();
    await open('/ledger/adjustments?state=approved');
    await main().getByText('by its proposer').waitFor();
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
