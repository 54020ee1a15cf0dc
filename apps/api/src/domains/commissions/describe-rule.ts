import { sayMinor } from '../../platform/money.ts';
import { counted, percentage } from './explain.ts';
import type { CommissionRule, RuleTiers, RuleWhat } from './rule.ts';

/** Whom a rule is for, and in which currency, in words. */
export interface RuleNames {
  /** The affiliate's handle or the group's name; not needed for everyone. */
  who: string | null;
  currency: string;
}

/** Returns what a rule does, in plain sentences. */
export function describeRule(rule: CommissionRule, { who, currency }: RuleNames): string {
  const money = (minor: bigint) => sayMinor(minor, currency);
  const sentences = [
    `${whoOf(rule, who)} ${payOf(rule, money)}`,
    ...tiersOf(rule, money),
    ...limitOf(rule),
    ...capsOf(rule, money),
    ...baseOf(rule),
    ...(rule.lockRate ? ['A customer’s later orders keep the rate of their first commission'] : []),
    holdOf(rule),
  ];
  return sentences.map((sentence) => `${sentence}.`).join(' ');
}

type Money = (minor: bigint) => string;

function whoOf({ who }: CommissionRule, name: string | null): string {
  switch (who.kind) {
    case 'affiliate':
      return `${name ?? 'One partner'} earns`;
    case 'group':
      return name === null ? 'Each partner of a group earns' : `Each partner of the group ${name} earns`;
    case 'everyone':
      return 'Every partner earns';
  }
}

function payOf(rule: CommissionRule, money: Money): string {
  const { kind, rateBps, tiers, amount, what } = rule;
  const goods = goodsOf(what);
  const orders = ordersOf(rule);
  if (kind === 'percent' && tiers !== null) return `a rate by volume on ${goods}${orders}`;
  const pays = kind === 'percent' ? rateBps : amount;
  if (pays === null || BigInt(pays) === 0n) {
    const consequence = what.kind === 'any' ? '' : ', which do not count';
    return `nothing on ${goods}${orders}${consequence}`;
  }
  switch (kind) {
    case 'percent':
      return `${percentage(rateBps ?? 0)} of ${goods}${orders}`;
    case 'flatItem':
      return `${money(amount ?? 0n)} for each item of ${goods}${orders}`;
    case 'flatOrder':
      return `${money(amount ?? 0n)} for each order of ${goods}${orders}`;
  }
}

function goodsOf(what: RuleWhat): string {
  switch (what.kind) {
    case 'any':
      return 'all goods';
    case 'sku':
      return `goods with the SKU ${what.value}`;
    case 'product':
      return `goods of the product ${what.value}`;
    case 'category':
      return `goods in the category ${what.value}`;
  }
}

function ordersOf({ appliesTo }: CommissionRule): string {
  switch (appliesTo) {
    case 'all':
      return '';
    case 'first':
      return ', on a customer’s first order';
    case 'recurring':
      return ', on a customer’s orders after the first';
  }
}

function tiersOf({ tiers }: CommissionRule, money: Money): string[] {
  if (tiers === null) return [];
  const { steps, mode, window } = tiers satisfies RuleTiers;
  const rates = steps.map(({ from, rateBps }) =>
    from === 0n ? percentage(rateBps) : `${percentage(rateBps)} from ${money(from)}`,
  );
  const volume = window === 'month' ? 'sales of the month' : 'all sales so far';
  return [
    `By ${volume}, net of refunds: ${rates.join(', ')}`,
    mode === 'marginal'
      ? 'Each rate counts for the sales within its step'
      : 'The step reached before an order counts for the whole order',
  ];
}

function limitOf({ limit }: CommissionRule): string[] {
  if (limit === null) return [];
  if ('months' in limit)
    return [`It pays for ${counted(limit.months, 'month')} from a customer’s first commission`];
  const orders = limit.orders === 1 ? 'first order' : `first ${limit.orders} orders`;
  return [`It pays for a customer’s ${orders} with a commission`];
}

function capsOf({ capPerOrder, capPerMonth }: CommissionRule, money: Money): string[] {
  const caps = [
    ...(capPerOrder === null ? [] : [`${money(capPerOrder)} per order`]),
    ...(capPerMonth === null ? [] : [`${money(capPerMonth)} per partner and month`]),
  ];
  return caps.length === 0 ? [] : [`At most ${caps.join(' and ')}`];
}

function baseOf({ kind, includeShipping, includeTax, payOnZero }: CommissionRule): string[] {
  if (kind !== 'percent') return payOnZero ? ['It also pays on what costs nothing'] : [];
  if (includeShipping && includeTax) return ['Shipping and tax count'];
  if (includeShipping) return ['Shipping counts, tax does not'];
  return [includeTax ? 'Tax counts, shipping does not' : 'Shipping and tax do not count'];
}

function holdOf({ holdDays, autoApprove }: CommissionRule): string {
  const approval = autoApprove ? 'nobody needs to approve it' : 'it needs approval';
  return holdDays === 0
    ? `A commission is not held, and ${approval}`
    : `A commission is held for ${counted(holdDays, 'day')}, and ${approval}`;
}
