import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/launcher/find-browser.mjs';
import { prepareHub, startHub } from './hub-target.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const ROUNDS = 30;
/** After the load event: what a page does late shows as well. */
const WATCHED_MILLISECONDS = 1_500;

/** What visitors feel of a page; times in milliseconds since the navigation began. */
interface Vitals {
  /** Largest Contentful Paint. */
  lcp: number;
  /** Cumulative Layout Shift, without unit. */
  cls: number;
  /** Time of the main thread beyond 50 ms a task, summed: Total Blocking Time. */
  blocking: number;
  /** The longest task, where one took 50 ms. */
  longestTask: number;
  load: number;
}

/** Measures the example shop with and without the tracker's script, in turns, each visit in a browser profile of its own. */
export async function benchPage(bench: Workbench): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    console.log('page: no Chromium or Chrome is installed; set CHROME_PATH to one');
    return;
  }
  await prepareHub(bench, 'page', 1);
  const hub = await startHub(bench, 'page');
  const folder = await buildShop(bench);
  const shop = await serveShop(folder, hub.origin);
  const origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
    // On a signal, Playwright would end this process before the workbench is gone.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  const vitals: Record<'with' | 'without', Vitals[]> = { with: [], without: [] };
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const which of round % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const)) {
        const measured = await visit(browser, `${origin}/${which}?via=partner-1`);
        // The first one warms up the browser and the hub.
        if (round > 0) vitals[which].push(measured);
      }
    }
  } finally {
    await browser.close();
    shop.close();
    await hub.stop();
  }
  report(vitals);
}

/** Builds the example shop without a tracker of its own: what is measured is the script alone. Returns its folder. */
async function buildShop(bench: Workbench): Promise<string> {
  const folder = join(bench.directory, 'shop');
  await mkdir(folder);
  const tracker = join(folder, 'no-tracker.js');
  await writeFile(tracker, 'export const createTracker = () => ({ init() {}, attribution: () => null });');
  const config = join(folder, 'vite.config.mjs');
  await writeFile(
    config,
    `export default ${JSON.stringify({ resolve: { alias: { '@dreamteamhub/sdk': tracker } }, logLevel: 'warn' })}`,
  );
  const outDir = join(folder, 'built');
  const vite = join(THIS_CHECKOUT.folder, 'apps', 'web', 'node_modules', 'vite', 'bin', 'vite.js');
  await bench.run(process.execPath, [vite, 'build', '--config', config, '--outDir', outDir], {
    cwd: join(THIS_CHECKOUT.folder, 'examples', 'storefront'),
  });
  return outDir;
}

/** Serves the shop below `/with` and `/without` the script. */
async function serveShop(folder: string, hubOrigin: string): Promise<Server> {
  const index = await readFile(join(folder, 'index.html'), 'utf8');
  const script = `<script async src="${hubOrigin}/sdk/pixel.js"></script>`;
  const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
  const assets = new Map<string, Buffer>();
  for (const name of await readdir(join(folder, 'assets'))) {
    assets.set(`/assets/${name}`, await readFile(join(folder, 'assets', name)));
  }
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const asset = assets.get(path);
    response.setHeader(
      'content-type',
      asset === undefined ? 'text/html; charset=utf-8' : (types[extname(path)] ?? ''),
    );
    response.end(asset ?? (path === '/with' ? index.replace('<head>', `<head>${script}`) : index));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Written as text: it runs in the page, which knows nothing of this file. */
const WATCH = `
window.vitals = { lcp: 0, cls: 0, blocking: 0, longestTask: 0, load: 0 };
const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
watch('largest-contentful-paint', (entry) => { vitals.lcp = entry.startTime; });
watch('layout-shift', (entry) => { vitals.cls += entry.value; });
watch('longtask', (entry) => {
  vitals.blocking += entry.duration - 50;
  vitals.longestTask = Math.max(vitals.longestTask, entry.duration);
});
addEventListener('load', () => { vitals.load = performance.now(); });
`;

async function visit(browser: Browser, url: string): Promise<Vitals> {
  const context = await browser.newContext();
  await context.addInitScript(WATCH);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForTimeout(WATCHED_MILLISECONDS);
  const vitals = await page.evaluate<Vitals>('window.vitals');
  await context.close();
  return vitals;
}

function report(vitals: Record<'with' | 'without', Vitals[]>): void {
  const row = (which: 'with' | 'without') => {
    const of = (name: keyof Vitals) => median(vitals[which].map((one) => one[name]));
    return {
      script: which,
      'LCP ms': of('lcp').toFixed(0),
      CLS: of('cls').toFixed(3),
      'blocking ms': of('blocking').toFixed(0),
      'longest task ms': Math.max(...vitals[which].map((one) => one.longestTask)).toFixed(0),
      'load ms': of('load').toFixed(0),
    };
  };
  console.table([row('without'), row('with')]);
  const lcp = vitals.with.map((one, round) => one.lcp / (vitals.without[round]?.lcp ?? Number.NaN));
  console.log(`LCP with the script : without, median of ${lcp.length} rounds: ${median(lcp).toFixed(2)}`);
}
