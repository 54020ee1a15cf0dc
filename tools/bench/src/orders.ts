import type { DatabaseConnection } from '@dreamteamhub/db';
import type { Checkout } from '@dreamteamhub/harness/checkout.ts';
import { storeOrders } from '@dreamteamhub/harness/stored-orders.ts';
import { type CpuTime, readCpuTime } from './cpu.ts';
import { FreshHub } from './fresh-hub.ts';
import { SECRET_KEY } from './hub-target.ts';
import type { Requests } from './load/requests.ts';
import { type LoadResult, sendRequests } from './load.ts';
import { type Figures, measureInTurns } from './turns.ts';
import type { Server, Workbench } from './workbench.ts';

const WARM_UP_SECONDS = 2;
/** Orders of one kind that a hub gets before it is the other one's turn, where their number is given. */
const ORDERS_A_TURN = 1_000;

interface Turns {
  rounds: number;
  seconds: number;
  connections: readonly number[];
  /** Verified orders that are stored before. */
  stored: number;
  /** So many of each kind are timed, instead of those of so many seconds; null: the seconds. */
  orders: number | null;
  /** Who have the orders that are measured. */
  partners: number;
}

/**
 * Measures orders and refunds over REST, one after the other: orders with the secret key, which are verified; orders with
 * three lines, where the hub has a route for them; orders with a publishable key, which are claims; and refunds of a part
 * of the verified orders. Each round starts on a fresh copy of the database. With a given number of orders it measures
 * these alone: the hubs run all the time and take short turns, so that whatever else the machine does meets both of them.
 */
export async function benchOrders(
  bench: Workbench,
  checkouts: readonly Checkout[],
  { connections: all, partners, ...turns }: Turns,
): Promise<void> {
  const { stored } = turns;
  if (stored > 0) await bench.fillLog();
  const fill = stored > 0 ? (connection: DatabaseConnection) => storeOrders(connection, stored) : undefined;
  const hubs = await FreshHub.prepareAll(bench, checkouts, fill);
  for (const connections of all) {
    const what = `orders over ${connections} connections${stored > 0 ? `, ${stored} stored` : ''}${partners === 1 ? ', one partner' : ''}`;
    await (turns.orders === null
      ? measureInTurns(what, { hubs, rounds: turns.rounds }, async (hub) => {
          const run = await OrderRun.start(bench, hub, { connections, partners });
          const figures = await run.measureAll('measured', { seconds: turns.seconds });
          await run.end();
          return figures;
        })
      : measureSideBySide(bench, hubs, { what, connections, partners, orders: turns.orders }));
  }
}

async function measureSideBySide(
  bench: Workbench,
  hubs: readonly FreshHub[],
  { what, orders, ...options }: { what: string; orders: number; connections: number; partners: number },
): Promise<void> {
  const runs = new Map<FreshHub, OrderRun>();
  for (const hub of hubs) runs.set(hub, await OrderRun.start(bench, hub, options));
  const amount = Math.min(orders, ORDERS_A_TURN);
  let turn = 0;
  await measureInTurns(what, { hubs, rounds: Math.ceil(orders / amount) }, async (hub) => {
    const run = runs.get(hub);
    if (run === undefined) throw new Error(`the hub of ${hub.checkout.name} does not run`);
    return run.measureOrders(`turn-${turn++}`, { amount });
  });
  for (const run of runs.values()) await run.end();
}

/** A hub that orders are sent to, and what it has acknowledged. */
class OrderRun {
  readonly #bench: Workbench;
  readonly #hub: FreshHub;
  readonly #server: Server;
  readonly #connections: number;
  readonly #partners: number;
  /** Versions before orders were stored have no route for orders with lines. */
  readonly #takesLines: boolean;
  readonly #rowsBefore: Record<string, number>;
  /** Orders of the last measurement. */
  #refundable = 0;
  readonly #acknowledged = { orders: 0, withLines: 0, claims: 0, refunds: 0 };

  private constructor(
    bench: Workbench,
    hub: FreshHub,
    of: {
      server: Server;
      connections: number;
      partners: number;
      takesLines: boolean;
      rowsBefore: Record<string, number>;
    },
  ) {
    this.#bench = bench;
    this.#hub = hub;
    this.#server = of.server;
    this.#connections = of.connections;
    this.#partners = of.partners;
    this.#takesLines = of.takesLines;
    this.#rowsBefore = of.rowsBefore;
  }

