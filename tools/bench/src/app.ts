import { join } from 'node:path';
import { THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { readSetupLink } from '@dreamteamhub/harness/product.ts';
import { type Browser, type BrowserContext, type CDPSession, chromium } from 'playwright-core';
import { findBrowser } from '../../../scripts/launcher/find-browser.mjs';
import { prepareHub, startHub } from './hub-target.ts';
import { median } from './statistics.ts';
import type { Workbench } from './workbench.ts';

const VISITS = 5;
/** As slow as a cheap laptop, or a phone. */
const CPU_SLOWDOWN = 4;
const AFFILIATES = 200;

/** What somebody waits for, cold: milliseconds since the navigation began, and kB (1,000 bytes) over the wire. */
interface Visit {
  /** The first paint with content. */
  painted: number;
  /** The heading and its figures are there. */
  usable: number;
  longestTask: number;
  requests: number;
  script: number;
  style: number;
  /** Answers of the hub: what the page shows. */
  data: number;
  font: number;
}

type Times = Pick<Visit, 'painted' | 'usable' | 'longestTask'>;

/** Measures the overview of the app in Chromium: empty cache, signed in, a processor that is slowed down. */
export async function benchApp(bench: Workbench): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    console.log('app: no Chromium or Chrome is installed; set CHROME_PATH to one');
    return;
  }
  await prepareHub(bench, 'app', AFFILIATES);
  const hub = await startHub(bench, 'app');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
    // On a signal, Playwright would end this process before the workbench is gone.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
  try {
    const state = await signUp(browser, hub.origin, join(bench.directory, `hub-${THIS_CHECKOUT.name}`));
    const visits: Visit[] = [];
    for (let round = 0; round <= VISITS; round++) {
      const context = await browser.newContext({
        storageState: state,
        viewport: { width: 1440, height: 900 },
      });
      const visit = await visitOverview(context, hub.origin);
      await context.close();
      // The first one warms up the browser and the hub.
      if (round > 0) visits.push(visit);
    }
    report(visits);
  } finally {
    await browser.close();
    await hub.stop();
  }
}

/** Creates the first operator; returns the cookies of their session. */
async function signUp(browser: Browser, origin: string, dataDir: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const link = new URL(await readSetupLink(dataDir));
  await page.goto(origin + link.pathname + link.search);
  await page.getByLabel('Name').fill('Olivia Park');
  await page.getByLabel('Email').fill('olivia@shop.example');
  await page.getByRole('textbox', { name: 'Password' }).fill('four unrelated words work well');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  // An empty hub shows its first steps in place of figures.
  const hidden = await page.request.post(`${origin}/trpc/admin/account.updateMe`, {
    headers: { origin },
    data: { isSetupHidden: true },
  });
  if (!hidden.ok()) throw new Error(`the first steps stay: ${await hidden.text()}`);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function visitOverview(context: BrowserContext, origin: string): Promise<Visit> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const sizes = await weigh(session);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.addInitScript({ content: NOTE_WHEN_USABLE });
  await page.goto(origin, { waitUntil: 'commit' });
  const times = await page.evaluate<Times>(READ_TIMES);
  await page.close();
  return { ...times, ...sizes() };
}

/** Runs in the page: the heading stands there, nothing of it is still loading, and it shows numbers. */
const NOTE_WHEN_USABLE = `
  const isUsable = () => {
    const main = document.querySelector('main');
    return main?.querySelector('h1') != null
      && main.querySelector('[aria-busy="true"]') === null
      && /\\d/.test(main.querySelector('ul, dl, table')?.textContent ?? '');
  };
  const observer = new MutationObserver(() => {
    if (!isUsable()) return;
    observer.disconnect();
    // What was changed is seen after the next frame.
    requestAnimationFrame(() => setTimeout(() => { globalThis.usableAt = performance.now(); }));
  });
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });`;

/** Waits in the page until then, and some time more: long tasks are reported late. */
const READ_TIMES = `new Promise((resolve, reject) => {
  setTimeout(() => reject(new Error('the overview is not usable after a minute')), 60_000);
  const look = () => ('usableAt' in globalThis ? resolve() : setTimeout(look, 50));
  look();
}).then(() => new Promise((resolve) => {
  const tasks = [0];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: 'longtask', buffered: true });
  setTimeout(() => resolve({
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN,
    usable: globalThis.usableAt,
    longestTask: Math.max(...tasks),
  }), 300);
}))`;

/** Counts what comes over the wire; the result is called at the end. */
async function weigh(session: CDPSession) {
  const kinds = new Map<string, string>();
  const bytes: Record<string, number> = {};
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? 'Other';
    bytes[kind] = (bytes[kind] ?? 0) + encodedDataLength;
  });
  await session.send('Network.enable');
  return () => ({
    requests: kinds.size,
    script: (bytes.Script ?? 0) / 1000,
    style: (bytes.Stylesheet ?? 0) / 1000,
    data: ((bytes.Fetch ?? 0) + (bytes.XHR ?? 0)) / 1000,
    font: (bytes.Font ?? 0) / 1000,
  });
}

function report(visits: readonly Visit[]): void {
  const of = (name: keyof Visit) => median(visits.map((visit) => visit[name]));
  const range = (name: keyof Visit) => {
    const values = visits.map((visit) => visit[name]);
    return `(${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)})`;
  };
  console.log(
    `overview, cold cache, signed in, processor slowed down ${CPU_SLOWDOWN} times; median of ${visits.length}:`,
  );
  for (const name of ['painted', 'usable', 'longestTask'] as const) {
    console.log(`  ${name.padEnd(12)}${of(name).toFixed(0).padStart(7)} ms  ${range(name)}`);
  }
  console.log(`  ${'requests'.padEnd(12)}${of('requests').toFixed(0).padStart(7)}`);
  for (const name of ['script', 'style', 'font', 'data'] as const) {
    console.log(`  ${name.padEnd(12)}${of(name).toFixed(1).padStart(7)} kB`);
  }
}
