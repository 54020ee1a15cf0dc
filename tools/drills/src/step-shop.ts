import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type HubSession, OWNER, openSession } from '@dreamteamhub/harness/hub-session.ts';
import type { LaunchedProduct } from '@dreamteamhub/harness/product.ts';
import type { Reached } from './audit-steps.ts';
import { createAffiliates } from './drill.ts';
import { orderOf } from './ledger-drill.ts';
import type { Target } from './order-points.ts';
import { deliver } from './sender.ts';
import type { SentEvents } from './sent-events.ts';
import type { DrillSite } from './site.ts';

export type PersonStep = 'approve' | 'bulk approve' | 'mark paid';

interface Deed {
  /** Of its first statement, and of no other transaction's. */
  mark: Target['mark'];
  /** Asks for it until it is done, whatever happens to the hub. */
  run(): Promise<void>;
}

interface Record {
  sentEvents: SentEvents;
  backAfterMs: number[];
}

/** Conversions of one bulk change, and of one run of the job. */
const TOGETHER = 3;
const DAY_MS = 86_400_000;
/** From an order until its commissions are due: enough for its approval. */
const DUE_AFTER_MS = 3_000;
const TRY_AGAIN_MS = 100;
const DONE_WITHIN_MS = 120_000;

/** One hub that is killed and comes back, its orders, and the person who approves and pays what they earn. */
export class StepShop {
  /** What the conversions must have come to. */
  readonly reached = new Map<number, Reached>();
  readonly #site: DrillSite;
  readonly #port: number;
  readonly #databaseUrl: string;
  #hub: LaunchedProduct | undefined;
  #session: HubSession | undefined;
  #record: Record | undefined;
  #pixelIds: string[] = [];

  constructor(site: DrillSite, { port, databaseUrl }: { port: number; databaseUrl: string }) {
    this.#site = site;
    this.#port = port;
    this.#databaseUrl = databaseUrl;
  }

  get pid(): number {
    return this.#hub?.pid ?? 0;
  }