  /** Starts the hub and sends each kind once, so that what is measured is not the first of its kind. */
  static async start(
    bench: Workbench,
    hub: FreshHub,
    { connections, partners }: { connections: number; partners: number },
  ): Promise<OrderRun> {
    const server = await hub.start();
    const takesLines = await hasRoute(server);
    const rowsBefore: Record<string, number> = {};
    for (const table of tablesOf(takesLines)) rowsBefore[table] = await hub.countRows(table);
    const run = new OrderRun(bench, hub, { server, connections, partners, takesLines, rowsBefore });
    await run.measureAll('warm-up', { seconds: WARM_UP_SECONDS });
    return run;
  }

  /** Sends each kind for so long. `run` tells the orders of one measurement from those of all others. */
  async measureAll(run: string, howLong: { seconds: number }): Promise<Figures> {
    const orders = await this.measureOrders(run, howLong);
    const claimed = { kind: 'order', affiliates: this.#partners, run: `${run}-claim` } as const;
    const claims = await this.#send(this.#hub.key, claimed, howLong);
    const ofThese = { kind: 'refund', orders: this.#refundable, run: `${run}-order` } as const;
    const refunds = await this.#send(SECRET_KEY, ofThese, howLong);
    this.#acknowledged.claims += claims.acknowledged;
    this.#acknowledged.refunds += refunds.acknowledged;
    return { ...orders, ...figuresOf('claims', claims), ...figuresOf('refunds', refunds) };
  }

  /** Sends verified orders, without lines and, where the hub takes them, with. */
  async measureOrders(run: string, howMany: HowMany): Promise<Figures> {
    const orderOf = (name: string) => ({ affiliates: this.#partners, run: `${run}-${name}` }) as const;
    const orders = await this.#send(SECRET_KEY, { kind: 'order', ...orderOf('order') }, howMany);
    this.#acknowledged.orders += orders.acknowledged;
    this.#refundable = orders.acknowledged;
    // What orders with lines are compared with are the orders of a version that takes none.
    const withLines = this.#takesLines
      ? await this.#send(SECRET_KEY, { kind: 'order-with-lines', ...orderOf('lines') }, howMany)
      : orders;
    if (this.#takesLines) this.#acknowledged.withLines += withLines.acknowledged;
    return { ...figuresOf('orders', orders), ...figuresOf('with lines', withLines) };
  }

  /** Stops the hub. Throws unless all that was acknowledged became rows: otherwise the numbers are worth nothing. */
  async end(): Promise<void> {
    await this.#server.stop();
    const { orders, withLines, claims, refunds } = this.#acknowledged;
    const acknowledged: Record<string, number> = {
      aff_attributions: orders + withLines + claims,
      aff_refunds: refunds,
      orders: orders + withLines,
      order_lines: 3 * withLines,
    };
    for (const table of tablesOf(this.#takesLines)) {
      const stored = (await this.#hub.countRows(table)) - (this.#rowsBefore[table] ?? 0);
      const expected = acknowledged[table] ?? 0;
      if (stored < expected)
        throw new Error(`what was acknowledged makes ${expected} rows of ${table}, and there are ${stored}`);
    }
  }

  async #send(key: string, requests: Requests, howMany: HowMany): Promise<Load> {
    const pids = { server: this.#server.pid, postmaster: await this.#bench.postmasterPid() };
    const before = await readCpuTime(pids);
    const load = await sendRequests(this.#bench, this.#server, {
      ...{ key, requests, connections: this.#connections, seconds: WARM_UP_SECONDS },
      ...howMany,
    });
    if (load.failed > 0)
      throw new Error(`${load.failed} requests (${requests.kind}) were not answered with 2xx`);
    if (load.acknowledged === 0) throw new Error(`no request (${requests.kind}) was answered in time`);
    const after = await readCpuTime(pids);
    const spent = (of: keyof CpuTime) => (after?.[of] ?? Number.NaN) - (before?.[of] ?? Number.NaN);
    return { ...load, microseconds: { node: spent('node'), postgres: spent('postgres') } };
  }
}

type HowMany = { seconds: number } | { amount: number };

type Load = LoadResult & { microseconds: CpuTime };

function figuresOf(name: string, { acknowledged, seconds, p50Ms, p99Ms, microseconds }: Load): Figures {
  return {
    [`${name}/s`]: acknowledged / seconds,
    [`${name} p50 ms`]: p50Ms,
    [`${name} p99 ms`]: p99Ms,
    // What a busy machine changes least.
    [`${name}, µs of Node`]: microseconds.node / acknowledged,
    [`${name}, µs of PostgreSQL`]: microseconds.postgres / acknowledged,
  };
}

const tablesOf = (takesLines: boolean) => [
  'aff_attributions',
  'aff_refunds',
  ...(takesLines ? ['orders', 'order_lines'] : []),
];

async function hasRoute({ origin }: Server): Promise<boolean> {
  const response = await fetch(`${origin}/api/orders`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
    body: '{}',
  });
  return response.status !== 404;
}
