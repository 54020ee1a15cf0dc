import { isBrowserMissing, openBrowser } from '@dreamteamhub/harness/browser.ts';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriesOf } from './series.fixture.ts';

const here = new URL('.', import.meta.url).pathname;
const data = seriesOf(
  { zone: 'Europe/Berlin', from: '2026-10-25', until: '2026-10-26', grain: 'hour' },
  (index) => (index === 24 ? null : 1_560_001 + index),
  { open: 1 },
);

const page = `
  import { createElement } from 'react';
  import { createRoot } from 'react-dom/client';
  import { TimeSeriesChart } from '${here}time-series-chart.tsx';
  import { countUnit } from '${here}units.ts';
  const unit = countUnit({ one: 'click', many: 'clicks' }, 'en');
  const series = [{ name: 'Today', data: ${JSON.stringify(data)} }];
  createRoot(document.getElementById('root')).render(
    createElement(TimeSeriesChart, { label: 'Clicks', unit, series, locale: 'en-GB' }),
  );
`;

async function buildPage(): Promise<{ script: string; style: string }> {
  const result = await build({
    root: new URL('../../..', import.meta.url).pathname,
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'page',
        resolveId: (id) => (id.endsWith('page-of-charts') ? '\0page-of-charts' : null),
        load: (id) => (id === '\0page-of-charts' ? page : null),
      },
    ],
    oxc: { jsx: { development: false } },
    build: { write: false, rolldownOptions: { input: 'page-of-charts' } },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  return {
    script: outputs.flatMap((one) => (one.type === 'chunk' ? [one.code] : [])).join(''),
    style: outputs.flatMap((one) => (one.type === 'asset' ? [String(one.source)] : [])).join(''),
  };
}

describe.skipIf(isBrowserMissing)('a chart in a browser', () => {
  let opened: Awaited<ReturnType<typeof openBrowser>>;

  beforeAll(async () => {
    const { script, style } = await buildPage();
    opened = await openBrowser();
    await opened.page.setViewportSize({ width: 390, height: 700 });
    await opened.page.setContent('<button>Before</button><div id="root"></div>');
    await opened.page.addStyleTag({ content: style });
    await opened.page.addScriptTag({ content: script, type: 'module' });
    await opened.page.getByRole('application').waitFor();
  });

  afterAll(() => opened.browser.close());

  const said = () => opened.page.locator('[aria-live="polite"]');

  it('is read by keys: the last value first, both hours from 02:00 apart, and away with Escape', async () => {
    const { page } = opened;
    await page.getByRole('button', { name: 'Before' }).focus();
    await page.keyboard.press('Tab');
    await expect.poll(() => said().textContent()).toBe('Sun 25 Oct, 22:00 (UTC+01:00): Today 1,560,024');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => said().textContent()).toBe('Sun 25 Oct, 02:00 (UTC+02:00): Today 1,560,003');
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => said().textContent()).toBe('Sun 25 Oct, 02:00 (UTC+01:00): Today 1,560,004');
    await page.keyboard.press('End');
    await expect
      .poll(() => said().textContent())
      .toBe('Sun 25 Oct, 23:00 (UTC+01:00), so far: Today not known');
    await page.keyboard.press('Escape');
    await expect.poll(() => said().textContent()).toBe('');
  });

  it('shows the exact value beside the pointer, inside the chart and not on the point', async () => {
    const { page } = opened;
    const plot = page.getByRole('application');
    const box = await plot.boundingBox();
    if (box === null) throw new Error('the chart has no size');
    const title = page.locator('strong');
    for (const part of [0.2, 0.45, 0.55, 0.95]) {
      const at = box.x + box.width * part;
      await page.mouse.move(at, box.y + 80);
      const readout = await title.locator('..').boundingBox();
      if (readout === null) throw new Error('nothing is read');
      expect(readout.x).toBeGreaterThanOrEqual(box.x);
      expect(readout.x + readout.width).toBeLessThanOrEqual(box.x + box.width);
      expect(readout.x > at || readout.x + readout.width < at).toBe(true);
    }
    await page.mouse.move(box.x + box.width * 0.6, box.y + 80);
    expect(await title.locator('..').textContent()).toMatch(/Today1,560,0\d\d$/);
    await page.mouse.move(box.x, box.y + box.height + 100);
    expect(await title.count()).toBe(0);
  });

  it('opens its table, which has all values', async () => {
    const { page, problems } = opened;
    await page.getByRole('button', { name: 'Show table of Clicks' }).click();
    const rows = page.getByRole('table').getByRole('row');
    expect(await rows.count()).toBe(1 + 25 + 1);
    expect(await rows.nth(4).textContent()).toBe('Sun 25 Oct, 02:00 (UTC+01:00)1,560,004');
    expect(await rows.nth(25).textContent()).toBe('Sun 25 Oct, 23:00 (UTC+01:00)–');
    await page.getByRole('button', { name: 'Copy table' }).click();
    await expect.poll(() => page.getByRole('status').textContent()).toBe('Copied');
    await page.getByRole('button', { name: 'Hide table of Clicks' }).click();
    expect(await page.getByRole('table').count()).toBe(0);
    expect(problems).toEqual([]);
  });
});
