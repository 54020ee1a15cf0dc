import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'vite';
import { expect, it } from 'vitest';

const here = new URL('.', import.meta.url).pathname;
const exportAll = (name: string) => `export * from '${here}${name}';`;

/** Kilobytes of 1000 bytes that a browser loads, with brotli at its best; React, the formats and copying are there anyway. */
async function weigh(files: readonly string[]): Promise<number> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'charts',
        resolveId: (id) => (id.endsWith('charts-to-weigh') ? '\0charts-to-weigh' : null),
        load: (id) => (id === '\0charts-to-weigh' ? files.map(exportAll).join('\n') : null),
      },
    ],
    // As the product is built; the test runner would have it with the names of files.
    oxc: { jsx: { development: false } },
    build: {
      write: false,
      rolldownOptions: {
        input: 'charts-to-weigh',
        preserveEntrySignatures: 'strict',
        external: [/^react/, /format-number/, /copy-text/],
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const code = outputs.flatMap((one) => (one.type === 'chunk' ? [one.code] : [])).join('');
  expect(code).toContain('export{');
  return brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length / 1000;
}

const firstPage = ['time-series-chart.tsx', 'sparkline.tsx', 'change.tsx', 'units.ts'];

it.each([
  ['of the first page', firstPage, 9],
  ['of all pages', [...firstPage, 'bar-breakdown.tsx', 'fan-chart.tsx'], 10],
  ['of a product’s page', ['stock-chart.tsx', 'units.ts'], 8],
])('the charts %s are light', async (_, files, kilobytes) => {
  expect(await weigh(files)).toBeLessThanOrEqual(kilobytes);
});
