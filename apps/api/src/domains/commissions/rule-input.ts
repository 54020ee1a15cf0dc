import type { Executor } from '@dreamteamhub/db';
import { AffiliateDao } from '@dreamteamhub/db/affiliates';
import { GroupDao, type NewRule } from '@dreamteamhub/db/commissions';
import type { StorefrontRow } from '@dreamteamhub/db/storefronts';
import type { admin } from '@dreamteamhub/sdk/contract';
import { canonicalHandle } from '@dreamteamhub/sdk/contract';
import type { z } from 'zod';
import { AppError, badField } from '../../platform/app-error.ts';
import type { Caller } from '../../platform/caller.ts';
import { formatMinor, readMinorField } from '../../platform/money.ts';
import { findStorefront } from '../storefronts/storefront-service.ts';
import { groupKey } from './group-key.ts';
import type { CommissionRule, RuleWhat, RuleWho } from './rule.ts';
import { problemsOf } from './rule-problems.ts';
import { scopeKeyOf } from './rule-rows.ts';

export type RuleInput = z.output<(typeof admin)['commissions']['createRule']['input']>;

/** A rule as it was understood. */
export interface UnderstoodRule {
  rule: CommissionRule;
  /** Null: of all storefronts. */
  storefront: StorefrontRow | null;
  scopeKey: string;
}

/** So many versions there will never be: no stored one has this id. */
export const NOT_STORED = Number.MAX_SAFE_INTEGER;

/**
 * Understands a rule that somebody has written: whose it is, and in which currency its amounts are. Throws `bad_request`
 * that names the field.
 */
export async function understandRule(
  db: Executor,
  input: RuleInput,
  { by, now }: { by: Pick<Caller, 'storefrontId'>; now: Date },
): Promise<UnderstoodRule> {
  const what = readWhat(input);
  if (input.affiliate !== undefined && input.group !== undefined) {
    throw badField('group', 'goes without an affiliate: a rule is for one of them');
  }
  const { who, storefront } = await readWho(db, input, by);
  const currency = storefront?.currency ?? null;
  const read = (field: string, amount: number | string | undefined): bigint | null => {
    if (amount === undefined) return null;
    if (currency === null) throw badField('storefront', `is needed: ${field} is an amount of its currency`);
    return readMinorField(field, amount, currency);
  };
  const rule: CommissionRule = {
    id: NOT_STORED,
    name: input.name.trim(),
    ...{ who, what, kind: input.kind, rateBps: input.rateBps ?? null, amount: read('amount', input.amount) },
    ...{ appliesTo: input.appliesTo, limit: input.limit ?? null },
    tiers:
      input.tiers === undefined
        ? null
        : {
            ...input.tiers,
            steps: input.tiers.steps.map(({ from, rateBps }, place) => ({
              from: read(`tiers.steps.${place}.from`, from) ?? 0n,
              rateBps,
            })),
          },
    capPerOrder: read('capPerOrder', input.capPerOrder),
    capPerMonth: read('capPerMonth', input.capPerMonth),
    ...{ holdDays: input.holdDays, autoApprove: input.autoApprove, payOnZero: input.payOnZero },
    ...{ lockRate: input.lockRate, includeTax: input.includeTax, includeShipping: input.includeShipping },
    from: input.from === undefined ? now : new Date(input.from),
    to: input.to === undefined ? null : new Date(input.to),
  };
  const [problem] = problemsOf(rule);
  if (problem !== undefined) throw badField(problem.field, problem.problem);
  return { rule, storefront, scopeKey: scopeKeyOf(rule, storefront?.id ?? null) };
}

