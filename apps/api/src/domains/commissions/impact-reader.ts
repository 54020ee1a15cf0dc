import type { Executor } from '@dreamteamhub/db';
import {
  type BookedCommission,
  type BookedLine,
  type BookedOrder,
  ImpactDao,
  type ImpactScope,
} from '@dreamteamhub/db/commissions';
import { StorefrontDao } from '@dreamteamhub/db/storefronts';
import { parseMinor } from '../../platform/money.ts';
import { baseOf } from '../orders/order-line-rules.ts';
import { reversal } from '../orders/rules.ts';
import { type BookedPart, type CustomerAgain, ImpactRun, type OrderAgain } from './impact-run.ts';
import { ImpactTotals } from './impact-totals.ts';
import { linesOf, type OrderLine } from './rated-order.ts';
import { ruleOf } from './rule-rows.ts';
import type { TrialRule } from './trial-rule.ts';

/** Orders that are in memory at once. */
const SLICE = 2_000;

/** What to rate again, and by what. */
export interface ImpactQuestion {
  trial: TrialRule;
  scope: ImpactScope;
  from: Date;
  to: Date;
  defaultBps: number;
  hubZone: string;
}

/** Reads booked orders slice by slice, and rates them again. */
export class ImpactReader {
  readonly #impact: ImpactDao;
  readonly #storefronts: StorefrontDao;
  readonly #question: ImpactQuestion;
  readonly #runs = new Map<number, ImpactRun>();
  readonly #totals = new ImpactTotals();

  constructor(snapshot: Executor, question: ImpactQuestion) {
    this.#impact = new ImpactDao(snapshot);
    this.#storefronts = new StorefrontDao(snapshot);
    this.#question = question;
  }

  async read() {
    await this.#impact.open(this.#question.scope, this.#question);
    for (;;) {
      const booked = await this.#impact.fetch(SLICE);
      if (booked.length === 0) return this.#totals.answer();
      await this.#rate(booked);
    }
  }

  async #rate(booked: readonly BookedOrder[]): Promise<void> {
    const withLines = booked.filter(({ lineCount }) => lineCount > 0).map(({ orderId }) => orderId);
    const lines = Map.groupBy(await this.#impact.getLines(withLines), ({ orderId }) => orderId);
    const commissions = Map.groupBy(
      await this.#impact.getCommissions(booked.map(({ attributionId }) => attributionId)),
      ({ attributionId }) => attributionId,
    );
    const slice = [];
    for (const row of booked) {
      const again = againOf(row, {
        ...{ lines: lines.get(row.orderId) ?? [], commissions: commissions.get(row.attributionId) ?? [] },
        defaultBps: this.#question.defaultBps,
      });
      const run = this.#runs.get(row.storefrontId) ?? (await this.#begin(row));
      slice.push({ row, again, run, ...run.concerns(again) });
    }
    await this.#learn(booked);
    const customers = await this.#customersOf(slice);
    for (const { row, again, run, isMeant } of slice) {
      const customer = customers.get(row.orderId) ?? null;
      this.#totals.add(row.currency, again.booked, run.rate(again, { isMeant, customer }));
    }
  }

  async #begin({ storefrontId, currency }: BookedOrder): Promise<ImpactRun> {
    const { trial, from, hubZone } = this.#question;
    const rows = await this.#impact.getRules(storefrontId, this.#question);
    const rules = rows.map((row) => ({ ...ruleOf(row, currency), scopeKey: row.scopeKey }));
    const timeZone = (await this.#storefronts.getStorefront(storefrontId))?.timeZone ?? hubZone;
    const run = new ImpactRun(rules, trial, { from, timeZone });
    this.#runs.set(storefrontId, run);
    return run;
  }

