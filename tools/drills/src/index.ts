import { CheckoutError } from '@dreamteamhub/harness/checkout.ts';
import type { AlertDrillResult } from './alert-drill.ts';
import { clockDrill } from './clock-drill.ts';
import { apiDrill, controlDrill, postgresDrill } from './crash-drills.ts';
import { crowdDrill, sellerDrill } from './crowd-drill.ts';
import { deliveriesDrill } from './deliveries-drill.ts';
import type { DrillResult } from './drill.ts';
import { FAILOVER, failoverDrill } from './failover-drill.ts';
import { FailoverSite } from './failover-site.ts';
import { partnerDrill } from './ledger-drill.ts';
import { type DrillName, readOptions, UsageError } from './options.ts';
import { orderKillsDrill } from './order-kills-drill.ts';
import { orderMigrationDrill } from './order-migration-drill.ts';
import { payoutKillsDrill } from './payout-kills-drill.ts';
import { payoutRacesDrill } from './payout-races-drill.ts';
import { payoutReservesDrill } from './payout-reserves-drill.ts';
import { pgBouncerDrill } from './pgbouncer-drill.ts';
import { renderAlertDrill, renderFindings, renderTable } from './report.ts';
import { RestoreSite, restoreDrill } from './restore-drill.ts';
import { rollingDrill } from './rolling-drill.ts';
import { DrillSite } from './site.ts';
import { stepKillsDrill } from './step-kills-drill.ts';
import { apartDrill, crossingDrill } from './writers-drill.ts';

/** What the machine lacks is said and fails nothing. */
interface Skipped {
  name: string;
  skipped: string;
}

type Result = DrillResult | AlertDrillResult | Skipped;
type Options = Omit<ReturnType<typeof readOptions>, 'drills'>;
type Drill = (options: Options) => Promise<Result>;

const ROLLING_REQUESTS = 5_000;
const WRITERS = { clicks: 20_000, seconds: 20 };
const PAYOUTS = { rounds: 200, drafts: 200 };
const LEDGER = { writers: 200, ordersEach: 10 };

let site: { close(): Promise<void> } | undefined;

/** Gives each drill a site of its own, which is removed afterwards. */
function within<Site extends { close(): Promise<void> }>(
  open: () => Promise<Site>,
  work: (site: Site, options: Options) => Promise<Result>,
): Drill {
  return async (options) => {
    const opened = await open();
    site = opened;
    return work(opened, options).finally(() => opened.close());
  };
}

const onSite = (work: (site: DrillSite, options: Options) => Promise<Result>) =>
  within(() => DrillSite.open(), work);

const DRILLS: Record<DrillName, readonly Drill[]> = {
  postgres: [onSite((site, { kills }) => postgresDrill(site, kills))],
  api: [onSite((site, { kills }) => apiDrill(site, kills))],
  control: [onSite((site, { kills }) => controlDrill(site, kills))],
  writers: [onSite((site) => apartDrill(site, WRITERS)), onSite((site) => crossingDrill(site, WRITERS))],
  ledger: [
    onSite((site) => partnerDrill(site, LEDGER)),
    onSite((site) => orderKillsDrill(site, { every: 1 })),
    within(
      () => DrillSite.open({ timings: 'short' }),
      (site, { kills }) => stepKillsDrill(site, { kills }),
    ),
  ],
  payouts: [
    onSite((site) => payoutRacesDrill(site, PAYOUTS)),
    onSite((site) => payoutReservesDrill(site, PAYOUTS)),
    // Whether PayPal knows a batch is asked by a hub that may have one of its own.
    within(
      () => DrillSite.open({ timings: 'short' }),
      (site, { kills }) => payoutKillsDrill(site, kills),
    ),
  ],
  failover: [
    within(
      () => FailoverSite.open(),
      (site) => failoverDrill(site, FAILOVER),
    ),
  ],
  deliveries: [onSite((site, { kills }) => deliveriesDrill(site, kills))],
  crowd: [onSite(crowdDrill)],
  rolling: [onSite((site) => rollingDrill(site, { requests: ROLLING_REQUESTS }))],
  clock: [onSite(clockDrill)],
  pgbouncer: [onSite((site, { kills }) => pgBouncerDrill(site, kills))],
  restore: [within(() => RestoreSite.open(), restoreDrill)],
  'order-migration': [onSite(orderMigrationDrill)],
  seller: [onSite((site, { seconds }) => sellerDrill(site, seconds))],
};

/** Says how it went; false when a promise was broken, or when the control broke none. */
function judge(result: Result): boolean {
  if ('skipped' in result) {
    console.log(`${result.name}: skipped: ${result.skipped}`);
    return true;
  }
  const { name, findings } = result;
  if (findings.length === 0 && name !== 'control') {
    console.log(`${name}: every promise kept`);
    return true;
  }
  if (!('sentEvents' in result)) {
    console.error(`${name}: ${findings.length} findings\n${result.findings.join('\n')}`);
    return false;
  }
  const lost = result.findings.filter(({ kind }) => kind === 'lost').length;
  if (name === 'control' && lost > 0) {
    console.log(`control: ${lost} acknowledged events lost, as expected`);
    return true;
  }
  if (name === 'control') console.error('control: nothing was lost, so the drill proves nothing');
  else console.error(`${name}: ${findings.length} findings\n${renderFindings(result.findings)}`);
  return false;
}

try {
  const { drills, ...options } = readOptions(process.argv.slice(2));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // What still runs fails for want of its database; nobody needs to hear that.
    process.once(signal, () => Promise.resolve(site?.close()).finally(() => process.exit(130)));
  }
  const results: Result[] = [];
  for (const drill of drills.flatMap((name) => DRILLS[name])) {
    const result = await drill(options);
    results.push(result);
    if (!judge(result)) process.exitCode = 1;
  }
  const clicks = results.filter((result) => 'sentEvents' in result);
  if (clicks.length > 0) console.log(`\n${renderTable(clicks)}`);
  for (const result of results) {
    if ('rows' in result) console.log(`\n${renderAlertDrill(result)}`);
  }
} catch (error) {
  console.error(error instanceof UsageError || error instanceof CheckoutError ? error.message : error);
  process.exitCode = 1;
}
