import type { Database, Limits } from '@dreamteamhub/db';
import { ImpactDao, type ImpactScope } from '@dreamteamhub/db/commissions';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import type { WorkerPool } from '../../platform/workers/worker-pool.ts';
import { defineTask } from '../../platform/workers/worker-task.ts';
import { monthOf, type Span, spanOfMonth } from '../../platform/zones.ts';
import type { RatingOptions } from './rating-service.ts';
import { type RuleInput, type UnderstoodRule, understandRule } from './rule-input.ts';

type Impact = WireOutputs<typeof admin>['commissions']['getImpact'];

/** As many are rated again in less than a minute. */
const MOST_ORDERS = 500_000;

const impactTask = defineTask<typeof import('./impact.worker.ts')>({
  name: 'impacts of rules',
  module: new URL('./impact.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 0,
  deadlineMilliseconds: 120_000,
  memoryMegabytes: 256,
});

/** Where a thread finds the orders. */
interface ImpactSource {
  databaseUrl: string;
  isPooled: boolean;
  limits: Limits;
}

/** Says what a rule would have changed. Nothing is stored. */
export class ImpactService {
  readonly #db: Database;
  readonly #workers: WorkerPool;
  readonly #source: ImpactSource;
  readonly #options: Pick<RatingOptions, 'defaultBps' | 'hubZone'>;
  readonly #now: () => Date;

  constructor(deps: {
    db: Database;
    workers: WorkerPool;
    source: ImpactSource;
    options: Pick<RatingOptions, 'defaultBps' | 'hubZone'>;
    now: () => Date;
  }) {
    this.#db = deps.db;
    this.#workers = deps.workers;
    this.#source = deps.source;
    this.#options = deps.options;
    this.#now = deps.now;
  }

  /**
   * Rates the orders of a time again, by default those of the last whole month of the programme's, as if a rule had been
   * live then: those of the affiliates that it is for. Commissions that the shop named stay as they are. Throws
   * `bad_request` that names the field, and `unavailable` while another one is counted.
   */
  async get(
    input: { rule: RuleInput; from?: string | undefined; to?: string | undefined },
    { by, signal }: { by: Caller; signal: AbortSignal },
  ): Promise<Impact> {
    const understood = await understandRule(this.#db, input.rule, { by, now: this.#now() });
    const { start: from, end: to } = this.#spanOf(input, understood);
    const scope = scopeOf(understood, by);
    const orders = await new ImpactDao(this.#db).countOrders({ ...scope, from, to }, MOST_ORDERS + 1);
    if (orders > MOST_ORDERS) {
      const most = MOST_ORDERS.toLocaleString('en');
      throw badField('from', `there are more than ${most} orders from then on; choose a shorter time`);
    }
    const { rule, scopeKey } = understood;
    // Live all the time, whenever it is to begin.
    const tried = { ...rule, from: new Date(0), to: null };
    const question = { trial: { rule, tried, scopeKey }, scope, from, to, ...this.#options };
    const impact = await this.#workers.run(impactTask, { question, ...this.#source }, { signal });
    return { from: from.toISOString(), to: to.toISOString(), ...impact };
  }

  #spanOf(
    input: { from?: string | undefined; to?: string | undefined },
    { storefront }: UnderstoodRule,
  ): Span {
    const zone = storefront?.timeZone ?? this.#options.hubZone;
    const thisMonth = spanOfMonth(monthOf(this.#now(), zone), zone);
    const end =
      input.to === undefined
        ? input.from === undefined
          ? thisMonth.start
          : this.#now()
        : new Date(input.to);
    const monthBefore = () => spanOfMonth(monthOf(new Date(end.getTime() - 1), zone), zone);
    const start = input.from === undefined ? monthBefore().start : new Date(input.from);
    if (end <= start) throw badField('to', 'must be later than `from`');
    return { start, end };
  }
}

function scopeOf(
  { rule: { who }, storefront }: UnderstoodRule,
  by: Pick<Caller, 'storefrontId'>,
): ImpactScope {
  return {
    storefrontId: storefront?.id ?? by.storefrontId,
    affiliateId: who.kind === 'affiliate' ? who.id : null,
    groupId: who.kind === 'group' ? who.id : null,
  };
}