  /** Reads what the affiliates of orders brought before all that is rated again. */
  async #learn(booked: readonly BookedOrder[]): Promise<void> {
    const to = this.#question.from;
    for (const [storefrontId, run] of this.#runs) {
      const ofRun = booked.filter((row) => row.storefrontId === storefrontId);
      const ids = run.unknownOf(ofRun.map(({ affiliateId }) => affiliateId));
      const [first] = ofRun;
      if (first === undefined || ids.length === 0) continue;
      const { currency } = first;
      const { needs, month } = run;
      // Orders before are of the same month only where the time begins in the middle of one.
      const isWithin = month.start < to && to < month.end;
      const nothing = new Map<number, string>();
      const lifetimes = needs.lifetime
        ? await this.#impact.getVolumes(ids, { currency, from: null, to })
        : nothing;
      const months =
        needs.month && isWithin
          ? await this.#impact.getVolumes(ids, { currency, from: month.start, to })
          : nothing;
      const earned =
        needs.earned && isWithin ? await this.#impact.getEarned(ids, { from: month.start, to }) : [];
      const earnedOf = Map.groupBy(earned, ({ affiliateId }) => affiliateId);
      for (const id of ids) {
        run.learn(id, {
          lifetime: parseMinor(lifetimes.get(id) ?? '0', currency),
          month: parseMinor(months.get(id) ?? '0', currency),
          earned: new Map(
            earnedOf.get(id)?.map((one) => [one.scopeKey, parseMinor(one.earned, currency)] as const),
          ),
        });
      }
    }
  }

  async #customersOf(
    slice: readonly { row: BookedOrder; isCustomerNeeded: boolean }[],
  ): Promise<Map<number, CustomerAgain>> {
    const asked = slice.flatMap(({ row, isCustomerNeeded }) =>
      isCustomerNeeded && row.isCustomerKnown ? [row] : [],
    );
    const histories = await this.#impact.getHistories(asked);
    return new Map(histories.map(({ orderId, ...history }) => [orderId, history]));
  }
}

function againOf(
  row: BookedOrder,
  {
    lines: rows,
    commissions,
    defaultBps,
  }: { lines: readonly BookedLine[]; commissions: readonly BookedCommission[]; defaultBps: number },
): OrderAgain {
  const { orderId, affiliateId, groupId, currency, orderedAt } = row;
  const read = (amount: string) => parseMinor(amount, currency);
  const lines = rows.map(
    ({ lineId, sku, productId, categories, quantity, ...amounts }): OrderLine => ({
      ...{ lineId, sku, productId, categories: categories ?? [], quantity },
      ...{ net: read(amounts.net), discount: read(amounts.discount), fees: read(amounts.fees) },
      ...{ shipping: read(amounts.shipping), tax: read(amounts.tax) },
    }),
  );
  const order = { revenue: read(row.revenue), lines, orderedAt, given: null };
  const booked = read(row.commission);
  const parts: BookedPart[] =
    commissions.length === 0
      ? earlierPartsOf(order, { booked, refunded: read(row.refunded) })
      : commissions.map(({ base, baseReversed, amount, ruleId }) => ({
          ...{ base: read(base), baseReversed: read(baseReversed), amount: read(amount), ruleId },
        }));
  const byDefault = commissions.find(({ source }) => source === 'default');
  return {
    ...{ orderId, order, parts, booked, defaultBps: byDefault?.rateBps ?? defaultBps },
    payee: { affiliateId, groupIds: groupId === null ? [] : [groupId] },
  };
}

/** Of an order from a version that kept no commissions: by its one rate, and by what was refunded of it as a whole. */
function earlierPartsOf(
  order: OrderAgain['order'],
  { booked, refunded }: { booked: bigint; refunded: bigint },
): BookedPart[] {
  return linesOf(order).map((line, place) => {
    const base = baseOf(line);
    return {
      ...{ base, amount: place === 0 ? booked : 0n, ruleId: null },
      baseReversed: order.revenue === 0n ? 0n : reversal(base, order.revenue, refunded),
    };
  });
}
