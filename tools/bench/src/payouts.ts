import { randomInt, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabaseConnection } from '@dreamteamhub/db';
import { THIS_CHECKOUT } from '@dreamteamhub/harness/checkout.ts';
import { type HubSession, OWNER, openSession } from '@dreamteamhub/harness/hub-session.ts';
import { storeOrders } from '@dreamteamhub/harness/stored-orders.ts';
import { SecretBox } from '../../../apps/api/src/platform/secret-box.ts';
import { ENCRYPTION_KEY, prepareHub, SECRET_KEY, startHub } from './hub-target.ts';
import { decimal, table, whole } from './markdown.ts';
import { quantile } from './statistics.ts';
import type { Server, Workbench } from './workbench.ts';

const DATABASE = 'payouts';
const PARTNERS = 10_000;
const ORDERS = 50_000;
const DAYS = 90;
const IBAN = 'DE89370400440532013000';
/** Orders meanwhile: one every so many milliseconds. */
const ORDER_EVERY_MS = 50;
const QUIET_MS = 5_000;

interface Batch {
  id: number;
  total: string;
  itemCount: number;
  state: string;
  items: { state: string }[];
}

/**
 * Measures a payout to 10,000 partners: a dry run, the draft, its approval, its hand-over as a CSV and as a SEPA file and the
 * settling of all of it; and how long orders take meanwhile.
 */
export async function benchPayouts(bench: Workbench): Promise<void> {
  await prepareHub(bench, DATABASE, PARTNERS);
  await bench.withDatabase(DATABASE, async (connection) => {
    await connection.pool.query(`UPDATE storefronts SET currency = 'EUR'`);
    await storeOrders(connection, ORDERS, DAYS);
    await mature(connection);
    await storeDetails(connection);
    await owe(connection, 'first');
    await connection.pool.query('VACUUM (ANALYZE)');
  });
  const server = await startHub(bench, DATABASE, { env: { CURRENCY: 'EUR' } });
  const session = await openSession(server.origin, join(bench.directory, `hub-${THIS_CHECKOUT.name}`));
  const proof = { password: OWNER.password };
  await session.change('ledger.setSecondPerson', { secondPerson: 'alone', ...proof });
  await session.change('payouts.setPayoutSettings', { debtor: { name: 'The shop', iban: IBAN }, ...proof });
  const orders = new OrdersMeanwhile(server);
  await sleep(QUIET_MS);
  const quiet = orders.take();
  const rows: string[][] = [['nothing', '–', ...written(quiet)]];
  for (const rail of ['csv', 'sepa'] as const) {
    const asked = { rail, currency: 'EUR', minimum: '1.00' };
    const measure = async (
      name: string,
      procedure: string,
      input: Record<string, unknown>,
    ): Promise<Batch> => {
      orders.take();
      const startedAt = performance.now();
      const batch = (await session.change(procedure, input)) as Batch;
      const milliseconds = performance.now() - startedAt;
      rows.push([`${rail}: ${name}`, whole(milliseconds), ...written(orders.take())]);
      if (batch.itemCount !== PARTNERS)
        throw new Error(`${name}: ${batch.itemCount} payments instead of ${PARTNERS}`);
      return batch;
    };
    await measure('a dry run', 'payouts.createBatch', { ...asked, dryRun: true });
    const { id } = await measure('the draft', 'payouts.createBatch', asked);
    await measure('its approval', 'payouts.approveBatch', { id });
    await measure('its file', 'payouts.submitBatch', { id });
    const { state } = await measure('all of it is paid', 'payouts.settleBatch', { id });
    if (state !== 'settled') throw new Error(`the batch is ${state} after all of it was paid`);
    rows.push(await askForPage(session, rail, id));
    await bench.withDatabase(DATABASE, (connection) => owe(connection, rail));
  }
  await orders.stop();
  await server.stop();
  console.log(
    table([`${whole(PARTNERS)} partners`, 'ms', 'orders meanwhile', 'p50 ms', 'p99 ms', 'slowest ms'], rows),
  );
}

