import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import { type SlackSink, startSlackSink } from '@dreamteamhub/notifiers/test';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { readRoutes, settle, walkApp } from './app-walk.ts';
import { violationsOn } from './axe.ts';
import { fillHub, fillLedger, fillPayouts, fillRules, fillStatements } from './full-hub.ts';
import { createFirstOperator, OPERATOR } from './operator.ts';

/** `SCREENSHOTS`: a folder, from the root of the repository, that gets a picture of each page, theme and width. */
const { SCREENSHOTS } = process.env;
const PICTURES = SCREENSHOTS ? resolve(import.meta.dirname, '../../../..', SCREENSHOTS) : null;
/** Of a page that is higher, in pixels, the picture has the beginning. */
const MOST_HEIGHT = 3_000;
const THEMES = ['light', 'dark'] as const;
const WIDTHS = PICTURES === null ? [1440, 390] : [1440, 1024, 390];

describe.skipIf(isBrowserMissing)('every page, in both themes, wide and on a phone', () => {
  let dataDir: DataDir;
  let product: Product;
  let slack: SlackSink;
  let browser: Browser;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    slack = await startSlackSink();
    dataDir = await makeDataDir(inject('templateDataDir'));
    const env = { SEED_SAMPLES: '0', SLACK_WEBHOOK_URL: slack.url, ALERT_GROUP_SECONDS: '0' };
    product = await startProduct({ dataDir: dataDir.path, env });
    ({ browser, page, problems } = await openBrowser());
    await createFirstOperator(page, product.origin, dataDir.path);
    await fillHub(product);
    await fillRules(product, page);
    await fillLedger(product, page);
    await fillPayouts(product, page, OPERATOR.password);
    await fillStatements(page, { dataDir: dataDir.path, password: OPERATOR.password });
    await vi.waitFor(() => expect(slack.messages.length).toBeGreaterThan(0), 30_000);
  });
  afterAll(async () => {
    await browser.close();
    await product.stop();
    await slack.close();
    await dataDir.remove();
  });

  /** What is wrong with the page as it stands: rules of axe that it breaks, and whether it scrolls sideways. */
  async function faultsOf(whose: Page, name: string): Promise<string[]> {
    const faults: string[] = [];
    for (const width of WIDTHS) {
      await whose.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      for (const colorScheme of THEMES) {
        await whose.emulateMedia({ colorScheme });
        const where = `${name}, ${width}, ${colorScheme}`;
        if (width !== 1024) {
          const found = await violationsOn(whose, { isOnlyColours: colorScheme !== THEMES[0] });
          faults.push(...found.map((fault) => `${where}: ${fault}`));
        }
        const isCut = await whose.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
        if (isCut) faults.push(`${where}: scrolls sideways`);
        await picture(whose, `${name}-${width}-${colorScheme}`);
      }
    }
    if ((await whose.getByRole('heading', { level: 1 }).count()) !== 1) faults.push(`${name}: not one title`);
    await whose.setViewportSize({ width: 1440, height: 900 });
    await whose.emulateMedia({ colorScheme: 'light' });
    return faults;
  }
  async function picture(whose: Page, name: string) {
    if (PICTURES === null) return;
    await mkdir(PICTURES, { recursive: true });
    // As high as the page: long lists draw only what is in view.
    const before = whose.viewportSize() ?? { width: 1440, height: 900 };
    const height = await whose.evaluate<number>('document.documentElement.scrollHeight');
    await whose.setViewportSize({
      ...before,
      height: Math.max(before.height, Math.min(height, MOST_HEIGHT)),
    });
    await whose.screenshot({ path: join(PICTURES, `${name}.png`) });
    await whose.setViewportSize(before);
  }

  test('pages that need an account, and those they lead to, break no rule of axe', async () => {
    const faults: string[] = [];
    const unreached = await walkApp(page, product.origin, async (name) => {
      faults.push(...(await faultsOf(page, name)));
    });
    expect(faults).toEqual([]);
    expect(unreached, 'pages to which no link leads').toEqual([]);
  });

  test('an open dialog and the open menu of a phone do not either', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${product.origin}/payouts/periods`);
    await settle(page);
    for (const name of ['Close months…', 'Open menu']) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violationsOn(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  test('pages without an account do not either', async () => {
    const stranger = await (await browser.newContext()).newPage();
    const faults: string[] = [];
    for (const { path, isPublic } of await readRoutes()) {
      if (!isPublic) continue;
      await stranger.goto(product.origin + path);
      await settle(stranger);
      faults.push(...(await faultsOf(stranger, path.slice(1))));
    }
    await stranger.context().close();
    expect(faults).toEqual([]);
  });

  test('no page complained', () => {
    expect(problems).toEqual([]);
  });
});
