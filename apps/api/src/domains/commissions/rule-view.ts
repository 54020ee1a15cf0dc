import type { Executor } from '@dreamteamhub/db';
import { type CommissionRuleRow, RuleDao } from '@dreamteamhub/db/commissions';
import type { admin, WireOutputs } from '@dreamteamhub/sdk/contract';
import { formatStored } from '../../platform/money.ts';
import { describeRule } from './describe-rule.ts';
import { ruleOf } from './rule-rows.ts';

export type RuleView = WireOutputs<typeof admin>['commissions']['endRule'];

/** Of a rule that names no amount. */
export const ANY_CURRENCY = 'USD';

/** Returns stored versions as people read them. */
export async function toRuleViews(db: Executor, rows: readonly CommissionRuleRow[]): Promise<RuleView[]> {
  const names = await new RuleDao(db).getNames(rows.map(({ id }) => id));
  return rows.map((row) => {
    const {
      storefront = null,
      currency = null,
      affiliateHandle = null,
      group = null,
    } = names.get(row.id) ?? {};
    const namesMoney = [row.amount, row.tiers, row.capPerOrder, row.capPerMonth].some(
      (part) => part !== null,
    );
    const ofAmounts = currency ?? ANY_CURRENCY;
    const write = (amount: string | null) => (amount === null ? null : formatStored(amount, ofAmounts));
    return {
      id: row.id,
      name: row.name,
      storefront,
      currency: namesMoney ? currency : null,
      affiliateId: row.affiliateId,
      affiliateHandle,
      group,
      sku: row.sku,
      productId: row.productId,
      category: row.category,
      kind: row.kind,
      rateBps: row.rateBps,
      amount: write(row.amount),
      appliesTo: row.appliesTo,
      limit: row.limit,
      tiers: row.tiers && {
        ...row.tiers,
        steps: row.tiers.steps.map(({ from, rateBps }) => ({ from: formatStored(from, ofAmounts), rateBps })),
      },
      capPerOrder: write(row.capPerOrder),
      capPerMonth: write(row.capPerMonth),
      holdDays: row.holdDays,
      autoApprove: row.autoApprove,
      payOnZero: row.payOnZero,
      lockRate: row.lockRate,
      includeTax: row.includeTax,
      includeShipping: row.includeShipping,
      from: row.from.toISOString(),
      to: row.to?.toISOString() ?? null,
      supersedes: row.supersedes,
      createdAt: row.createdAt.toISOString(),
      words: describeRule(ruleOf(row, ofAmounts), { who: affiliateHandle ?? group, currency: ofAmounts }),
    };
  });
}
