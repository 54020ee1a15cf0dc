import type { Database } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { GroupDao, RuleDao } from '@dreamteamhub/db/commissions';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { byPrecedence } from './choose-rule.ts';
import { isLive } from './rule.ts';
import { ruleOf } from './rule-rows.ts';
import { toRuleViews } from './rule-view.ts';

type Terms = WireOutputs<typeof admin>['commissions']['getAffiliateTerms'];

/** What an affiliate's orders are rated by. */
export class TermsService {
  readonly #db: Database;
  readonly #defaultBps: number;

  constructor(deps: { db: Database; defaultBps: number }) {
    this.#db = deps.db;
    this.#defaultBps = deps.defaultBps;
  }

  /** Returns the rules that are live now, the first that applies first. Throws `not_found`. */
  async get(id: number, by: Pick<Caller, 'storefrontId'>): Promise<Terms> {
    const affiliate = await new AffiliateDao(this.#db).getAffiliateById(id);
    if (affiliate === null || (by.storefrontId ?? affiliate.storefrontId) !== affiliate.storefrontId) {
      throw new AppError('not_found', `there is no affiliate with id ${id}`);
    }
    const { groupId, currency } = affiliate;
    const rules = new RuleDao(this.#db);
    const now = await rules.now();
    const rows = await rules.getRulesOf(id, now);
    const live = rows.map((row) => ruleOf(row, currency)).filter((rule) => isLive(rule, now));
    const places = new Map(byPrecedence(live).map((rule, place) => [rule.id, place]));
    const place = (row: { id: number }) => places.get(row.id) ?? 0;
    const shown = rows.filter((row) => places.has(row.id)).toSorted((a, b) => place(a) - place(b));
    const group = groupId === null ? null : await new GroupDao(this.#db).getGroup(groupId);
    return {
      affiliateId: id,
      group: group && { id: group.id, name: group.name },
      defaultRateBps: this.#defaultBps,
      rules: await toRuleViews(this.#db, shown),
    };
  }
}
