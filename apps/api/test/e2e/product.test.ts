import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import {
  type Product,
  readSetupLink,
  request,
  SECRET_KEY,
  startProduct,
} from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { type MailSink, type SlackSink, startMailSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { alone } from './full-hub.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

const PERSON =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36';
const SMTP_PASSWORD = 'canary-smtp-password';

let slack: SlackSink;
let mail: MailSink;
let dataDir: DataDir;
let product: Product;
/** Read at once: the file goes with the first operator. */
let setupToken: string;

beforeAll(async () => {
  slack = await startSlackSink();
  mail = await startMailSink({ tls: 'starttls', login: { user: 'ops', pass: SMTP_PASSWORD } });
  // Nothing is prepared here: it makes its database, as the first start of anybody's does.
  dataDir = await makeDataDir();
  product = await startProduct({
    dataDir: dataDir.path,
    env: { SLACK_WEBHOOK_URL: slack.url, LOG_LEVEL: 'debug' },
  });
  setupToken = new URL(await readSetupLink(dataDir.path)).searchParams.get('token') ?? '';
  expect(setupToken).not.toBe('');
});
afterAll(async () => {
  await product.stop();
  await Promise.all([slack.close(), mail.close()]);
  await dataDir.remove();
});

test('a hub that started from an empty folder announces the low samples of its first scan in one digest', async () => {
  const [digest] = await slack.waitForMessages(1, 20_000);
  expect(digest?.body.text).toContain('CABLE-USBC-2M');
  expect(digest?.body.text).toContain('WIDGET-PRO-001');
  expect(product.output()).toContain(
    '[Cron] 📦 DB-backed low-stock scheduler started (60s interval, 1 notifier(s))',
  );
});

test('a click and an order show in the metrics within two seconds', async () => {
  const created = await request(product, 'POST', '/api/affiliates', {
    handle: 'tech-blog-2025',
    name: 'Tech Blog Network',
  });
  const { pixelId } = created.body as { pixelId: string };
  const click = await fetch(`${product.origin}/api/affiliates/track/click`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': PERSON },
    body: JSON.stringify({ pixelId, landingPage: '/products/widget-pro' }),
  });
  expect(await click.json()).toMatchObject({ success: true, counted: true });
  const order = { pixelId, orderId: 'ORD-2025-11-06-001', revenue: 99.99, commission: 9.99 };
  expect(await request(product, 'POST', '/api/affiliates/track/conversion', order)).toMatchObject({
    status: 200,
    body: { success: true },
  });
  await vi.waitFor(
    async () => {
      const { body } = await request(product, 'GET', '/api/affiliates');
      expect(body).toMatchObject([{ clicks30d: 1, conversions30d: 1, revenue30d: '99.99' }]);
    },
    { timeout: 2_000, interval: 50 },
  );
});

