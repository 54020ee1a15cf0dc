import { writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'vite';
import { expect, it } from 'vitest';

/** Kilobytes of 1000 bytes, brotli at its best: what a browser loads for all charts together. */
const MOST_KILOBYTES = 8;

const here = new URL('.', import.meta.url).pathname;
const entries = [
  'time-series-chart.tsx',
  'sparkline.tsx',
  'bar-breakdown.tsx',
  'stock-chart.tsx',
  'fan-chart.tsx',
  'change.tsx',
  'units.ts',
];
const exportAll = (name: string) => `export * from '${here}${name}';`;

it('all charts together are light', async () => {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'all-charts',
        resolveId: (id) => (id.endsWith('all-charts') ? '\0all-charts' : null),
        load: (id) => (id === '\0all-charts' ? entries.map(exportAll).join('\n') : null),
      },
    ],
    // As the product is built; the test runner would have it with the names of files.
    oxc: { jsx: { development: false } },
    build: {
      write: false,
      rolldownOptions: {
        input: 'all-charts',
        preserveEntrySignatures: 'strict',
        // What a page has anyway.
        external: [/^react/, /format-number/],
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((one) =>
    'output' in one ? one.output : [],
  );
  const code = outputs.flatMap((one) => (one.type === 'chunk' ? [one.code] : [])).join('');
  expect(code).toContain('Show table');
  writeFileSync('/tmp/h-c-gallery/out.js', code);
  const size = brotliCompressSync(code, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  expect(size / 1000).toBeLessThanOrEqual(MOST_KILOBYTES);
});
