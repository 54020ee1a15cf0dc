import type { DatabaseConnection } from '@dreamteamhub/db';
import type { Checkout } from '@dreamteamhub/harness/checkout.ts';
import { hubTarget, prepareHub, startHub } from './hub-target.ts';
import { LOADED_AFFILIATES } from './load.ts';
import type { Target } from './measure.ts';
import type { Server, Workbench } from './workbench.ts';

/** A hub of one checkout that can be started again and again, each time on a copy of the same database. */
export class FreshHub {
  readonly checkout: Checkout;
  /** A publishable one. */
  readonly key: string;
  readonly #bench: Workbench;

  private constructor(bench: Workbench, checkout: Checkout, key: string) {
    this.#bench = bench;
    this.checkout = checkout;
    this.key = key;
  }

  /** Prepares a database for each checkout, with its own migrations; `fill` adds rows to it. */
  static async prepareAll(
    bench: Workbench,
    checkouts: readonly Checkout[],
    fill?: (connection: DatabaseConnection) => Promise<void>,
  ): Promise<FreshHub[]> {
    const hubs: FreshHub[] = [];
    for (const checkout of checkouts) {
      const key = await prepareHub(bench, templateOf(checkout), LOADED_AFFILIATES, checkout);
      if (fill !== undefined) await bench.withDatabase(templateOf(checkout), fill);
      hubs.push(new FreshHub(bench, checkout, key));
    }
    return hubs;
  }

  /** Starts the hub in place of the one before, on a new copy. */
  async start(): Promise<Server> {
    await this.#copyDatabase();
    const server = await startHub(this.#bench, this.#database, { checkout: this.checkout });
    // Nobody pays for what the measurement before left to be written.
    await this.#bench.query('CHECKPOINT');
    return server;
  }

  /** Returns the hub as a target of clicks, on a new copy. */
  async target(): Promise<Target> {
    await this.#copyDatabase();
    return hubTarget(this.#bench, this.#database, this.checkout);
  }

  /** Returns the number of rows in a table of the copy. */
  async countRows(table: string): Promise<number> {
    return this.#bench.withDatabase(this.#database, async ({ pool }) => {
      const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::integer AS count FROM ${table}`);
      return rows[0]?.count ?? 0;
    });
  }

  /** One for each checkout: both hubs may run at once. */
  get #database(): string {
    return `measured_${this.checkout.name}`;
  }

  async #copyDatabase(): Promise<void> {
    await this.#bench.createDatabase(this.#database, templateOf(this.checkout));
  }
}

function templateOf({ name }: Checkout): string {
  return `template_${name}`;
}
