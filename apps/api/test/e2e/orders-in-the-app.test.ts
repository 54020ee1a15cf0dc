import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createFirstOperator } from './operator.ts';

/** A time that is in another month, whatever today is. */
const longAgo = () => new Date(Date.now() - 60 * 24 * 3_600_000).toISOString();

describe.skipIf(isBrowserMissing)('orders and coupon codes, in a browser', () => {
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
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const section = (name: string) => main().getByRole('region', { name });
  const click = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const post = async (path: string, body: Record<string, unknown>) => {
    const answer = await request(product, 'POST', path, body);
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
  };

  async function addCode(code: string) {
    await page.getByLabel('New coupon code').fill(code);
    await page.keyboard.press('Enter');
  }

  test('an order of a server is found by how its id begins, with its lines, its refund and why it is credited', async () => {
    await post('/api/affiliates', { handle: 'tech-blog', name: 'Tech Blog', commissionBps: 1000 });
    await post('/api/affiliates', { handle: 'gadget-weekly', name: 'Gadget Weekly', commissionBps: 500 });
    await post('/api/orders', {
      orderId: 'ORD-7001',
      handle: 'tech-blog',
      couponCodes: ['NOBODYS'],
      clickId: 424242,
      lines: [
        { lineId: 'a', sku: 'TEE-BLACK', quantity: 2, net: '50.00' },
        { lineId: 'b', sku: 'CAP-RED', quantity: 1.5, net: '30.00' },
      ],
      shipping: '4.90',
    });
    await post('/api/affiliates/refunds', {
      orderId: 'ORD-7001',
      refundId: 'REF-1',
      lines: [{ lineId: 'b', net: '15.00' }],
    });
    await post('/api/orders', { orderId: 'OTHER-1', revenue: '9.00' });

    await open('/orders');
    await main().getByRole('row', { name: 'Order OTHER-1' }).getByText('Nobody').waitFor();
    await page.getByLabel('Search orders').fill('ord-70');
    await main().getByText('No order matches').waitFor();
    await page.getByLabel('Search orders').fill('ORD-70');
    await page.waitForURL(/\/orders\?search=ORD-70$/);
    await main().getByText('1 order', { exact: true }).waitFor();
    await main().getByRole('link', { name: 'ORD-7001' }).click();

    await page.getByRole('heading', { name: 'Order ORD-7001' }).waitFor();
    await section('Amounts').getByText('$84.90').waitFor();
    await section('Amounts').getByText('$4.90', { exact: true }).waitFor();
    expect(await section('Amounts').getByText('Tax').count()).toBe(0);
    const line = section('Lines').getByRole('row', { name: 'Line b' });
    expect(await line.textContent()).toMatch(/CAP-RED.*1\.5.*\$30\.00.*\$15\.00.*\$3\.00.*-\$1\.50/);
    expect(await section('Refunds').getByRole('row', { name: 'Refund REF-1' }).textContent()).toMatch(
      /b: \$15\.00.*\$15\.00/,
    );
    const credit = section('Credited to');
    await credit.getByRole('link', { name: 'Tech Blog' }).waitFor();
    await credit.getByText('The report names its handle.').waitFor();
    await credit.getByText('There is no click with the reported id.').waitFor();
    await credit.getByText('10%, the partner’s own rate').waitFor();
    await credit.getByText('NOBODYS').waitFor();
  });

  test('its conversion leads to it, and it to its conversion', async () => {
    await section('Credited to').getByRole('link', { name: 'Its conversion' }).click();
    await page.getByRole('heading', { name: 'Conversions' }).waitFor();
    await main().getByText('1 conversion', { exact: true }).waitFor();
    await main().getByRole('link', { name: 'ORD-7001' }).click();
    await page.getByRole('heading', { name: 'Order ORD-7001' }).waitFor();
    await page.waitForURL(/\/orders\/\d+$/);
  });

  test('a coupon code is added, is nobody else’s, brings an order, and is removed', async () => {
    await open('/affiliates');
    await main().getByRole('link', { name: 'Tech Blog' }).click();
    await page.getByRole('tab', { name: 'Codes' }).click();
    await section('Coupon codes').getByText('No codes yet.').waitFor();
    await addCode('{{ code }}');
    await section('Coupon codes').getByText('Looks like what a template leaves behind.').waitFor();
    await addCode('Save10');
    await page.getByText('Save10 was added.').waitFor();

    await open('/affiliates');
    await main().getByRole('link', { name: 'Gadget Weekly' }).click();
    await page.getByRole('tab', { name: 'Codes' }).click();
    await addCode('SAVE10');
    await section('Coupon codes').getByText('"SAVE10" belongs to another partner: tech-blog.').waitFor();

    await post('/api/orders', { orderId: 'ORD-7002', revenue: '20.00', couponCodes: [' save10 '] });
    await open('/orders?credited=yes');
    const order = main().getByRole('row', { name: 'Order ORD-7002' });
    await order.getByText('by coupon code · tech-blog').waitFor();
    await order.getByRole('link', { name: 'ORD-7002' }).click();
    await section('Credited to').getByText('The customer used its coupon code.').waitFor();

    await section('Credited to').getByRole('link', { name: 'Tech Blog' }).click();
    await page.getByRole('tab', { name: 'Codes' }).click();
    await click('Remove the code Save10');
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Save10 was removed.').waitFor();
    await section('Coupon codes').getByText('No codes yet.').waitFor();
    await post('/api/orders', { orderId: 'ORD-7003', revenue: '20.00', couponCodes: ['SAVE10'] });
    await open('/orders?credited=no&search=ORD-7003');
    await main().getByRole('link', { name: 'ORD-7003' }).click();
    await section('Credited to')
      .getByText('No coupon code belonged to a partner when the order was reported.')
      .waitFor();
  });

  test('orders are sorted and filtered by day, and Back undoes one step after the other', async () => {
    const rowNames = () =>
      main()
        .locator('tbody tr')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label')));
    await post('/api/orders', { orderId: 'OLD-1', revenue: '500.00', orderedAt: longAgo() });
    await open('/orders');
    await main().getByText('5 orders', { exact: true }).waitFor();
    await click('Revenue');
    await expect
      .poll(rowNames)
      .toEqual(['OLD-1', 'ORD-7001', 'ORD-7003', 'ORD-7002', 'OTHER-1'].map((id) => `Order ${id}`));
    await page.getByLabel('Range').selectOption('Today');
    await main().getByText('4 orders', { exact: true }).waitFor();
    await page.getByLabel('Commission').selectOption('Pending');
    await main().getByText('2 orders', { exact: true }).waitFor();
    expect(page.url()).toMatch(/\/orders\?status=pending&preset=today&sort=revenue&order=desc$/);

    await main().getByRole('link', { name: 'ORD-7001' }).click();
    await page.getByRole('heading', { name: 'Order ORD-7001' }).waitFor();
    await page.getByRole('navigation', { name: 'Back' }).getByRole('link').click();
    await main().getByText('2 orders', { exact: true }).waitFor();
    await main().locator('a:focus', { hasText: 'ORD-7001' }).waitFor();
    await page.goBack();
    await main().getByText('4 orders', { exact: true }).waitFor();
    await page.goBack();
    await main().getByText('5 orders', { exact: true }).waitFor();
    expect(page.url()).toMatch(/\/orders\?sort=revenue&order=desc$/);
  });

  test('an approval is asked for by name and sum, and the row stays in the filter that it leaves', async () => {
    await open('/conversions?status=pending&kind=verified');
    const row = main().getByRole('row', { name: 'Order ORD-7001' });
    await row.getByRole('button', { name: 'Approve… order ORD-7001' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Tech Blog is owed $8.00 for order ORD-7001').waitFor();
    await dialog.getByRole('button', { name: 'Approve $8.00' }).click();
    await row.getByText('changed just now').waitFor();
    await row.getByText('Approved').waitFor();
    await click('Show what changed');
    await row.waitFor({ state: 'detached' });
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
