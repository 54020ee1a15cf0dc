import { join } from 'node:path';
import { type HubSession, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { storeOrders } from '@dreamteamhub/harness/stored-orders.ts';
import { prepareHub, startHub } from './hub-target.ts';
import { decimal, table, whole } from './markdown.ts';
import { quantile } from './statistics.ts';
import { storePayments } from './stored-payments.ts';
import type { Server, Workbench } from './workbench.ts';

const PARTNERS = [1_000, 10_000] as const;
/** Three times a month's; with what they earn, and what was paid of it, somewhat over a million transfers. */
const ORDERS = 300_000;
const MONTHS = 3;
const MONTH_DAYS = 30;
const DAY_MS = 86_400_000;
/** The first calls of a process pay for what all others have: connections, prepared statements, compiled code. */
const CALLS_BEFORE = 3;

/** What a page or a caller asks. */
interface Question {
  name: string;
  ask: (hub: MoneyHub) => Promise<unknown>;
  calls: number;
}

/** The same for both hubs, or made with the id of the partner who has most orders. */
type Input = Record<string, unknown> | ((partnerId: number) => Record<string, unknown>);

interface MoneyHub {
  partners: number;
  transfers: number;
  server: Server;
  session: HubSession;
  /** Who has most orders. */
  partnerId: number;
}

/**
 * Measures what the pages of money wait for: what a rule would have changed on a month's orders (100,000 unless `stored` says
 * otherwise), and reading the ledger. Among 1,000 and 10,000 partners with as many orders, call by call in turns.
 */
export async function benchMoney(bench: Workbench, { stored }: { stored: number }): Promise<void> {
  const orders = stored === 0 ? ORDERS : stored;
  const hubs: MoneyHub[] = [];
  for (const partners of PARTNERS) hubs.push(await openHub(bench, partners, orders));
  const rows: string[][] = [];
  for (const question of questionsOf()) {
    const times = await askInTurns(hubs, question);
    const medians = times.map((own) => quantile(own, 0.5));
    rows.push([
      question.name,
      ...times.flatMap((own) => [decimal(quantile(own, 0.5)), decimal(quantile(own, 0.99))]),
      ((medians.at(-1) ?? Number.NaN) / (medians[0] ?? Number.NaN)).toFixed(2),
    ]);
  }
  const heads = hubs.flatMap(({ partners }) => [`${whole(partners)} partners: p50 ms`, 'p99 or slowest ms']);
  console.log(`\n${table(['asks', ...heads, 'ratio'], rows)}`);
  for (const { server } of hubs) await server.stop();
}

async function openHub(bench: Workbench, partners: number, orders: number): Promise<MoneyHub> {
  const database = `money_${partners}`;
  await prepareHub(bench, database, partners);
  const startedAt = performance.now();
  const { transfers, partnerId } = await bench.withDatabase(database, async (connection) => {
    await storeOrders(connection, orders, MONTHS * MONTH_DAYS);
    await storePayments(connection, { maturedDays: MONTH_DAYS, paidDays: 2 * MONTH_DAYS });
    const { rows } = await connection.pool.query<{ transfers: number; partnerId: number }>(
      `SELECT (SELECT count(*)::integer FROM ledger_transfers) AS transfers,
              (SELECT affiliate_id FROM aff_attributions GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) AS "partnerId"`,
    );
    return rows[0] ?? { transfers: 0, partnerId: 0 };
  });
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${whole(partners)} partners: stored ${whole(orders)} orders and ${whole(transfers)} transfers in ${whole(seconds)} s`,
  );
  const dataDir = join(bench.directory, database);
  const server = await startHub(bench, database, { env: { DATA_DIR: dataDir } });
  const session = await openSession(server.origin, dataDir);
  return { partners, transfers, server, session, partnerId };
}

function questionsOf(): Question[] {
  const to = new Date();
  const from = new Date(to.getTime() - MONTH_DAYS * DAY_MS);
  const month = { from: from.toISOString(), to: to.toISOString() };
  const rule = { name: 'A rule', storefront: 'default', kind: 'percent' };
  const steps = [
    { from: '0', rateBps: 500 },
    { from: '1000.00', rateBps: 1000 },
  ];
  const impact = (name: string, terms: object): Question => ({
    name: `impact on a month: ${name}`,
    ask: ({ session }) => session.change('commissions.getImpact', { rule: { ...rule, ...terms }, ...month }),
    calls: 3,
  });
  const reading = (name: string, procedure: string, input: Input): Question => ({
    name,
    ask: ({ session, partnerId }) =>
      session.query(procedure, typeof input === 'function' ? input(partnerId) : input),
    calls: 40,
  });
  const list = (name: string, input: Input) =>
    reading(`commissions, ${name}`, 'commissions.listCommissions', input);
  return [
    impact('another rate', { rateBps: 1200 }),
    impact('one SKU', { rateBps: 1200, sku: 'SKU-1' }),
    impact('first orders only', { rateBps: 1200, appliesTo: 'first' }),
    impact('tiers and a cap by month', {
      tiers: { window: 'month', mode: 'marginal', steps },
      capPerMonth: '500.00',
    }),
    reading('what all partners are owed', 'ledger.getOwed', {}),
    reading('balance of the busiest partner', 'ledger.getBalance', (id) => ({ id })),
    list('newest', {}),
    list('newest, with their number', { withTotal: true }),
    list('to approve', { state: 'toApprove' }),
    list('payable', { state: 'payable' }),
    list('paid', { state: 'paid' }),
    list('held (none are)', { state: 'held' }),
    list('of one partner', (affiliateId) => ({ affiliateId })),
    reading('transfers, newest', 'ledger.listTransfers', {}),
    reading('transfers, with their number', 'ledger.listTransfers', { withTotal: true }),
    reading('statement of the busiest partner', 'ledger.listTransfers', (affiliateId) => ({ affiliateId })),
    { ...reading('accounts over all time', 'ledger.listAccounts', {}), calls: 10 },
    { ...reading('accounts of a month', 'ledger.listAccounts', month), calls: 10 },
  ];
}

/** Returns the milliseconds of each hub's calls, sorted. */
async function askInTurns(hubs: readonly MoneyHub[], { ask, calls }: Question): Promise<number[][]> {
  const times = hubs.map((): number[] => []);
  for (let call = -Math.min(CALLS_BEFORE, calls); call < calls; call++) {
    for (const [place, hub] of hubs.entries()) {
      const startedAt = performance.now();
      await ask(hub);
      if (call >= 0) times[place]?.push(performance.now() - startedAt);
    }
  }
  return times.map((own) => own.sort((a, b) => a - b));
}
