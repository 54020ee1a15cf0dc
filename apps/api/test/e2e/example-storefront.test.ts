import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { type DataDir, makeDataDir } from '@dreamteamhub/harness/data-dir.ts';
import { freePort, type Product, request, SECRET_KEY, startProduct } from '@dreamteamhub/harness/product.ts';
import type {} from '@dreamteamhub/harness/template-data-dir.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { BROWSER } from '../support/hub-fixture.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const run = promisify(execFile);
/** For what comes through a browser and a hub on a busy machine. */
const PATIENCE = 10_000;

/** The example as somebody has it who copied its folder and installed the SDK from npm: outside of this workspace, from the package as it is published. */
async function installExample(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hub-example-'));
  await cp(join(ROOT, 'examples', 'storefront'), folder, { recursive: true });
  const pnpm = join(ROOT, 'node_modules', '.bin', 'pnpm');
  await run(pnpm, ['pack', '--pack-destination', folder], {
    cwd: join(ROOT, 'packages', 'sdk'),
    env: { ...process.env, HUB_SDK_IS_BUILT: '1' },
  });
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'nothing was packed';
  const sdk = join(folder, 'node_modules', '@dreamteamhub', 'sdk');
  await mkdir(sdk, { recursive: true });
  await run('tar', ['-xzf', join(folder, tarball), '-C', sdk, '--strip-components=1']);
  await symlink(join(ROOT, 'apps', 'web', 'node_modules', 'vite'), join(folder, 'node_modules', 'vite'));
  return folder;
}

describe.skipIf(isBrowserMissing)('the example storefront, with the packed SDK', () => {
  let dataDir: DataDir;
  let product: Product;
  let folder: string;
  let shop: ReturnType<typeof spawn>;
  let origin: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    dataDir = await makeDataDir(inject('templateDataDir'));
    product = await startProduct({ dataDir: dataDir.path });
    await request(product, 'POST', '/api/affiliates', { handle: 'tech-blog', name: 'Tech Blog' });
    folder = await installExample();
    const vite = join(folder, 'node_modules', 'vite', 'bin', 'vite.js');
    await run(process.execPath, [vite, 'build'], {
      cwd: folder,
      env: { ...process.env, VITE_HUB_URL: product.origin, NODE_ENV: 'production' },
    });
    const port = await freePort();
    origin = `http://localhost:${port}`;
    shop = spawn(process.execPath, ['server.js'], {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: String(port), HUB_URL: product.origin, HUB_KEY: SECRET_KEY },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (shop.stdout) await once(shop.stdout, 'data');
    ({ browser, problems } = await openBrowser());
  });
  afterAll(async () => {
    await browser.close();
    shop.kill();
    await product.stop();
    await rm(folder, { recursive: true, force: true });
    await dataDir.remove();
  });

  async function visit(path: string): Promise<void> {
    // A program, which a headless browser says it is, gets no click cookie.
    context = await browser.newContext({ userAgent: BROWSER });
    context.on('weberror', (error) => problems.push(error.error().message));
    page = await context.newPage();
    await page.goto(origin + path);
  }

  async function buy(): Promise<string> {
    await page.getByRole('button', { name: 'Add Enamel mug to the basket' }).click();
    await page.getByRole('link', { name: /Basket/ }).click();
    await page.getByRole('button', { name: 'Pay $12.50' }).click();
    const thanks = await page.getByText(/^Order KC-/).textContent();
    return /KC-\w+/.exec(thanks ?? '')?.[0] ?? '';
  }

  const conversions = async () =>
    (await request(product, 'GET', '/api/affiliates/conversions')).body as Record<string, unknown>[];

  test('a landing, a click, an order: verified, and credited to the click', async () => {
    await visit('/?via=tech-blog');
    const cookies = await vi.waitFor(async () => {
      const found = await context.cookies();
      expect(decodeURIComponent(found.find(({ name }) => name === 'dth')?.value ?? '')).toContain('clickId');
      return found;
    }, PATIENCE);
    expect(cookies.find(({ name }) => name === 'dth_click')).toMatchObject({ httpOnly: true, secure: true });
    const orderId = await buy();
    await vi.waitFor(
      async () =>
        expect(await conversions()).toMatchObject([
          {
            orderId,
            kind: 'verified',
            revenue: '12.50',
            affiliateHandle: 'tech-blog',
            clickId: expect.any(Number),
          },
        ]),
      PATIENCE,
    );
    await context.close();
  });

  test('an order that nobody brought is nobody’s', async () => {
    await visit('/');
    expect(await buy()).not.toBe('');
    await page.waitForTimeout(500);
    expect(await conversions()).toHaveLength(1);
    expect(await context.cookies()).toEqual([]);
    await context.close();
  });

  test('the pages complained about nothing', () => {
    expect(problems).toEqual([]);
  });
});