async function askForPage(session: HubSession, rail: string, id: number): Promise<string[]> {
  const startedAt = performance.now();
  await session.query('payouts.getBatch', { id });
  return [`${rail}: the batch is read`, whole(performance.now() - startedAt), '–', '–', '–', '–'];
}

/** Where everybody is paid to, sealed as the hub seals it. */
async function storeDetails({ pool }: DatabaseConnection): Promise<void> {
  const secrets = new SecretBox([ENCRYPTION_KEY]);
  const { rows } = await pool.query<{ id: number }>('SELECT id FROM affiliates');
  const details = rows.map(({ id }) => {
    const payee = { method: 'bank', holder: `Partner ${id}`, iban: IBAN, bic: null };
    return { id, sealed: secrets.seal(JSON.stringify(payee), `payout_details ${id}`) };
  });
  await pool.query(
    `INSERT INTO payout_details (affiliate_id, method, sealed, hint, usable_from, changed_by)
     SELECT id, 'bank', sealed, '…3000', now() - interval '1 day', 'bench'
     FROM jsonb_to_recordset($1::jsonb) AS details (id integer, sealed text)`,
    [JSON.stringify(details)],
  );
}

/** Approves all orders, so that what they earn is payable. */
async function mature({ pool }: DatabaseConnection): Promise<void> {
  await pool.query(`UPDATE aff_attributions SET status = 'approved' WHERE NOT is_reversed`);
  await pool.query(
    `UPDATE commissions SET approved_at = ordered_at, matured_at = ordered_at WHERE amount > reversed`,
  );
  await pool.query(`
    SELECT hub_post_transfers(jsonb_agg(jsonb_build_object(
      'storefront', storefront_id, 'affiliate', affiliate_id, 'currency', currency, 'debit', 'pending', 'credit', 'payable',
      'amount', amount - reversed, 'cause', 'mature', 'cause_id', attribution_id::text, 'leg', position * 4,
      'attribution', attribution_id, 'position', position)))
    FROM commissions WHERE amount > reversed`);
}

/** Owes everybody something more, also those who have no orders. */
async function owe({ pool }: DatabaseConnection, cause: string): Promise<void> {
  await pool.query(
    `SELECT hub_post_transfers(jsonb_agg(jsonb_build_object(
       'storefront', storefront_id, 'affiliate', id, 'currency', 'EUR', 'debit', 'adjustment', 'credit', 'payable',
       'amount', 25 + id % 50, 'cause', 'adjust', 'cause_id', $1 || ' ' || id, 'leg', 0)))
     FROM affiliates`,
    [cause],
  );
}

/** Orders at a constant rate, each timed from when it was to be sent. */
class OrdersMeanwhile {
  #times: number[] = [];
  #isStopped = false;
  readonly #ended: Promise<void>;

  constructor(server: Server) {
    this.#ended = this.#run(server);
  }

  /** Returns the milliseconds of the orders since it was asked last, sorted. */
  take(): number[] {
    const times = this.#times.sort((a, b) => a - b);
    this.#times = [];
    return times;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#ended;
  }

  async #run({ origin }: Server): Promise<void> {
    const pending = new Set<Promise<void>>();
    for (let due = performance.now(); !this.#isStopped; due += ORDER_EVERY_MS) {
      if (due > performance.now()) await sleep(due - performance.now());
      const sent = this.#send(origin, due).finally(() => pending.delete(sent));
      pending.add(sent);
    }
    await Promise.all(pending);
  }

  async #send(origin: string, due: number): Promise<void> {
    const pixelId = `px-bench-${String(randomInt(1, PARTNERS + 1)).padStart(5, '0')}`;
    const response = await fetch(`${origin}/api/affiliates/track/conversion`, {
      method: 'POST',
      headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ orderId: randomUUID(), pixelId, revenue: '19.90' }),
    });
    if (!response.ok) throw new Error(`an order was answered ${response.status} ${await response.text()}`);
    await response.text();
    this.#times.push(performance.now() - due);
  }
}

function written(times: readonly number[]): string[] {
  return [whole(times.length), ...[0.5, 0.99, 1].map((share) => decimal(quantile(times, share)))];
}
