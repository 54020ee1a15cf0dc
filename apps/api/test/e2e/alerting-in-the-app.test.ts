import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { createFirstOperator, OPERATOR } from './operator.ts';

const FILE = [
  'sku;name;qty on hand;reorder point;vendor',
  'TENT-2P;Käse für zwei;4;10;Nordlicht',
  'STAND-ALU-001;Aluminium Stand;43;;',
  'LAMP-1;Lamp;1.5;5;',
].join('\r\n');

let slack: SlackSink;
let dataDir: DataDir;
let product: Product;

describe.skipIf(isBrowserMissing)('alerts, in a browser', () => {
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    slack = await startSlackSink();
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({
      dataDir: dataDir.path,
      env: { SLACK_WEBHOOK_URL: slack.url, ALERT_GROUP_SECONDS: '1', RESTOCKED_CHANNELS: 'webhook' },
    });
    ({ browser, page, problems } = await openBrowser());
    await slack.waitForMessages(1, 20_000);
    await createFirstOperator(page, product.origin, dataDir.path);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await slack.close();
    await dataDir.remove();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');
  const toast = (text: string) => page.getByText(text).first().waitFor();
  const setStock = (sku: string, stock: number) =>
    request(product, 'PUT', `/api/inventory/products/${sku}`, { stock });

  test('an alert is acknowledged, and its page tells its story until it is over', async () => {
    await open('/alerts');
    await page.getByRole('checkbox', { name: 'Select CABLE-USBC-2M' }).check();
    await page.getByRole('button', { name: 'Acknowledge…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Note').fill('Ordered, arrives Thursday');
    await dialog.getByRole('button', { name: 'Acknowledge' }).click();
    await toast('1 alert acknowledged.');

    await main().getByRole('link', { name: 'USB-C Cable, 2 m' }).click();
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByText('Announced at 8').waitFor();
    await timeline.getByText(`Acknowledged by ${OPERATOR.email}`).waitFor();
    await timeline.getByText('Ordered, arrives Thursday').waitFor();
    await timeline.getByRole('link', { name: 'Digest of 2 products' }).waitFor();

    await setStock('CABLE-USBC-2M', 500);
    await timeline.getByText('Resolved: restocked to 500').waitFor();
    await timeline.getByRole('link', { name: 'Restocked' }).waitFor();
  });

  test('a snoozed alert is out of the open ones', async () => {
    await open('/alerts?status=open');
    await page.getByRole('checkbox', { name: 'Select WIDGET-PRO-001' }).check();
    await page.getByRole('button', { name: 'Snooze…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Snooze' }).click();
    await toast('1 alert snoozed.');
    await main().getByText('Nothing to do').waitFor();
  });

  test('a revoked webhook shows on every page; what it refused is sent again when it is back', async () => {
    slack.answerNext({ status: 404, body: 'no_service' });
    await setStock('GADGET-001', 3);
    await open('/affiliates');
    // It looks every half a minute.
    await page.getByTestId('alerting-banner').getByText('HTTP 404: no_service').waitFor({ timeout: 45_000 });
    await page.getByRole('link', { name: 'Messages that were given up' }).click();
    await main().getByText('GADGET-001').waitFor();
    await main().getByRole('table').getByRole('button', { name: 'Send again' }).click();
    await toast('1 message is on the way again.');
    await vi.waitFor(() => expect(slack.messages.at(-1)?.body.text).toContain('GADGET-001'), 10_000);
    await main().getByText('No message matches').waitFor();
    await open('/deliveries');
    await main().locator('tbody a').first().click();
    const attempts = main().getByRole('list', { name: 'Attempts' });
    await attempts.getByText('refused').waitFor();
    await attempts.getByText('accepted').first().waitFor();
    await page.getByTestId('alerting-banner').waitFor({ state: 'detached' });
  });

  test('a file is checked, applied, and what is low in it is announced', async () => {
    await open('/inventory');
    await page.getByRole('link', { name: 'Import' }).click();
    await page.locator('input[type=file]').setInputFiles({
      name: 'warehouse.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(FILE, 'latin1'),
    });
    await main()
      .getByRole('button', { name: /^Check/ })
      .click();
    await main().getByText('stock: "1.5" is not a whole number').waitFor();
    await page.getByText('New 1').click();
    await main().getByText('Käse für zwei').waitFor();
    await page.getByText('Changed 1').click();
    await main().getByText('42 → 43').waitFor();
    await page.getByRole('button', { name: 'Apply 2 lines' }).click();
    await main().getByText('2 lines applied. 1 line with a problem was left out.').waitFor();
    await vi.waitFor(() => expect(slack.messages.at(-1)?.body.text).toContain('TENT-2P'), 15_000);
    await open('/inventory?supplier=Nordlicht&order=name');
    await main().getByText('TENT-2P').waitFor();
    expect(await main().getByText('STAND-ALU-001').count()).toBe(0);
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
