import type { Database } from '@dreamteamhub/db';
import type { DemoDao } from '@dreamteamhub/db/demo';
import { PeopleDao } from '@dreamteamhub/db/people';
import { COMMAND_LINE, type PersonCaller } from '../../platform/caller.ts';
import { formatMinor } from '../../platform/money.ts';
import type { AdjustmentService } from '../ledger/adjustment-service.ts';
import type { SecondPersonService } from '../ledger/second-person-service.ts';
import type { ConversionService } from '../orders/conversion-service.ts';
import type { DisputeService } from '../orders/dispute-service.ts';
import type { Payouts } from '../payouts/module.ts';
import type { DemoOrder } from './demo-year.ts';

const PAID_AFTER_DAYS = 45;
const APPROVED_AFTER_DAYS = 30;
const DAY = 86_400_000;
/** Conversions that are settled at once; those of one partner wait for each other. */
const AT_ONCE = 6;

/** Disputes of the first order of a partner after so many days, and how they ended. */
const DISPUTES = [
  { daysAgo: 8, disputeId: 'dp_1', states: ['opened'] },
  { daysAgo: 36, disputeId: 'dp_2', states: ['opened'] },
  { daysAgo: 60, disputeId: 'dp_3', states: ['opened', 'won'] },
  { daysAgo: 75, disputeId: 'dp_4', states: ['opened', 'lost'] },
] as const;

/** Lets the commissions of a made-up year become what they would be by now: approved, paid, disputed, adjusted. */
export class DemoMoney {
  readonly #db: Database;
  readonly #conversions: ConversionService;
  readonly #disputes: DisputeService;
  readonly #adjustments: AdjustmentService;
  readonly #secondPerson: SecondPersonService;
  readonly #payouts: Pick<Payouts['services'], 'drafts' | 'batches' | 'execution'>;
  readonly #currency: string;

  constructor(deps: {
    db: Database;
    conversions: ConversionService;
    disputes: DisputeService;
    adjustments: AdjustmentService;
    secondPerson: SecondPersonService;
    payouts: Pick<Payouts['services'], 'drafts' | 'batches' | 'execution'>;
    currency: string;
  }) {
    this.#db = deps.db;
    this.#conversions = deps.conversions;
    this.#disputes = deps.disputes;
    this.#adjustments = deps.adjustments;
    this.#secondPerson = deps.secondPerson;
    this.#payouts = deps.payouts;
    this.#currency = deps.currency;
  }

  /** Approves commissions after a month, and pays them two weeks later: by a person, who goes alone. */
  async settle(dao: DemoDao, { email, password }: { email: string; password: string }): Promise<void> {
    const limits = { approvedDays: APPROVED_AFTER_DAYS, paidDays: PAID_AFTER_DAYS };
    const settled = await dao.listConversionsToSettle(limits);
    const by = await this.#callerOf(email);
    if (by !== null) {
      await this.#secondPerson.set({ secondPerson: 'alone', password }, by);
      const paid = settled.filter(({ isPaid }) => isPaid);
      await this.#approve(paid);
      if (paid.length > 0) await this.#payAll(by);
    }
    await this.#approve(settled.filter(({ isPaid }) => by === null || !isPaid));
  }

  async #approve(conversions: readonly { id: number }[]): Promise<void> {
    const left = conversions.values();
    const approveAll = async () => {
      for (const { id } of left) await this.#conversions.move(id, 'approve', COMMAND_LINE);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, approveAll));
  }

  /** Pays by hand what is payable. */
  async #payAll(by: PersonCaller): Promise<void> {
    const { drafts, batches, execution } = this.#payouts;
    const { id } = await drafts.create({ rail: 'manual', currency: this.#currency }, by);
    if (id === null) return;
    await batches.approve(id, by);
    await execution.settle({ id }, by);
  }

  /** Disputes the payment of an order here and there. */
  async dispute(orders: readonly DemoOrder[], now: Date): Promise<void> {
    for (const { daysAgo, disputeId, states } of DISPUTES) {
      const since = now.getTime() - daysAgo * DAY;
      const order = orders.find(
        ({ at, handle, refund }) => at.getTime() >= since && handle !== null && refund === null,
      );
      if (order === undefined) continue;
      const minor = order.lines.reduce((sum, { netMinor }) => sum + netMinor, 0);
      const dispute = { orderId: order.orderId, disputeId, amount: this.#price(minor) };
      for (const state of states) await this.#disputes.recordDispute({ ...dispute, state }, COMMAND_LINE);
    }
  }

  /** Lets a person propose an adjustment, which waits for another person. */
  async adjust(affiliateId: number, email: string): Promise<void> {
    const by = await this.#callerOf(email);
    if (by === null) return;
    await this.#adjustments.propose(
      {
        ...{ affiliateId, amount: this.#price(25_00), kind: 'adjustment', direction: 'toAffiliate' },
        reason: 'Bonus for the autumn guide',
      },
      by,
    );
  }

  async #callerOf(email: string): Promise<PersonCaller | null> {
    const person = await new PeopleDao(this.#db).getPersonByEmail(email);
    if (person === null) return null;
    return {
      ...{ kind: 'person', id: person.id, role: 'owner', sessionId: '' },
      ...{ requestId: null, network: null, storefrontId: null },
    };
  }

  #price(minor: number): string {
    return formatMinor(BigInt(minor), this.#currency);
  }
}
