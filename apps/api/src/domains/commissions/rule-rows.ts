import type { CommissionRuleRow } from '@dreamteamhub/db/commissions';
import { parseMinor } from '../../platform/money.ts';
import { type CommissionRule, type RuleWhat, type RuleWho, scopeOf } from './rule.ts';

/** Where rules, on minor units, meet their rows, which hold decimal strings. */

/** Returns a stored version as orders in a currency are rated by it: one with money in it is in that of its storefront. */
export function ruleOf(row: CommissionRuleRow, currency: string): CommissionRule {
  const { id, name, kind, rateBps, appliesTo, limit, holdDays, autoApprove, payOnZero, lockRate } = row;
  const read = (amount: string | null) => (amount === null ? null : parseMinor(amount, currency));
  return {
    ...{ id, name, kind, rateBps, appliesTo, limit, holdDays, autoApprove, payOnZero, lockRate },
    who: whoOf(row),
    what: whatOf(row),
    amount: read(row.amount),
    tiers: row.tiers && {
      window: row.tiers.window,
      mode: row.tiers.mode,
      steps: row.tiers.steps.map(({ from, rateBps: rate }) => ({
        from: parseMinor(from, currency),
        rateBps: rate,
      })),
    },
    capPerOrder: read(row.capPerOrder),
    capPerMonth: read(row.capPerMonth),
    includeTax: row.includeTax,
    includeShipping: row.includeShipping,
    from: row.from,
    to: row.to,
  };
}

/** Returns whom a version is for. */
export function whoOf({ affiliateId, groupId }: Pick<CommissionRuleRow, 'affiliateId' | 'groupId'>): RuleWho {
  if (affiliateId !== null) return { kind: 'affiliate', id: affiliateId };
  return groupId === null ? { kind: 'everyone' } : { kind: 'group', id: groupId };
}

/** Returns the goods that a version is for. */
export function whatOf({
  sku,
  productId,
  category,
}: Pick<CommissionRuleRow, 'sku' | 'productId' | 'category'>): RuleWhat {
  if (sku !== null) return { kind: 'sku', value: sku };
  if (productId !== null) return { kind: 'product', value: productId };
  return category === null ? { kind: 'any' } : { kind: 'category', value: category };
}

/** Returns the text that versions share which may not be live at the same time. */
export function scopeKeyOf(
  rule: Pick<CommissionRule, 'who' | 'what' | 'appliesTo'>,
  storefrontId: number | null,
): string {
  return `${storefrontId ?? 'all'} ${scopeOf(rule)}`;
}

/** Whether a rule is no more than an affiliate's own rate, on all goods and orders. */
export function isOwnRate(rule: CommissionRule): boolean {
  return (
    rule.who.kind === 'affiliate' &&
    rule.what.kind === 'any' &&
    rule.kind === 'percent' &&
    rule.rateBps !== null &&
    rule.appliesTo === 'all' &&
    rule.limit === null &&
    rule.capPerOrder === null &&
    rule.capPerMonth === null &&
    !rule.includeTax &&
    !rule.includeShipping
  );
}
