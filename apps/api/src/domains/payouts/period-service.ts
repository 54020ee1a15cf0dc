import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, readSnapshot, sqlStateOf, type Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import {
  type PeriodChain,
  PeriodCloseDao,
  PeriodListDao,
  type PeriodPlan,
  type PeriodView,
} from '@dreamteamhub/db/payouts';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller, PersonCaller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { formatStored } from '../../platform/money.ts';
import { monthOf, spanOfMonth } from '../../platform/zones.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { lastEnded, monthsThrough } from './period-rules.ts';

type Entries = (typeof admin)['payouts'];
type Outputs = WireOutputs<typeof admin>['payouts'];
type Answer = Outputs['closePeriods']['periods'][number];

/** For so long new transfers may wait behind one that is not stored yet … */
const WAIT_MILLISECONDS = 500;
/** … and so often it is tried. */
const WAITS = 20;
/** Of several closings at once, all but one begin again. */
const ATTEMPTS = 5;

/** A chain of periods, and what of it is to be closed. */
interface Wanted {
  chain: PeriodChain;
  plans: PeriodPlan[];
  /** Numbers below it were closed before. */
  fromNumber: number;
}

/** Closes months, each with a statement for every affiliate. What comes later is of the next one. */
export class PeriodService {
  readonly #db: Database;
  readonly #work: Database;
  readonly #hubTimeZone: string;

  constructor(deps: {
    db: Database;
    /** For what takes long. */
    work: Database;
    hubTimeZone: string;
  }) {
    this.#db = deps.db;
    this.#work = deps.work;
    this.#hubTimeZone = deps.hubTimeZone;
  }

