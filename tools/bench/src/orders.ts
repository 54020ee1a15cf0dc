import type { Checkout } from './checkout.ts';
import { FreshHub } from './fresh-hub.ts';
import { SECRET_KEY } from './hub-target.ts';
import type { Requests } from './load/requests.ts';
import { LOADED_AFFILIATES, type LoadResult, sendRequests } from './load.ts';
import { type Figures, measureInTurns } from './turns.ts';
import type { Workbench } from './workbench.ts';

const WARM_UP_SECONDS = 2;

/**
 * Measures orders and refunds over REST, one after the other at a fresh hub: orders with the secret key, which are
 * verified; orders with a publishable key, which are claims; and refunds of a part of the verified orders.
 */
export async function benchOrders(
  bench: Workbench,
  checkouts: readonly Checkout[],
  options: { rounds: number; seconds: number; connections: readonly number[] },
): Promise<void> {
  const { rounds, seconds } = options;
  const hubs = await FreshHub.prepareAll(bench, checkouts);
  for (const connections of options.connections) {
    await measureInTurns(`orders over ${connections} connections`, { hubs, rounds }, (hub) =>
      measureOrders(bench, hub, { connections, seconds }),
    );
  }
}

async function measureOrders(
  bench: Workbench,
  hub: FreshHub,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Figures> {
  const server = await hub.start();
  const send = async (key: string, requests: Requests, howLong: number) => {
    const load = await sendRequests(bench, server, { key, requests, connections, seconds: howLong });
    if (load.failed > 0)
      throw new Error(`${load.failed} requests (${requests.kind}) were not answered with 2xx`);
    if (load.acknowledged === 0)
      throw new Error(`no request (${requests.kind}) was answered within ${howLong} s`);
    return load;
  };
  /** Sends each kind for so long. `run` tells the orders of the warm-up from those that are measured. */
  const sendEach = async (run: string, howLong: number) => {
    const orderOf = (name: string) => ({ kind: 'order', affiliates: LOADED_AFFILIATES, run: name }) as const;
    const orders = await send(SECRET_KEY, orderOf(`${run}-order`), howLong);
    const claims = await send(hub.key, orderOf(`${run}-claim`), howLong);
    const ofThese = { kind: 'refund', orders: orders.acknowledged, run: `${run}-order` } as const;
    return { orders, claims, refunds: await send(SECRET_KEY, ofThese, howLong) };
  };

  const warmUp = await sendEach('warm-up', WARM_UP_SECONDS);
  const measured = await sendEach('measured', seconds);
  await server.stop();
  const acknowledged = [warmUp, measured].flatMap(({ orders, claims }) => [orders, claims]);
  await expectStored(hub, 'aff_attributions', acknowledged);
  await expectStored(hub, 'aff_refunds', [warmUp.refunds, measured.refunds]);
  return Object.fromEntries(
    Object.entries(measured).flatMap(([name, load]) => [
      [`${name}/s`, load.acknowledged / load.seconds],
      [`${name} p50 ms`, load.p50Ms],
      [`${name} p99 ms`, load.p99Ms],
    ]),
  );
}

/** Throws unless every request that was acknowledged became a row: otherwise the numbers are worth nothing. */
async function expectStored(hub: FreshHub, table: string, loads: readonly LoadResult[]): Promise<void> {
  const acknowledged = loads.reduce((sum, load) => sum + load.acknowledged, 0);
  const stored = await hub.countRows(table);
  if (stored < acknowledged)
    throw new Error(`${acknowledged} requests were acknowledged, ${table} has ${stored}`);
}