/** Returns a rule as it is stored. */
export function toNewRule({
  rule,
  storefront,
  scopeKey,
}: UnderstoodRule): Omit<NewRule, 'supersedes' | 'createdBy'> {
  const { who, what, tiers } = rule;
  const write = (amount: bigint | null) =>
    amount === null || storefront === null ? null : formatMinor(amount, storefront.currency);
  return {
    storefrontId: storefront?.id ?? null,
    name: rule.name,
    affiliateId: who.kind === 'affiliate' ? who.id : null,
    groupId: who.kind === 'group' ? who.id : null,
    sku: what.kind === 'sku' ? what.value : null,
    productId: what.kind === 'product' ? what.value : null,
    category: what.kind === 'category' ? what.value : null,
    ...{ kind: rule.kind, rateBps: rule.rateBps, amount: write(rule.amount), appliesTo: rule.appliesTo },
    limit: rule.limit,
    tiers: tiers && {
      ...{ window: tiers.window, mode: tiers.mode },
      steps: tiers.steps.map(({ from, rateBps }) => ({ from: write(from) ?? '0', rateBps })),
    },
    ...{ capPerOrder: write(rule.capPerOrder), capPerMonth: write(rule.capPerMonth) },
    ...{ holdDays: rule.holdDays, autoApprove: rule.autoApprove, payOnZero: rule.payOnZero },
    ...{ lockRate: rule.lockRate, includeTax: rule.includeTax, includeShipping: rule.includeShipping },
    ...{ from: rule.from, to: rule.to, scopeKey },
  };
}

function readWhat({ sku, productId, category }: RuleInput): RuleWhat {
  const named = [
    ...(sku === undefined ? [] : [{ kind: 'sku' as const, value: sku }]),
    ...(productId === undefined ? [] : [{ kind: 'product' as const, value: productId }]),
    ...(category === undefined ? [] : [{ kind: 'category' as const, value: category }]),
  ];
  const [first, second] = named;
  if (second !== undefined) {
    const field = second.kind === 'product' ? 'productId' : second.kind;
    throw badField(field, 'goes alone: a rule is for a SKU, a product or a category');
  }
  return first ?? { kind: 'any' };
}

/** Returns whom a rule is for, and whose amounts it names: those of the storefront of its affiliates. */
async function readWho(
  db: Executor,
  { affiliate: handle, group, storefront: slug, ...input }: RuleInput,
  by: Pick<Caller, 'storefrontId'>,
): Promise<{ who: RuleWho; storefront: StorefrontRow | null }> {
  if (handle !== undefined) {
    const affiliate = await new AffiliateDao(db).getAffiliateByHandle(handle, canonicalHandle(handle));
    if (affiliate === null) throw badField('affiliate', `there is no affiliate "${handle}"`);
    const storefront = await findStorefront(db, affiliate.storefrontSlug, by);
    if (slug !== undefined && slug !== storefront.slug) {
      throw badField('storefront', `"${handle}" is an affiliate of storefront "${storefront.slug}"`);
    }
    return { who: { kind: 'affiliate', id: affiliate.id }, storefront };
  }
  if (group !== undefined) {
    const storefront = await findStorefront(db, slug, by);
    const found = await new GroupDao(db).getGroupByName(storefront.id, groupKey(group));
    if (found === null) throw badField('group', `storefront "${storefront.slug}" has no group "${group}"`);
    return { who: { kind: 'group', id: found.id }, storefront };
  }
  const namesMoney = [input.amount, input.tiers, input.capPerOrder, input.capPerMonth].some(
    (amount) => amount !== undefined,
  );
  const storefront = slug === undefined && !namesMoney ? null : await findStorefront(db, slug, by);
  return { who: { kind: 'everyone' }, storefront };
}

/** Returns the error for a version that another one, with an end or a later beginning, stands in the way of. */
export function overlap(
  other: { id: number; name: string; from: Date; to: Date | null },
  field = 'from',
): AppError {
  const until = other.to === null ? 'on' : `until ${other.to.toISOString()}`;
  return new AppError(
    'conflict',
    `${field}: the rule "${other.name}" (${other.id}) is for the same from ${other.from.toISOString()} ${until}; ${remedy(other, field)}`,
    { details: { ruleId: other.id } },
  );
}

/** What a caller can do about a rule that is in the way: it stays, so that the other one goes around it. */
function remedy({ from, to }: { from: Date; to: Date | null }, field: string): string {
  if (field !== 'from') return `write a rule that ends by ${from.toISOString()} instead`;
  const later = to === null ? 'later' : `at ${to.toISOString()} or later`;
  return `let this one end by ${from.toISOString()}, or begin ${later}`;
}