  /** Starts the hub; the second of its two partners waits a day for commissions. */
  async open(record: Record): Promise<void> {
    this.#record = record;
    const hub = await this.#start();
    this.#pixelIds = await createAffiliates(hub, 2);
    this.#session = await openSession(hub.origin, this.#site.dataDirOf(hub));
    // Nobody else is there who could approve what this person pays.
    await this.#session.change('ledger.setSecondPerson', { secondPerson: 'alone', password: OWNER.password });
    await this.#session.change('commissions.createRule', {
      ...{ name: 'After a day', affiliate: 'partner-1', kind: 'percent', rateBps: 1000, holdDays: 1 },
      from: new Date(Date.now() - 2 * DAY_MS).toISOString(),
    });
  }

  async #start() {
    const hub = await this.#site.startHub(this.#port, { DATABASE_URL: this.#databaseUrl });
    this.#hub = hub;
    return hub;
  }

  /** Starts the hub again and waits until it answers. */
  async comeBack(): Promise<void> {
    const from = Date.now();
    await this.#start();
    this.#record?.backAfterMs.push(Date.now() - from);
  }

  /** Starts the hub again and does not wait for it. */
  async launch(): Promise<void> {
    this.#hub = await this.#site.launchHub(this.#port, { DATABASE_URL: this.#databaseUrl });
  }

  async kill(): Promise<void> {
    await this.#hub?.kill();
  }

  async close(): Promise<void> {
    await this.#hub?.stop();
  }

  /** Does what must be there before a step, and returns the step. */
  async prepare(step: PersonStep): Promise<Deed> {
    if (step === 'bulk approve') return this.#prepareBulk();
    const id = await this.#order();
    // The lock of the conversion, with its id among the values.
    const mark = new RegExp(
      `from "aff_attributions" where "aff_attributions"\\."id" = \\$1 for no key update[\\s\\S]*\\0${id}(?!\\d)`,
      'i',
    );
    const approve = () => this.#insist(id, 'approved', 'affiliates.approveConversion', { id });
    this.reached.set(id, 'payable');
    if (step === 'approve') return { mark, run: approve };
    await approve();
    this.reached.set(id, 'paid');
    return { mark, run: () => this.#insist(id, 'paid', 'affiliates.markConversionPaid', { id }) };
  }

  async #prepareBulk(): Promise<Deed> {
    const ids = await this.#orders();
    for (const id of ids) this.reached.set(id, 'payable');
    const changeId = randomUUID();
    const session = this.#opened();
    await session.change('bulk.prepareConversions', { id: changeId, ids, change: { step: 'approve' } });
    const mark = new RegExp(`UPDATE bulk_change_lines SET outcome[\\s\\S]*${changeId}`);
    return { mark, run: () => this.#insistOnBulk(changeId) };
  }

  /** Returns approved conversions whose holding time has just ended; the hub is down then. */
  async prepareDue(): Promise<number[]> {
    const orderedAt = new Date(Date.now() - DAY_MS + DUE_AFTER_MS);
    const ids = await this.#orders(orderedAt);
    for (const id of ids) {
      await this.#insist(id, 'approved', 'affiliates.approveConversion', { id });
      this.reached.set(id, 'payable');
    }
    await sleep(Math.max(0, orderedAt.getTime() + DAY_MS - Date.now()) + TRY_AGAIN_MS);
    await this.kill();
    return ids;
  }

  async areMatured(ids: readonly number[]): Promise<boolean> {
    return this.#site.withDatabase(async ({ pool }) => {
      const { rows } = await pool.query<{ open: number }>(
        'SELECT count(*)::integer AS open FROM commissions WHERE attribution_id = ANY ($1::integer[]) AND matured_at IS NULL',
        [ids],
      );
      return rows[0]?.open === 0;
    });
  }

  async #orders(orderedAt?: Date): Promise<number[]> {
    const ids: number[] = [];
    for (let number = 0; number < TOGETHER; number++) ids.push(await this.#order(orderedAt));
    return ids;
  }

  /** Reports an order of three lines; returns the id of its conversion. `orderedAt`: of the partner who waits. */
  async #order(orderedAt?: Date): Promise<number> {
    const { sentEvents } = this.#recorded();
    const pixelId = this.#pixelIds[orderedAt === undefined ? 0 : 1] ?? '';
    const order = orderOf(sentEvents, pixelId);
    if (orderedAt !== undefined) order.orderedAt = orderedAt.toISOString();
    await deliver(this.#origin, order, sentEvents);
    const id = sentEvents.answerTo(order)?.attributionId;
    if (typeof id !== 'number') throw new Error(`order ${order.orderId} is credited to nobody`);
    return id;
  }

  /** A step that was taken and not answered is refused when it is asked for again: whoever asks looks first, then. */
  #insist(id: number, status: string, procedure: string, input: { id: number }): Promise<void> {
    return this.#untilDone(async (session) => {
      const now = (await session.query('commissions.getCommissions', { id })) as {
        conversion: { status: string };
      };
      if (now.conversion.status !== status) await session.change(procedure, input);
      return true;
    });
  }

  #insistOnBulk(id: string): Promise<void> {
    return this.#untilDone(
      async (session) =>
        ((await session.change('bulk.applyChange', { id })) as { state: string }).state === 'done',
    );
  }

  async #untilDone(ask: (session: HubSession) => Promise<boolean>): Promise<void> {
    const { sentEvents } = this.#recorded();
    let last: unknown;
    for (const deadline = Date.now() + DONE_WITHIN_MS; Date.now() < deadline; await sleep(TRY_AGAIN_MS)) {
      sentEvents.sent += 1;
      try {
        if (await ask(this.#opened())) {
          sentEvents.acknowledged += 1;
          return;
        }
      } catch (error) {
        // Connections that broke have another cause; a hub that has just come back may say 503.
        const isRefused =
          error instanceof Error && error.cause === undefined && !/ 503: /.test(error.message);
        if (isRefused) sentEvents.unexpected.push(error.message);
        sentEvents.retried += 1;
        last = error;
      }
    }
    throw new Error('a step was not taken in time', { cause: last });
  }

  get #origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  #opened(): HubSession {
    if (this.#session === undefined) throw new Error('the shop was not opened');
    return this.#session;
  }

  #recorded(): Record {
    if (this.#record === undefined) throw new Error('the shop was not opened');
    return this.#record;
  }
}
