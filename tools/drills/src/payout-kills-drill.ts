import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalPayPal } from '@dreamteamhub/harness/local-paypal.ts';
import { freePort, type Product } from '@dreamteamhub/harness/product.ts';
import type { AlertDrillResult } from './alert-drill.ts';
import { auditPayouts, readStandings, readStatuses } from './payout-books.ts';
import { type Order, type Partner, PayoutDesk } from './payout-desk.ts';
import { type Moment, type Trap, watchPayouts } from './payout-points.ts';
import type { DrillSite } from './site.ts';
import { startWireProxy } from './wire-proxy.ts';

/** The steps of a payout, in their order. */
type Deed = 'draft' | 'submit' | 'settle';

interface Point extends Omit<Moment, 'at'> {
  name: string;
  deed: Deed;
  rail: 'manual' | 'csv' | 'paypal';
  at: Moment['at'] | 'anywhere';
}

const DRAFT = /from "payout_requests"/;
const BATCH = /from "payout_batches"[\s\S]*for no key update/;

const POINTS: readonly Point[] = [
  { name: 'within the draft', deed: 'draft', rail: 'manual', mark: DRAFT, at: 'anywhere' },
  { name: 'before the draft’s commit', deed: 'draft', rail: 'manual', mark: DRAFT, at: 'before the commit' },
  { name: 'after the draft’s commit', deed: 'draft', rail: 'manual', mark: DRAFT, at: 'after the commit' },
  { name: 'before the attempt’s commit', deed: 'submit', rail: 'csv', mark: BATCH, at: 'before the commit' },
  { name: 'after the attempt’s commit', deed: 'submit', rail: 'csv', mark: BATCH, at: 'after the commit' },
  { name: 'in the middle of settling', deed: 'settle', rail: 'manual', mark: BATCH, at: 'anywhere' },
  {
    name: 'before the last settle’s commit',
    deed: 'settle',
    rail: 'csv',
    mark: BATCH,
    at: 'before the commit',
  },
  {
    name: 'after the last settle’s commit',
    deed: 'settle',
    rail: 'csv',
    mark: BATCH,
    at: 'after the commit',
  },
  { name: 'before PayPal is called', deed: 'submit', rail: 'paypal', mark: BATCH, at: 'after the commit' },
  { name: 'after PayPal’s yes', deed: 'submit', rail: 'paypal', mark: BATCH, after: 1, at: 1 },
  {
    name: 'before PayPal’s yes is committed',
    deed: 'submit',
    rail: 'paypal',
    mark: BATCH,
    after: 1,
    at: 'before the commit',
  },
];

/** About as many statements as these transactions have. */
const MOST_STATEMENTS = 9;
const EARNED = ['100.00', '40.00'];
const PAYPAL = { clientId: 'drill-app', clientSecret: 'drill-secret' };
/** The hub waits two minutes for whoever made a call, and then asks at the next of its turns. */
const ASKED_WITHIN_MS = 12 * 60_000;

interface Payout {
  point: string;
  partners: Partner[];
  orders: Order[];
  rail: Point['rail'];
  batchId: number;
}

/**
 * Kills the hub at each step of a payout, `kills` times each, starts it again and does what people do then: they look what
 * there is, and go on. Every payment must leave once, with what was owed, and nothing may be left over.
 */
export async function payoutKillsDrill(
  site: DrillSite,
  kills: number,
  points: readonly Point[] = POINTS,
): Promise<AlertDrillResult> {
  const startedAt = Date.now();
  const payPal = await new LocalPayPal().start();
  payPal.addApp(PAYPAL.clientId, PAYPAL.clientSecret);
  let trap: Trap | null = null;
  const proxy = await startWireProxy(
    await site.databaseUrl(),
    watchPayouts(() => trap),
  );
  const port = await freePort();
  const start = () => site.startHub(port, { DATABASE_URL: proxy.url, TEST_PAYPAL_ORIGIN: payPal.origin });
  const findings: string[] = [];
  const payouts: Payout[] = [];
  const done = new Map<string, { kills: number; took: number[] }>();
  try {
    let hub: Product = await start();
    const desk = await PayoutDesk.open(hub.origin, site.dataDirOf(hub));
    await desk.setPayPal(hub.origin, PAYPAL);
    for (const point of points) {
      const tally = { kills: 0, took: [] as number[] };
      done.set(point.name, tally);
      for (let number = 0; tally.kills < kills && number < 5 * kills; number++) {
        const payout = await prepare(desk, hub.origin, point, payouts.length);
        const killed = Promise.withResolvers<true>();
        const { pid } = hub;
        trap = {
          ...point,
          at: point.at === 'anywhere' ? randomInt(2, MOST_STATEMENTS) : point.at,
          kill() {
            trap = null;
            process.kill(pid, 'SIGKILL');
            killed.resolve(true);
          },
        };
        const acted = act(desk, hub.origin, point.deed, payout);
        const wasKilled = await Promise.race([killed.promise, acted.then(() => false as const)]);
        trap = null;
        await acted;
        if (wasKilled) {
          tally.kills += 1;
          const killedAt = Date.now();
          // What the killed process had asked for is over before anything is looked at.
          await sleep(10);
          hub = await start();
          tally.took.push(Date.now() - killedAt);
        }
        try {
          payout.batchId = await goOn(desk, hub.origin, payout);
        } catch (error) {
          findings.push(`${point.name}: ${error instanceof Error ? error.message : error}`);
        }
        payouts.push(payout);
      }
    }
    await settleByPayPal(desk, hub.origin, payPal, payouts, findings);
    await hub.stop();
    findings.push(...(await judge(site, payouts, payPal)), ...(await auditPayouts(site)));
  } finally {
    await proxy.close();
    await payPal.stop();
  }
  return {
    ...{ name: 'payouts, kills', findings, seconds: (Date.now() - startedAt) / 1000 },
    header: ['killed', 'kills', 'payouts', 'ready again after, longest'],
    rows: [...done].map(([name, { kills: howMany, took }]) => [
      ...[name, howMany, payouts.filter(({ point }) => point === name).length],
      `${(Math.max(0, ...took) / 1000).toFixed(1)} s`,
    ]),
  };
}

