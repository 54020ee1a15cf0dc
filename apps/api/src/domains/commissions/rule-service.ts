import type { Database, Transaction } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { AuditDao } from '@dreamteamhub/db/audit';
import { type CommissionRuleRow, RuleDao } from '@dreamteamhub/db/commissions';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { AppError, badField } from '../../platform/app-error.ts';
import { actorOf, type Caller } from '../../platform/caller.ts';
import { readCursor } from '../../platform/cursor.ts';
import { describeRule } from './describe-rule.ts';
import { overlap, type RuleInput, toNewRule, type UnderstoodRule, understandRule } from './rule-input.ts';
import { inTheWay, notesOn } from './rule-notes.ts';
import { ANY_CURRENCY, type RuleView, toRuleViews } from './rule-view.ts';

type RuleCheck = WireOutputs<typeof admin>['commissions']['checkRule'];

/** Milliseconds: versions that begin so close to each other were written at once. */
const AT_ONCE = 100;

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
  create(input: RuleInput, by: Caller): Promise<RuleView & { notes: string[] }> {
    return this.#db.transaction(async (tx) => {
      const rules = new RuleDao(tx);
      const asked = await understandRule(tx, input, { by, now: await rules.now() });
      const { who } = asked.rule;
      // Whoever changes an affiliate's rate locks the affiliate before the scope, too.
      if (who.kind === 'affiliate') await new AffiliateDao(tx).lockAffiliate(who.id);
      await rules.lockScope(asked.scopeKey);
      const understood = input.from === undefined ? await fromNow(rules, asked) : asked;
      const { supersedes, overlaps } = inTheWay(
        await rules.getVersionsAfter(understood.scopeKey, understood.rule.from),
        understood.rule,
      );
      if (overlaps !== null) throw overlap(overlaps);
      if (supersedes !== null) await rules.end(supersedes.id, understood.rule.from);
      if (input.from === undefined) await rules.waitUntil(understood.rule.from);
      const notes = await notesOn(tx, understood, { now: await rules.now() });
      const row = await rules.insert({
        ...toNewRule(understood),
        supersedes: supersedes?.id ?? null,
        createdBy: actorOf(by),
      });
      if (who.kind === 'affiliate') await rules.followOwnRates([who.id]);
      await new AuditDao(tx).record(by, {
        action: 'commissions.createRule',
        subject: { kind: 'commissionRule', id: row.id },
        after: {
          scope: row.scopeKey,
          kind: row.kind,
          rateBps: row.rateBps,
          amount: row.amount,
          from: row.from,
          supersedes: row.supersedes,
        },
      });
      return { ...(await this.#view(tx, row)), notes };
    });
  }

  /**
   * Ends a version, or lets it end earlier than it would; one that has not begun is taken back. Throws `not_found`, and
   * `conflict` for one that has ended, ends no later, or begins after it.
   */
  end(input: { id: number; to?: string | undefined }, by: Caller): Promise<RuleView> {
    return this.#db.transaction(async (tx) => {
      const rules = new RuleDao(tx);
      const row = await rules.getRule(input.id);
      if (row === null) throw unknownRule(input.id);
      if (row.affiliateId !== null) await new AffiliateDao(tx).lockAffiliate(row.affiliateId);
      await rules.lockScope(row.scopeKey);
      const now = await rules.now();
      const to = input.to === undefined ? (row.from > now ? row.from : now) : new Date(input.to);
      if (to < row.from) throw new AppError('conflict', `to: the rule begins at ${row.from.toISOString()}`);
      if (!(await rules.end(row.id, to))) {
        const ended = await rules.getRule(row.id);
        throw new AppError('conflict', `to: the rule ends at ${ended?.to?.toISOString()} already`);
      }
      if (to <= now) await rules.waitUntil(to);
      if (row.affiliateId !== null) await rules.followOwnRates([row.affiliateId]);
      await new AuditDao(tx).record(by, {
        action: 'commissions.endRule',
        subject: { kind: 'commissionRule', id: row.id },
        before: { to: row.to },
        after: { to },
      });
      return this.#view(tx, { ...row, to });
    });
  }

  /** Says what a rule would do and end, and what is in its way; stores nothing. Throws `bad_request` as `create` does. */
  async check(input: RuleInput, by: Caller): Promise<RuleCheck> {
    const rules = new RuleDao(this.#db);
    const now = await rules.now();
    const understood = await understandRule(this.#db, input, { by, now });
    const { rule, scopeKey, storefront } = understood;
    const { supersedes, overlaps } = inTheWay(await rules.getVersionsAfter(scopeKey, rule.from), rule);
    return {
      words: describeRule(rule, {
        who: input.affiliate ?? input.group ?? null,
        currency: storefront?.currency ?? ANY_CURRENCY,
      }),
      notes: await notesOn(this.#db, understood, { now }),
      ...{ supersedes: toRef(supersedes), overlaps: toRef(overlaps) },
    };
  }

  /** Returns a version with all of its scope. Throws `not_found`. */
  async get(id: number, by: Pick<Caller, 'storefrontId'>) {
    const rules = new RuleDao(this.#db);
    const row = await rules.getRule(id);
    if (row === null || !isOf(row, by)) throw unknownRule(id);
    const [versions, commissions] = await Promise.all([
      rules.getVersions(row.scopeKey),
      rules.countCommissions(row),
    ]);
    const views = await toRuleViews(this.#db, versions);
    const view = views.find((one) => one.id === id);
    if (view === undefined) throw new Error('a rule is not among its versions');
    return { ...view, versions: views, commissions };
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

/**
 * Returns a rule that begins now, which is after every version that has begun: of several that are written at the same
 * instant, each ends the one before it.
 */
async function fromNow(rules: RuleDao, understood: UnderstoodRule): Promise<UnderstoodRule> {
  const { rule, scopeKey } = understood;
  const now = await rules.now();
  const versions = await rules.getVersionsAfter(scopeKey, now);
  const justBegun = versions.filter(({ from }) => from >= now && from.getTime() < now.getTime() + AT_ONCE);
  const from = new Date(Math.max(now.getTime(), ...justBegun.map((version) => version.from.getTime() + 1)));
  if (rule.to !== null && rule.to <= from) throw badField('to', 'must be later than `from`');
  return { ...understood, rule: { ...rule, from } };
}

function toRef(row: CommissionRuleRow | null): RuleCheck['supersedes'] {
  if (row === null) return null;
  const { id, name, from, to } = row;
  return { id, name, from: from.toISOString(), to: to?.toISOString() ?? null };
}

/** A rule of all storefronts is of each. */
function isOf(row: CommissionRuleRow, by: Pick<Caller, 'storefrontId'>): boolean {
  return by.storefrontId === null || (row.storefrontId ?? by.storefrontId) === by.storefrontId;
}

function unknownRule(id: number): AppError {
  return new AppError('not_found', `there is no commission rule with id ${id}`);
}
