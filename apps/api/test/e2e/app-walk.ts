import { glob, readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const ROUTES = new URL('../../../web/src/ops/', import.meta.url);

/** An address of the app as its router has it, with `$` before what differs: `/orders/$id`. */
interface Route {
  path: string;
  /** Whether it opens without an account. */
  isPublic: boolean;
}

/** All pages of the app, from the files that declare them: a new one is walked without anybody adding it here. */
export async function readRoutes(): Promise<Route[]> {
  const routes: Route[] = [];
  for await (const file of glob('*/route.ts', { cwd: ROUTES })) {
    const source = await readFile(new URL(file, ROUTES), 'utf8');
    for (const [, parent, path = ''] of source.matchAll(
      /getParentRoute: \(\) => (\w+),\s+path: '([^']+)'/g,
    )) {
      routes.push({ path, isPublic: parent === 'rootRoute' });
    }
  }
  return routes.sort((one, other) => one.path.localeCompare(other.path));
}

const hasParts = ({ path }: Route) => path.includes('$');

/** The route of a path: one with fewer parts that differ goes before one with more. */
function routeOf(routes: readonly Route[], path: string): Route | undefined {
  const fits = (route: Route) => new RegExp(`^${route.path.replaceAll(/\$\w+/g, '[^/]+')}$`).test(path);
  const partsOf = (route: Route) => route.path.split('$').length;
  return routes.filter(fits).sort((one, other) => partsOf(one) - partsOf(other))[0];
}

/** As long as nothing is asked for and nothing is loading, in milliseconds, a page is there. */
const QUIET = 150;
const SETTLES_WITHIN = 20_000;

/** Waits until the page shows all that it asks for. The stream of news never ends, and is none of that. */
export async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.evaluate(`new Promise((resolve, reject) => {
    const startedAt = performance.now();
    let asked = -1;
    let quietSince = startedAt;
    const look = () => {
      const now = performance.now();
      const count = performance.getEntriesByType('resource').length;
      const isLoading = document.querySelector('[aria-busy=true], [data-testid=loading]') !== null;
      if (isLoading || count !== asked) quietSince = now;
      asked = count;
      if (now - quietSince > ${QUIET}) return resolve();
      if (now - startedAt > ${SETTLES_WITHIN}) return reject(new Error('the page never stops loading'));
      setTimeout(look, 30);
    };
    look();
  })`);
}

/**
 * Goes from page to page by their links and tabs, once to each route and each of its tabs, and calls `visit` there with a
 * name for it, as in `orders-id` or `affiliates-id-clicks`. Returns the routes to which nothing led.
 */
export async function walkApp(
  page: Page,
  origin: string,
  visit: (name: string) => Promise<void>,
): Promise<string[]> {
  const routes = (await readRoutes()).filter(({ isPublic }) => !isPublic);
  const waiting = routes.filter((route) => !hasParts(route)).map(({ path }) => path);
  const seen = new Set(waiting);
  const reached = new Set<string>();
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    await page.goto(origin + address);
    await settle(page);
    const { pathname } = new URL(address, origin);
    const route = routeOf(routes, pathname);
    if (route !== undefined) reached.add(route.path);
    await visit(nameOf(address, route));
    for (const found of await addressesOn(page)) {
      const key = keyOf(found, routes);
      if (key === null || seen.has(key)) continue;
      seen.add(key);
      waiting.push(found);
    }
  }
  return routes.map(({ path }) => path).filter((path) => !reached.has(path));
}

/** What of an address makes it a page of its own: its route and its tab. Null: the route has been walked as it is. */
function keyOf(address: string, routes: readonly Route[]): string | null {
  const { pathname, searchParams } = new URL(address, 'http://hub');
  const route = routeOf(routes, pathname);
  if (route === undefined) return null;
  const tab = searchParams.get('tab');
  return tab === null ? route.path : `${route.path}?tab=${tab}`;
}

function nameOf(address: string, route: Route | undefined): string {
  const { pathname, searchParams } = new URL(address, 'http://hub');
  const words = (route?.path ?? pathname).replaceAll(/\W+/g, '-').replaceAll(/^-|-$/g, '') || 'overview';
  const tab = searchParams.get('tab');
  return tab === null ? words : `${words}-${tab}`;
}

/** Where links lead from the page as it stands, and its tabs, which have addresses but are no links. */
async function addressesOn(page: Page): Promise<string[]> {
  const links = await page
    .locator('a[href^="/"]')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const tabs = await page.getByRole('tab', { selected: false }).all();
  const here = page.url();
  const opened: string[] = [];
  // Only from a page without an open tab in its address: from each, the same tabs open.
  for (const tab of new URL(here).searchParams.has('tab') ? [] : tabs) {
    await tab.click();
    if (page.url() !== here) opened.push(page.url().slice(new URL(here).origin.length));
  }
  return [...links.filter((link) => link !== null), ...opened];
}