describe.skipIf(isBrowserMissing)('in a browser', () => {
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    ({ browser, page, problems } = await openBrowser());
  });
  afterAll(async () => {
    await browser.close();
  });

  const open = (path: string) => page.goto(product.origin + path);
  const main = () => page.getByRole('main');

  test('nobody gets in without signing in', async () => {
    await open('/affiliates');
    await page.waitForURL(/\/sign-in/);
    await page.getByTestId('first-operator-notice').waitFor();
  });

  test('the one-time link creates the first operator, once', async () => {
    await createFirstOperator(page, product.origin, dataDir.path);
    await expect(readSetupLink(dataDir.path, { withinMilliseconds: 0 })).rejects.toThrow('ENOENT');
    await main().getByText('CABLE-USBC-2M').first().waitFor();

    const again = await fetch(`${product.origin}/trpc/admin/ops.createFirstOperator`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...OPERATOR,
        email: 'second@shop.example',
        token: setupToken,
      }),
    });
    expect(again.status).toBe(403);
  });

  test('an affiliate is added, and its order is approved and marked as paid', async () => {
    await open('/affiliates');
    await page.getByRole('button', { name: 'Add partner' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Gadget Weekly');
    await dialog.getByLabel('Handle').fill('gadget-weekly');
    await dialog.getByRole('button', { name: 'Add partner' }).click();
    await page.getByRole('heading', { name: 'Gadget Weekly' }).waitFor();
    await main().getByText('/r/gadget-weekly').waitFor();
    await open('/affiliates');
    await main().getByText('gadget-weekly').first().waitFor();
    await main().getByText('tech-blog-2025').first().waitFor();

    await open('/conversions');
    await page.getByRole('button', { name: 'Approve… order ORD-2025-11-06-001' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Approve/ })
      .click();
    await alone(page, async () => {
      await page.getByRole('button', { name: 'Mark paid… order ORD-2025-11-06-001' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Mark paid' }).click();
      await vi.waitFor(async () => {
        const { body } = await request(product, 'GET', '/api/affiliates/conversions');
        expect(body).toMatchObject([{ orderId: 'ORD-2025-11-06-001', status: 'paid' }]);
      }, 10_000);
    });
  });

  test('stock that falls in the app arrives in Slack', async () => {
    const before = slack.messages.length;
    await open('/inventory');
    await page.getByRole('button', { name: 'Change stock of WIDGET-001' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Counted units').fill('7');
    await dialog.getByRole('button', { name: 'Set stock' }).click();
    await slack.waitForMessages(before + 1, 20_000);
    expect(slack.messages.at(-1)?.body.text).toBe(
      '⚠️ Low Stock Alert: WIDGET-001 (Standard Widget) - Stock: 7 / Threshold: 25',
    );
    await open('/events?sku=WIDGET-001');
    await main()
      .getByText(/Alert sent(:| by) Slack/)
      .first()
      .waitFor();
  });

  test('the settings page tests both channels and scans, and keeps no password', async () => {
    await open('/ops/settings');
    await page.getByLabel('Webhook URL').fill(slack.url);
    await page.getByRole('button', { name: 'Test Webhook' }).click();
    await page.locator('[data-testid=result-webhook][data-success=true]').waitFor();

    await page.getByLabel('SMTP host').fill(mail.host);
    await page.getByLabel('SMTP port').fill(String(mail.port));
    await page.getByLabel('From address').fill('ops@shop.example');
    await page.getByLabel('To address').fill('admin@shop.example');
    await page.getByRole('button', { name: 'Test Email' }).click();
    // The sink asks for a login, and its certificate is nobody's: the refusal is shown.
    await page.locator('[data-testid=result-email][data-success=false]').waitFor();

    await page.getByRole('button', { name: 'Scan Now' }).click();
    const scan = page.locator('[data-testid=result-scan][data-success=true]');
    await scan.getByText('WIDGET-001').waitFor();

    await page.getByRole('textbox', { name: 'SMTP password' }).fill(SMTP_PASSWORD);
    await page.reload();
    expect(await page.getByLabel('SMTP host').inputValue()).toBe(mail.host);
    expect(await page.getByRole('textbox', { name: 'SMTP password' }).inputValue()).toBe('');
    const stored = await page.evaluate('JSON.stringify([{ ...sessionStorage }, { ...localStorage }])');
    expect(stored).not.toContain(SMTP_PASSWORD);
  });

  test('signing out ends the session, and the password lets one back in', async () => {
    await page.getByRole('button', { name: `Account of ${OPERATOR.name}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.getByRole('textbox', { name: 'Email' }).fill(OPERATOR.email);
    await page.getByRole('textbox', { name: 'Password' }).fill('not-the-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').first().waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill(OPERATOR.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
  });

  test('the pages complained about nothing', () => {
    expect(problems).toEqual([]);
  });
});

describe('an email', () => {
  let second: Product;
  let folder: DataDir;
  let plain: MailSink;

  beforeAll(async () => {
    folder = await makeDataDir(inject('templateDataDir'));
    plain = await startMailSink();
    second = await startProduct({
      dataDir: folder.path,
      env: {
        SEED_SAMPLES: '0',
        SMTP_HOST: plain.host,
        SMTP_PORT: String(plain.port),
        MAIL_FROM: 'ops@shop.example',
        EMAIL_TO: 'admin@shop.example',
      },
    });
  });
  afterAll(async () => {
    await second.stop();
    await plain.close();
    await folder.remove();
  });

  test('arrives in the exact words when stock falls', async () => {
    await request(second, 'POST', '/api/inventory/products', {
      sku: 'WIDGET-PRO-001',
      name: 'Widget Pro 2025',
      stock: 25,
      threshold: 20,
    });
    await request(second, 'PUT', '/api/inventory/products/WIDGET-PRO-001', { stock: 18 });
    const [letter] = await plain.waitForMessages(1, 20_000);
    expect(letter?.headers.subject).toBe('Low Stock Alert: WIDGET-PRO-001');
    expect(letter?.text).toMatch(
      /^Dear Operations Team,\n\nThis is an automated alert regarding low stock levels:\n\nProduct: Widget Pro 2025\nSKU: WIDGET-PRO-001\nCurrent Stock: 18 units\nThreshold: 20 units\n\nPlease restock this item as soon as possible\.\n\n---\nDream Team Hub Operations\nTimestamp: \d{4}-\d\d-\d\dT[\d:.]+Z\s*$/,
    );
  });
});

test('stops within seconds, and its log holds no secret', async () => {
  expect(await product.stop()).toBe(0);
  const webhookPath = new URL(slack.url).pathname;
  for (const secret of [SECRET_KEY, OPERATOR.password, SMTP_PASSWORD, webhookPath, setupToken]) {
    expect(product.output()).not.toContain(secret);
  }
});