/** Two partners with something payable; and what comes before the deed. */
async function prepare(
  desk: PayoutDesk,
  origin: string,
  { name, deed, rail }: Point,
  number: number,
): Promise<Payout> {
  const payout: Payout = { point: name, partners: [], orders: [], rail, batchId: 0 };
  for (const [place, revenue] of EARNED.entries()) {
    const partner = await desk.partner(origin, `killed-${number}-${place}`, rail);
    const order = await desk.order(origin, partner, revenue);
    await desk.approve(origin, order);
    payout.partners.push(partner);
    payout.orders.push(order);
  }
  if (deed === 'draft') return payout;
  const { id } = await desk.demand(origin, 'POST', '/api/payouts/batches', draftOf(payout));
  payout.batchId = id;
  await desk.demand(origin, 'POST', `/api/payouts/batches/${id}/approve`, {});
  if (deed === 'submit') return payout;
  const { items } = await desk.demand(origin, 'POST', `/api/payouts/batches/${id}/submit`, {});
  const first = { items: [{ id: items[0].id, outcome: 'paid' }], others: 'open' };
  await desk.demand(origin, 'POST', `/api/payouts/batches/${id}/settle`, first);
  return payout;
}

const draftOf = ({ partners, rail }: Payout) => ({
  ...{ rail, currency: 'USD', minimum: 1 },
  affiliateIds: partners.map(({ id }) => id),
});

async function act(desk: PayoutDesk, origin: string, deed: Deed, payout: Payout): Promise<void> {
  const path = deed === 'draft' ? '/api/payouts/batches' : `/api/payouts/batches/${payout.batchId}/${deed}`;
  await desk.ask(origin, 'POST', path, deed === 'draft' ? draftOf(payout) : {});
}

/** Looks what there is of a payout, and goes on from there; what PayPal has to tell is waited for by the hub itself. */
async function goOn(desk: PayoutDesk, origin: string, payout: Payout): Promise<number> {
  const items = await desk.demand(origin, 'GET', `/api/payouts/items?affiliateId=${payout.partners[0]?.id}`);
  if (items.length > 1) throw new Error(`partner ${payout.partners[0]?.id} is in ${items.length} batches`);
  const batch =
    items.length === 0
      ? await desk.demand(origin, 'POST', '/api/payouts/batches', draftOf(payout))
      : await desk.demand(origin, 'GET', `/api/payouts/batches/${items[0].batchId}`);
  const path = `/api/payouts/batches/${batch.id}`;
  let { state } = batch;
  if (state === 'draft') ({ state } = await desk.demand(origin, 'POST', `${path}/approve`, {}));
  if (state === 'approved') ({ state } = await desk.demand(origin, 'POST', `${path}/submit`, {}));
  if (payout.rail !== 'paypal' && state !== 'settled') {
    ({ state } = await desk.demand(origin, 'POST', `${path}/settle`, {}));
    if (state !== 'settled') throw new Error(`batch ${batch.id} is ${state} after all of it was paid`);
  }
  return batch.id;
}

/** Lets PayPal pay all that it was sent, and waits until the hub has asked about each batch. */
async function settleByPayPal(
  desk: PayoutDesk,
  origin: string,
  payPal: LocalPayPal,
  payouts: readonly Payout[],
  findings: string[],
): Promise<void> {
  const told = new Set<string>();
  const open = new Set(payouts.filter(({ rail }) => rail === 'paypal').map(({ batchId }) => batchId));
  for (
    const deadline = Date.now() + ASKED_WITHIN_MS;
    open.size > 0 && Date.now() < deadline;
    await sleep(2_000)
  ) {
    for (const id of open) {
      const { state, messageId } = await desk.demand(origin, 'GET', `/api/payouts/batches/${id}`);
      if (state === 'settled') open.delete(id);
      else if (payPal.hasBatch(messageId) && !told.has(messageId)) {
        told.add(messageId);
        payPal.process(messageId);
      }
    }
  }
  for (const id of open)
    findings.push(`batch ${id} of PayPal is not settled after ${ASKED_WITHIN_MS / 60_000} minutes`);
}

async function judge(site: DrillSite, payouts: readonly Payout[], payPal: LocalPayPal): Promise<string[]> {
  const [standings, statuses] = [await readStandings(site), await readStatuses(site)];
  const problems = payPal.paidTwice().map((reference) => `PayPal has paid ${reference} twice`);
  for (const { point, partners, orders } of payouts) {
    for (const [place, { id }] of partners.entries()) {
      const expected = { pending: 0, payable: 0, held: 0, inPayout: 0, paid: Number(EARNED[place]) * 10 };
      const standing = standings.get(id);
      const isRight = Object.entries(expected).every(
        ([kind, cents]) => standing?.[kind as keyof typeof expected] === cents,
      );
      if (!isRight) problems.push(`${point}: partner ${id} has ${JSON.stringify(standing)}`);
    }
    for (const { conversionId, orderId } of orders) {
      const status = statuses.get(conversionId);
      if (status !== 'paid') problems.push(`${point}: order ${orderId} is ${status}`);
    }
  }
  return problems;
}
