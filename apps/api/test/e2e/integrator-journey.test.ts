import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { violationsOn } from './axe.ts';
import { reportClick, send } from './full-hub.ts';
import { Journey } from './journey.ts';
import { createFirstOperator } from './operator.ts';

/** Whoever connects a shop, and wants to know why it does not count. */
describe.skipIf(isBrowserMissing)('an integrator, beside an editor', () => {
  let dataDir: DataDir;
  let product: Product;
  let slack: SlackSink;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let journey: Journey;

  beforeAll(async () => {
    slack = await startSlackSink();
    dataDir = await makeDataDir(inject('templateDataDir'));
    const env = { SEED_SAMPLES: '0', SLACK_WEBHOOK_URL: slack.url };
    product = await startProduct({ dataDir: dataDir.path, env });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    await send(product, 'POST', '/api/affiliates', { handle: 'tech-blog', name: 'Tech Blog' });
    journey = new Journey('Integrator', page);
  });
  afterAll(async () => {
    journey.report();
    await browser.close();
    await product.stop();
    await slack.close();
    await dataDir.remove();
  });

  const main = () => page.getByRole('main');
  const dialog = () => page.getByRole('dialog').last();
  const menu = (name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });
  const title = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const startAtHome = async () => {
    await page.goto(product.origin);
    await title('Overview');
  };

  test.each([
    ['its partner is misspelt', { handle: 'tech-blgo' }, undefined, 'there is no affiliate "tech-blgo"'],
    ['a program sent it', { handle: 'tech-blog' }, 'curl/8.5.0', 'is a program’s'],
  ])('why did my click not count: %s', async (what, body, userAgent, reason) => {
    await reportClick(product, { ...body, visitorId: what }, userAgent);
    await startAtHome();
    await journey.task(`why did my click not count: ${what}`, async () => {
      await journey.say('why did my click not count', /^Event inspector/);
      const event = main().locator('tbody tr').filter({ hasText: reason }).first();
      await journey.click(event.getByRole('link').first());
      await main().getByText('What to do:').waitFor();
    });
    expect(await violationsOn(page)).toEqual([]);
  });

  test('a colleague opens the same event', async () => {
    const address = page.url();
    await startAtHome();
    await page.goto(address);
    await main().getByText('What to do:').waitFor();
  });

  test('a click that counts is seen as it comes', async () => {
    await startAtHome();
    await journey.task('see a click count, as it comes', async () => {
      await journey.click(menu('Event inspector'));
      await page.getByTestId('inspector-state').getByText('Live').waitFor();
      await reportClick(product, { handle: 'tech-blog', visitorId: 'anna' });
      await main().getByText('The click counts for the partner "tech-blog".').first().waitFor();
    });
  });

  test('a key for the server is made, and what it reports is seen to be its', async () => {
    await startAtHome();
    let key = '';
    await journey.task('a key for the server', async () => {
      await journey.click(menu('Storefronts & keys'));
      await journey.click(page.getByRole('button', { name: /^New key for/ }).first());
      await journey.click(dialog().getByText('Secret', { exact: true }));
      await dialog().getByPlaceholder('Order server').fill('Order server');
      await journey.click(dialog().getByRole('button', { name: 'Make the key' }));
      await page.getByText('Your new key').waitFor();
      key = (await dialog().locator('pre code').first().textContent())?.trim() ?? '';
    });
    const answer = await fetch(`${product.origin}/api/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ orderId: 'ORD-1', handle: 'tech-blog', revenue: '10.00' }),
    });
    expect(answer.status, await answer.text()).toBe(201);
    const event = main().locator('tbody tr').first();
    // By which key an event came is noted a moment after it.
    const comesByKey = async () => {
      await page.goto(`${product.origin}/inspector?kind=order`);
      await event.waitFor();
      return event.getByText('Server key').count();
    };
    await expect.poll(comesByKey, { timeout: 20_000 }).toBe(1);
    await event.getByText(`…${key.slice(-4)}`, { exact: false }).waitFor();
  });

  test('a message arrives in Slack', async () => {
    const before = slack.messages.length;
    await startAtHome();
    await journey.task('a test message by Slack', async () => {
      await journey.say('get started', /^Get started/);
      await journey.click(main().getByRole('button', { name: /^Get alerts by Slack/ }));
      await journey.click(main().getByRole('button', { name: 'Send a test by Slack' }));
      await expect.poll(() => slack.messages.length).toBeGreaterThan(before);
    });
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
