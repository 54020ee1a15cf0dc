import type { Database, Transaction } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type CommissionRuleRow, RuleDao } from '@dreamteamhub/db/commissions';
import { AppError } from '../../platform/app-error.ts';
import { actorOf, type Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { overlap, type RuleInput, toNewRule, type UnderstoodRule, understandRule } from './rule-input.ts';
import { isOwnRate } from './rule-rows.ts';
import { type RuleView, toRuleViews } from './rule-view.ts';

/** Commission rules, as operators write them: versions that never change, but for their end. */
export class RuleService {
  readonly #db: Database;

  constructor(deps: { db: Database }) {
    this.#db = deps.db;
  }

  /**
   * Stores a version. One without an end for the same affiliates, goods and orders ends where it begins. Throws
   * `bad_request` that names the field, and `conflict` for a version with an end, or one that begins later.
   */
  create(input: RuleInput, by: Caller): Promise<RuleView> {
    return this.#db.transaction(async (tx) => {
      const rules = new RuleDao(tx);
      const understood = await understandRule(tx, input, { by, now: await rules.now() });
      await rules.lockScope(understood.scopeKey);
      const supersedes = await makeRoom(rules, understood);
      const row = await rules.insert({ ...toNewRule(understood), supersedes, createdBy: actorOf(by) });
      await keepOwnRate(tx, understood);
      await new AuditDao(tx).record(by, {
        action: 'commissions.createRule',
        subject: { kind: 'commissionRule', id: row.id },
        after: {
          scope: row.scopeKey,
          kind: row.kind,
          rateBps: row.rateBps,
          amount: row.amount,
          from: row.from,
          supersedes,
        },
      });
      return this.#view(tx, row);
    });
  }

  /** Ends a version. Throws `not_found`, and `conflict` for one that has an end, or begins later. */
  end(input: { id: number; to?: string | undefined }, by: Caller): Promise<RuleView> {
    return this.#db.transaction(async (tx) => {
      const rules = new RuleDao(tx);
      const row = await rules.getRule(input.id);
      if (row === null) throw new AppError('not_found', `there is no commission rule with id ${input.id}`);
      await rules.lockScope(row.scopeKey);
      const to = input.to === undefined ? await rules.now() : new Date(input.to);
      if (to <= row.from) throw new AppError('conflict', `to: the rule begins at ${row.from.toISOString()}`);
      if (!(await rules.end(row.id, to))) throw new AppError('conflict', 'the rule has an end already');
      if (row.affiliateId !== null) await forgetOwnRate(tx, row);
      await new AuditDao(tx).record(by, {
        action: 'commissions.endRule',
        subject: { kind: 'commissionRule', id: row.id },
        before: { to: null },
        after: { to },
      });
      return this.#view(tx, { ...row, to });
    });
  }

  /** Returns one page of versions, the last stored first. */
  async list(
    input: {
      affiliateId?: number | undefined;
      ended: 'yes' | 'no' | 'only';
      limit: number;
      cursor?: string | undefined;
    },
    by: Pick<Caller, 'storefrontId'>,
  ): Promise<{ items: RuleView[]; nextCursor: string | null }> {
    const rules = new RuleDao(this.#db);
    const page = await rules.getRules({
      storefrontId: by.storefrontId,
      affiliateId: input.affiliateId,
      liveAt: input.ended === 'no' ? await rules.now() : undefined,
      endedAt: input.ended === 'only' ? await rules.now() : undefined,
      afterId: readCursor(input.cursor),
      limit: input.limit,
    });
    return { items: await toRuleViews(this.#db, page.items), nextCursor: page.nextCursor };
  }

  async #view(tx: Transaction, row: CommissionRuleRow): Promise<RuleView> {
    const [view] = await toRuleViews(tx, [row]);
    if (view === undefined) throw new Error('a rule has no view');
    return view;
  }
}

/** Ends the version that is in the way; returns its id, or null. Throws `conflict` for one that cannot be ended so. */
async function makeRoom(rules: RuleDao, { rule, scopeKey }: UnderstoodRule): Promise<number | null> {
  let ended: number | null = null;
  for (const other of await rules.getVersionsAfter(scopeKey, rule.from)) {
    if (rule.to !== null && other.from >= rule.to) continue;
    if (other.to !== null || other.from >= rule.from) throw overlap(other);
    await rules.end(other.id, rule.from);
    ended = other.id;
  }
  return ended;
}

/** The guide's field of an affiliate says the rate of this rule, where it is no more than a rate. */
async function keepOwnRate(tx: Transaction, { rule, storefront }: UnderstoodRule): Promise<void> {
  const { who, what, appliesTo, to } = rule;
  if (
    who.kind !== 'affiliate' ||
    what.kind !== 'any' ||
    appliesTo !== 'all' ||
    storefront === null ||
    to !== null
  )
    return;
  await new RuleDao(tx).keepRules();
  await new AffiliateDao(tx).updateAffiliate(who.id, {
    commissionBps: isOwnRate(rule) ? rule.rateBps : null,
  });
}

async function forgetOwnRate(
  tx: Transaction,
  { affiliateId, scopeKey, storefrontId }: CommissionRuleRow,
): Promise<void> {
  if (affiliateId === null || scopeKey !== `${storefrontId} all affiliate:${affiliateId} any`) return;
  await new RuleDao(tx).keepRules();
  await new AffiliateDao(tx).updateAffiliate(affiliateId, { commissionBps: null });
}
