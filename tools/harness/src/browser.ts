import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser, isCI } from '../../../scripts/launcher/find-browser.mjs';

const executablePath = findBrowser();

/** Refused requests, which some steps provoke, and a header that means nothing on plain http: Chromium calls them errors. */
const EXPECTED = ['Failed to load resource', 'The Cross-Origin-Opener-Policy header has been ignored'];

/** The browser finds the loopback by this name, and does not trust it as it trusts `localhost`. */
const PLAIN_NAME = 'hub.test';

/**
 * Returns the address of a hub as a colleague in the same network has it. On plain http, browsers keep back what they call
 * secure contexts: the clipboard, `crypto.randomUUID`, locks between tabs.
 */
export function overPlainHttp(origin: string): string {
  return `http://${PLAIN_NAME}:${new URL(origin).port}`;
}

/** Where no browser is installed, browser tests are skipped; on a build server they fail instead. */
export const isBrowserMissing = executablePath === undefined && !isCI();

/**
 * A headless browser with one page. `problems` collects what the page itself complained about; `keepsPages` is whether the
 * back/forward cache is on, as it is for people.
 */
export async function openBrowser({ keepsPages = false } = {}): Promise<{
  browser: Browser;
  page: Page;
  problems: string[];
}> {
  if (executablePath === undefined)
    throw new Error('no Chromium or Chrome is installed; set CHROME_PATH to one');
  const browser = await chromium.launch({
    executablePath,
    ignoreDefaultArgs: keepsPages ? ['--disable-back-forward-cache'] : [],
    // Root, as on build servers, has no sandbox; and nothing of the browser's own goes out.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      `--host-resolver-rules=MAP ${PLAIN_NAME} 127.0.0.1`,
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !EXPECTED.some((start) => message.text().startsWith(start))) {
      problems.push(message.text());
    }
  });
  return { browser, page, problems };
}
