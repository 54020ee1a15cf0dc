import { benchClicks } from './clicks.ts';
import { writeDocumentation } from './documentation.ts';
import { benchKeys } from './keys.ts';
import { type BenchOptions, readOptions, UsageError } from './options.ts';
import { benchPage } from './page.ts';
import { problemsOf } from './report.ts';
import { benchScan } from './scan.ts';
import { benchStock } from './stock.ts';
import { Workbench } from './workbench.ts';

/** Measures in one run what the documentation quotes, as ratios: machines differ, and so do their days. */
async function run(bench: Workbench, options: BenchOptions): Promise<void> {
  if (options.benches.includes('clicks')) {
    const report = await benchClicks(bench, options.clicks);
    if (problemsOf(report).length > 0) process.exitCode = 1;
    else if (options.write) await writeDocumentation(report);
  }
  if (options.benches.includes('keys')) await benchKeys(bench);
  if (options.benches.includes('page')) await benchPage(bench);
  if (options.benches.includes('scan')) await benchScan(bench);
  if (options.benches.includes('stock')) await benchStock(bench);
}

try {
  const options = readOptions(process.argv.slice(2));
  const bench = await Workbench.open();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // What still runs fails for want of its database; nobody needs to hear that.
    process.once(signal, () => bench.close().finally(() => process.exit(130)));
  }
  try {
    await run(bench, options);
  } finally {
    await bench.close();
  }
} catch (error) {
  console.error(error instanceof UsageError ? error.message : error);
  process.exitCode = 1;
}
