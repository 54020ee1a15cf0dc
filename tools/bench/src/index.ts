import { type Checkout, CheckoutError, openCheckout, THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { benchApp } from './app.ts';
import { benchClicks } from './clicks.ts';
import { compareClicks, compareScans, compareStock } from './compare-checkouts.ts';
import { writeDocumentation } from './documentation.ts';
import { benchExports } from './exports.ts';
import { benchHostile } from './hostile.ts';
import { benchImports } from './imports.ts';
import { benchKeys } from './keys.ts';
import { benchMoney } from './money.ts';
import { type BenchOptions, type ComparedName, readOptions, UsageError } from './options.ts';
import { benchOrders } from './orders.ts';
import { benchPage } from './page.ts';
import { benchPayouts } from './payouts.ts';
import { problemsOf } from './report.ts';
import { benchScan } from './scan.ts';
import { benchSignIn } from './sign-in.ts';
import { benchStock } from './stock.ts';
import { benchWatchers } from './watchers.ts';
import { Workbench } from './workbench.ts';
import { benchYear } from './year.ts';

/** Measures in one run what the documentation quotes, as ratios: machines differ, and so do their days. */
async function run(bench: Workbench, options: BenchOptions, checkouts: readonly Checkout[]): Promise<void> {
  if (options.comparison !== null) {
    for (const name of options.comparison.benches)
      await COMPARE[name](bench, checkouts, turnsOf(options, name));
    return;
  }
  if (options.benches.includes('app')) await benchApp(bench);
  if (options.benches.includes('clicks')) {
    const report = await benchClicks(bench, options);
    if (problemsOf(report).length > 0) process.exitCode = 1;
    else if (options.write) await writeDocumentation(report);
  }
  if (options.benches.includes('exports')) await benchExports(bench, { stored: options.stored });
  if (options.benches.includes('hostile')) await benchHostile(bench);
  if (options.benches.includes('imports')) await benchImports(bench, checkouts, turnsOf(options, 'imports'));
  if (options.benches.includes('keys')) await benchKeys(bench);
  if (options.benches.includes('money')) await benchMoney(bench, { stored: options.stored });
  if (options.benches.includes('orders')) await benchOrders(bench, checkouts, turnsOf(options, 'orders'));
  if (options.benches.includes('page')) await benchPage(bench);
  if (options.benches.includes('payouts')) await benchPayouts(bench);
  if (options.benches.includes('scan')) await benchScan(bench);
  if (options.benches.includes('sign-in')) await benchSignIn(bench);
  if (options.benches.includes('stock')) await benchStock(bench);
  if (options.benches.includes('watchers')) await benchWatchers(bench);
  if (options.benches.includes('year')) await benchYear(bench, { clicks: options.volume });
}

const COMPARE = {
  clicks: compareClicks,
  imports: benchImports,
  orders: benchOrders,
  scan: compareScans,
  stock: compareStock,
};

function turnsOf(options: BenchOptions, name: ComparedName) {
  const { rounds, seconds, connections, stored, orders, partners } = options;
  return { rounds, seconds, connections: connections[name], stored, orders, partners };
}

try {
  const options = readOptions(process.argv.slice(2));
  const { comparison } = options;
  const before = comparison === null ? [] : [await openCheckout(comparison.folder)];
  const bench = await Workbench.open();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // What still runs fails for want of its database; nobody needs to hear that.
    process.once(signal, () => bench.close().finally(() => process.exit(130)));
  }
  try {
    await run(bench, options, [...before, THIS_CHECKOUT]);
  } finally {
    await bench.close();
  }
} catch (error) {
  console.error(error instanceof UsageError || error instanceof CheckoutError ? error.message : error);
  process.exitCode = 1;
}