  /** Returns one page, newest first. Throws `bad_request` for a storefront that the caller has not. */
  async list(
    { storefront, currency, limit, cursor }: z.output<Entries['listPeriods']['input']>,
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<Outputs['listPeriods']> {
    const afterId = readCursor(cursor);
    const storefrontId =
      storefront === undefined ? by.storefrontId : (await findStorefront(this.#db, storefront, by)).id;
    const page = await new PeriodListDao(this.#db).getPeriods({ storefrontId, currency, limit, afterId });
    return { items: page.items.map(toAnswer), nextCursor: page.nextCursor };
  }

  /** Throws `not_found`. */
  async get(id: number, by: Pick<Caller, 'storefrontId'>): Promise<Answer> {
    const period = await new PeriodListDao(this.#db).getPeriod(id, by.storefrontId);
    if (period === null) throw new AppError('not_found', `there is no closed period with id ${id}`);
    return toAnswer(period);
  }

  /**
   * Closes the months up to one, of a storefront or of all, each currency by itself. Answers the periods that it closed, or
   * that somebody else closed at the same time; of a chain that has nothing left to close, the last one. Throws
   * `bad_request` that names `through` for a month that has not ended, and `unavailable` while something is being posted for
   * too long.
   */
  async close(
    { storefront, through }: z.output<Entries['closePeriods']['input']>,
    by: PersonCaller,
  ): Promise<Outputs['closePeriods']> {
    const storefrontId =
      storefront === undefined ? null : (await findStorefront(this.#db, storefront, by)).id;
    const dao = new PeriodCloseDao(this.#work);
    const [now, chains] = [await dao.getClock(), await dao.getChains(storefrontId)];
    const zones = chains.map(({ timeZone }) => timeZone ?? this.#hubTimeZone);
    refuseOpenMonth(through, now, zones.length === 0 ? [this.#hubTimeZone] : zones);
    const wanted = chains.map((chain) => this.#want(chain, through, now));
    if (wanted.some(({ plans }) => plans.length > 0)) {
      await this.#awaitTransfers();
      await this.#closeAll(wanted, by);
    }
    return { periods: await this.#answer(wanted) };
  }

  #want(chain: PeriodChain, through: string | undefined, now: Date): Wanted {
    const zone = chain.timeZone ?? this.#hubTimeZone;
    const start = chain.closedUntil ?? spanOfMonth(monthOf(chain.firstPostedAt, zone), zone).start;
    const months = monthsThrough(start, through ?? lastEnded(now, zone), zone).filter(
      ({ end }) => end <= now,
    );
    const { storefrontId, currency, lastNumber } = chain;
    const plans = months.map(({ start: startsAt, end: endsAt }, place) => ({
      ...{ storefrontId, currency, startsAt, endsAt },
      number: lastNumber + place + 1,
    }));
    return { chain, plans, fromNumber: plans.length === 0 ? lastNumber : lastNumber + 1 };
  }

  /** What is being posted may have its time from before the end of the period. */
  async #awaitTransfers(): Promise<void> {
    for (let wait = 1; ; wait++) {
      try {
        await this.#work.transaction((tx) => new PeriodCloseDao(tx).awaitTransfers(WAIT_MILLISECONDS));
        return;
      } catch (error) {
        if (sqlStateOf(error) !== '55P03') throw error;
        if (wait === WAITS) {
          throw new AppError(
            'unavailable',
            'something is being posted and takes long: try again in a minute',
            {
              cause: error,
            },
          );
        }
        // Those who waited behind us go first.
        await sleep(100 * wait);
      }
    }
  }

  /** All of them in one transaction, from one snapshot. */
  async #closeAll(wanted: readonly Wanted[], by: PersonCaller): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#work.transaction((tx) => closeMissing(tx, wanted, by), {
          isolationLevel: 'repeatable read',
        });
        return;
      } catch (error) {
        // Somebody else has closed one of them meanwhile.
        if (!/^(?:23505|40001|40P01)$/.test(sqlStateOf(error) ?? '') || attempt === ATTEMPTS) throw error;
      }
    }
  }

  #answer(wanted: readonly Wanted[]): Promise<Answer[]> {
    return readSnapshot(this.#work, async (snapshot) => {
      const dao = new PeriodListDao(snapshot);
      const ids: number[] = [];
      for (const { chain, plans, fromNumber } of wanted) {
        const found = await dao.getPeriodIds(chain, Math.max(fromNumber, 1));
        ids.push(...found.slice(0, Math.max(plans.length, 1)));
      }
      return (await dao.getPeriodsById(ids)).map(toAnswer);
    });
  }
}

async function closeMissing(tx: Transaction, wanted: readonly Wanted[], by: PersonCaller): Promise<void> {
  const dao = new PeriodCloseDao(tx);
  const numbers = new Map((await dao.getChains(null)).map((chain) => [keyOf(chain), chain.lastNumber]));
  for (const { chain, plans } of wanted) {
    const closed = numbers.get(keyOf(chain)) ?? 0;
    for (const plan of plans.filter(({ number }) => number > closed)) {
      const id = await dao.close(plan, by.id);
      const { currency, startsAt, endsAt, storefrontId } = plan;
      await new AuditDao(tx).record(by, {
        action: 'payouts.closePeriods',
        subject: { kind: 'period', id },
        after: { storefrontId, currency, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
      });
    }
  }
}

const keyOf = ({ storefrontId, currency }: PeriodChain) => `${storefrontId} ${currency}`;

function refuseOpenMonth(through: string | undefined, now: Date, zones: readonly string[]): void {
  if (through === undefined) return;
  const zone = zones.find((one) => spanOfMonth(through, one).end > now);
  if (zone !== undefined) throw badField('through', `${through} has not ended yet in ${zone}`);
}

function toAnswer({ startsAt, endsAt, closedAt, sums, ...row }: PeriodView): Answer {
  const written = Object.entries(sums).map(([name, amount]) => [name, formatStored(amount, row.currency)]);
  return {
    ...row,
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    closedAt: closedAt.toISOString(),
    sums: { ...sums, ...Object.fromEntries(written) },
  };
}
