import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser, isCI } from '../../../scripts/launcher/find-browser.mjs';

const executablePath = findBrowser();

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
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(20_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    // Chromium reports refused requests, which some steps provoke, as errors of their own.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(message.text());
    }
  });
  return { browser, page, problems };
}
