import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase, type DatabaseConnection } from '@dreamteamhub/db';
import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { type Product, request, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type Network, startNetwork, startShop } from './shop-page.ts';

/** How long the hub is away in the test of that; `OUTAGE_SECONDS=60` when there is time. */
const OUTAGE_SECONDS = Number(process.env.OUTAGE_SECONDS ?? 3);

describe.skipIf(isBrowserMissing)('the tracker in a shop’s pages', () => {
  let dataDir: DataDir;
  let product: Product;
  let network: Network;
  let otherHub: Network;
  let shop: Awaited<ReturnType<typeof startShop>>;
  let browser: Browser;
  let database: DatabaseConnection;
  let context: BrowserContext;
  let problems: string[];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    // Every click counts for itself here, whoever it comes from.
    product = await startProduct({ dataDir: dataDir.path, env: { CLICK_DEDUP_SECONDS: '0' } });
    await request(product, 'POST', '/api/affiliates', { handle: 'tech-blog', name: 'Tech Blog' });
    network = await startNetwork(product.origin);
    // The same hub by another address is another hub to a page.
    otherHub = await startNetwork(product.origin);
    shop = await startShop(
      { origin: network.origin, attributes: '' },
      {
        '/twice': [{ origin: network.origin, attributes: '' }],
        '/unnamed': [{ origin: otherHub.origin, attributes: '' }],
        '/named': [{ origin: otherHub.origin, attributes: 'data-name="eu"' }],
      },
    );
    ({ browser } = await openBrowser({ keepsPages: true }));
    const connectionString = (await readFile(join(dataDir.path, 'database-url'), 'utf8')).trim();
    database = connectDatabase({ connectionString, maxConnections: 1 });
  });
  afterAll(async () => {
    await browser.close();
    await database.close();
    await shop.close();
    await network.close();
    await otherHub.close();
    await product.stop();
    await dataDir.remove();
  });
  beforeEach(async () => {
    problems = [];
    context = await browser.newContext();
    context.on('weberror', (error) => problems.push(error.error().message));
  });
  afterEach(async () => {
    Object.assign(network, { isDown: false, delay: 0 });
    await context.close();
    expect(problems).toEqual([]);
  });

  async function open(path: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(shop.origin + path);
    await loaded(page);
    return page;
  }
  // Playwright's own way of waiting is an eval, which pages may forbid.
  const loaded = (page: Page) =>
    expect.poll(() => page.evaluate('window.dth?.v'), { timeout: 10_000 }).toBe(1);
  /** Sends a click with a tag to know it by, and does not wait for it. */
  const click = (page: Page, tag: string) =>
    page.evaluate(`void window.dth('click', { handle: 'tech-blog', subId: '${tag}' })`);
  const recorded = async (tag: string): Promise<number> => {
    const count = 'SELECT count(*)::integer AS count FROM aff_clicks WHERE sub_id = $1';
    return (await database.pool.query<{ count: number }>(count, [tag])).rows[0]?.count ?? 0;
  };
  /** Exactly once: soon, and still so when everything that could come again has come. */
  async function arrivesOnce(tag: string, timeout = 15_000): Promise<void> {
    await vi.waitFor(async () => expect(await recorded(tag)).toBe(1), { timeout, interval: 50 });
    await (await open('/later')).waitForTimeout(300);
    expect(await recorded(tag)).toBe(1);
  }
  const tried = (tag: string) =>
    vi.waitFor(
      () => expect(network.tries.filter((body) => body.includes(`"${tag}"`))).not.toEqual([]),
      10_000,
    );

  test('a landing is a click, and the order pages later is claimed for it', async () => {
    const page = await open('/?via=tech-blog&sub=landing');
    await arrivesOnce('landing');
    await page.goto(`${shop.origin}/thanks`);
    await loaded(page);
    const receipt = await page.evaluate("window.dth('conversion', { orderId: 'ORD-1', revenue: '99.99' })");
    expect(receipt).toMatchObject({ success: true });
    const { body } = await request(product, 'GET', '/api/affiliates/conversions');
    expect(body).toMatchObject([{ orderId: 'ORD-1', kind: 'claim', clickId: expect.any(Number) }]);
  });

  test('a name in a link that nobody has leaves the order to who brought the visitor', async () => {
    const page = await open('/?via=tech-blog&sub=before-badge');
    await arrivesOnce('before-badge');
    await page.goto(`${shop.origin}/?a=1&amp;Via=powered-by-ghost`);
    await loaded(page);
    await tried('powered-by-ghost');
    await expect
      .poll(() => page.evaluate("window.dth('attribution')"))
      .toMatchObject({ handle: 'tech-blog', clickId: expect.any(Number) });
    const receipt = await page.evaluate("window.dth('conversion', { orderId: 'ORD-2', revenue: '9.99' })");
    expect(receipt).toMatchObject({ success: true });
  });

  test('a link of a router in the fragment, and a visitor’s id that is a number', async () => {
    const page = await context.newPage();
    await page.addInitScript(
      "window.dth = function () { (dth.q = dth.q || []).push(arguments); }; dth('identify', 42);",
    );
    await page.goto(`${shop.origin}/#/?via=tech-blog&sub=fragment`);
    await arrivesOnce('fragment');
    expect(network.tries.find((body) => body.includes('"fragment"'))).toContain('"visitorId":"42"');
  });

  test.each([
    ['with a name', '/named', 'eu'],
    ['without a name', '/unnamed', ''],
  ])('two hubs on one page, the second %s', async (_, path, given) => {
    const name = given || `dth.${new URL(otherHub.origin).host}`;
    const tag = `two${given}`;
    for (const visit of [1, 2]) {
      const page = await open(`${path}?via=tech-blog&sub=${tag}-${visit}`);
      await expect.poll(() => page.evaluate(`window['${name}']?.v`)).toBe(1);
      await vi.waitFor(async () => expect(await recorded(`${tag}-${visit}`)).toBe(2), 15_000);
      // Whichever loads first: each finds what is its own. An event leaves once its receipt has arrived.
      await expect
        .poll(() => page.evaluate('Object.keys(localStorage).sort()'))
        .toEqual(['dth', name].sort());
      await page.close();
    }
    const page = await open(path);
    await expect.poll(() => page.evaluate(`window['${name}']?.v`)).toBe(1);
    await page.evaluate("localStorage['dth.cart'] = '[1]'; window.dth('consent', 'denied')");
    expect(await page.evaluate('Object.keys(localStorage).sort()')).toEqual([name, 'dth.cart'].sort());
    const cookies = (await context.cookies()).map((cookie) => cookie.name);
    expect(cookies).toEqual([name]);
  });

  test('the same tag twice is one tracker', async () => {
    await open('/twice?via=tech-blog&sub=twice');
    await arrivesOnce('twice');
  });

  test('commands from before the script has loaded are done', async () => {
    const page = await context.newPage();
    await page.addInitScript(
      "window.dth = function () { (dth.q = dth.q || []).push(arguments); }; dth('click', { handle: 'tech-blog', subId: 'early' });",
    );
    await page.goto(shop.origin);
    await arrivesOnce('early');
  });

  test('a tab that is closed while it sends', async () => {
    const page = await open('/');
    network.delay = 1_000;
    await click(page, 'closed');
    await tried('closed');
    await page.close();
    network.delay = 0;
    await arrivesOnce('closed');
  });

  test('a tab that is closed while the hub is away is made up for by the next one', async () => {
    const page = await open('/');
    network.isDown = true;
    await click(page, 'left');
    await tried('left');
    await page.close();
    network.isDown = false;
    await open('/next');
    await arrivesOnce('left');
  });

  test('offline, then online', async () => {
    const page = await open('/');
    await context.setOffline(true);
    await click(page, 'offline');
    await page.waitForTimeout(700);
    expect(await recorded('offline')).toBe(0);
    await context.setOffline(false);
    await arrivesOnce('offline');
  });

  test('two tabs at once, and a third that finds what they could not send', async () => {
    const tabs = [await open('/a'), await open('/b')];
    network.isDown = true;
    const tags = tabs.flatMap((_, tab) => [0, 1, 2].map((nth) => `tab-${tab}-${nth}`));
    for (const [index, tag] of tags.entries()) await click(tabs[index < 3 ? 0 : 1] as Page, tag);
    network.isDown = false;
    await open('/c');
    for (const tag of tags) await arrivesOnce(tag);
  });

  test('storage that is blocked: the event lives as long as the page', async () => {
    await context.addInitScript(`
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } });
      Object.defineProperty(document, 'cookie', { get() { throw new DOMException('', 'SecurityError'); }, set() { throw new DOMException('', 'SecurityError'); } });
    `);
    const page = await open('/');
    network.isDown = true;
    await click(page, 'blocked');
    await tried('blocked');
    network.isDown = false;
    await arrivesOnce('blocked');
  });

  test('a policy that allows the script and its hub, and nothing else', async () => {
    await click(await open('/strict'), 'strict');
    await arrivesOnce('strict');
  });

  test.each([
    ['the inline snippet by its hash', '/snippet'],
    ['snippet and script by a nonce, with strict-dynamic', '/nonce'],
    ['the one script of a published hash', '/pinned'],
  ])('a policy that allows %s', async (_, path) => {
    await click(await open(path), path);
    await arrivesOnce(path);
    // What waited in the snippet came first.
    const sent = network.tries.find((body) => body.includes(`"${path}"`));
    expect(sent?.includes('"visitorId":"by-nonce"')).toBe(path === '/nonce');
  });

  test('a script that is not the one of the hash does not run', async () => {
    const page = await context.newPage();
    const refused = page.waitForEvent('console', (message) => /integrity/.test(message.text()));
    await page.goto(`${shop.origin}/tampered`);
    await refused;
    expect(await page.evaluate('window.dth')).toBeUndefined();
  });

  test.each(['/', '/nonce'])('a typo is told of, and "debug" explains what happens (%s)', async (path) => {
    const page = await open(`${path}?via=tech-blog`);
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    await page.evaluate("window.dth('convert', { orderId: '1' })");
    expect(said).toEqual([expect.stringMatching(/^dth: no "convert".*conversion/)]);
    await expect
      .poll(() => page.evaluate("window.dth('debug')"), { timeout: 15_000 })
      .toMatchObject({
        endpoint: network.origin,
        attribution: { handle: 'tech-blog', clickId: expect.any(Number) },
        cookie: { handle: 'tech-blog' },
        waiting: [],
        hub: 'takes events of this page',
      });
  });

  test('a policy that forgot the hub costs the event, not the page', async () => {
    const page = await open('/blocked');
    await click(page, 'refused');
    await page.waitForTimeout(300);
    expect(await page.locator('h1').textContent()).toBe('/blocked');
    // The next page is allowed to, and has it.
    await open('/');
    await arrivesOnce('refused');
  });

  test('back from the back/forward cache', async () => {
    const page = await open('/');
    await page.evaluate("addEventListener('pageshow', (event) => { window.wasKept = event.persisted; })");
    network.isDown = true;
    await click(page, 'kept');
    await tried('kept');
    await page.goto(`${shop.origin}/elsewhere`);
    // A page that was kept is not loaded again.
    await page.goBack({ waitUntil: 'commit' });
    expect(await page.evaluate('window.wasKept')).toBe(true);
    network.isDown = false;
    await arrivesOnce('kept');
  });

  test(`a hub that is away for ${OUTAGE_SECONDS} s`, async () => {
    const page = await open('/');
    network.isDown = true;
    await click(page, 'outage');
    await page.waitForTimeout(OUTAGE_SECONDS * 1000);
    network.isDown = false;
    await arrivesOnce('outage', 40_000);
  });
});
