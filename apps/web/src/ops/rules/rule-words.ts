import type { CommissionRule } from '../../hub/trpc.ts';
import { formatMoney } from '../../ui/format-number.ts';
import { formatCommissionRate } from '../affiliates/commission-rate.ts';

/** Whom a rule is for, as a kind and, unless it is everyone, a name. */
export function whoOf({ affiliateHandle, group }: Pick<CommissionRule, 'affiliateHandle' | 'group'>): {
  kind: string;
  name: string | null;
} {
  if (affiliateHandle !== null) return { kind: 'One partner', name: affiliateHandle };
  return group === null ? { kind: 'Every partner', name: null } : { kind: 'Group', name: group };
}

/** Which goods a rule is for, as a kind and, unless it is all of them, a value. */
export function goodsOf({
  sku,
  productId,
  category,
}: Pick<CommissionRule, 'sku' | 'productId' | 'category'>): {
  kind: string;
  value: string | null;
} {
  if (sku !== null) return { kind: 'SKU', value: sku };
  if (productId !== null) return { kind: 'Product', value: productId };
  return category === null ? { kind: 'All goods', value: null } : { kind: 'Category', value: category };
}

type Pays = Pick<CommissionRule, 'kind' | 'rateBps' | 'amount' | 'tiers' | 'currency'>;

/** What a rule pays, in few words: `12.5%`, `5% to 8%`, `$2.00 an item`. */
export function paysOf({ kind, rateBps, amount, tiers, currency }: Pays, locale?: string): string {
  const rate = (bps: number) => formatCommissionRate(bps, locale);
  if (kind === 'percent' && tiers !== null) {
    const rates = tiers.steps.map((step) => step.rateBps);
    const [least, most] = [Math.min(...rates), Math.max(...rates)];
    return least === most ? rate(least) : `${rate(least)} to ${rate(most)}`;
  }
  if (kind === 'percent') return rate(rateBps ?? 0);
  const money = formatMoney(amount ?? '0', currency ?? undefined, locale);
  return `${money} ${kind === 'flatItem' ? 'an item' : 'an order'}`;
}

/** Which orders of a customer a rule is for, where it is not for all. */
export function ordersOf({ appliesTo }: Pick<CommissionRule, 'appliesTo'>): string | null {
  switch (appliesTo) {
    case 'all':
      return null;
    case 'first':
      return 'first orders';
    case 'recurring':
      return 'later orders';
  }
}

type Period = Pick<CommissionRule, 'from' | 'to'>;

/** Own rates of partners from before there were rules, and those that a partner begins with, are for all its orders. */
export function isAlways({ from }: Pick<CommissionRule, 'from'>): boolean {
  return Date.parse(from) <= Date.UTC(2000, 0, 1);
}

/** Whether a version is for orders now, was, or will be. */
export function stateOf({ from, to }: Period, now: number): 'upcoming' | 'live' | 'ended' {
  if (Date.parse(from) > now) return 'upcoming';
  return to !== null && Date.parse(to) <= now ? 'ended' : 'live';
}

/** A step of a rate by volume; amounts are decimals. */
interface Step {
  from: string;
  percent: string;
}

/**
 * What an order pays that crosses into the second step, under both meanings of steps. Null while the steps say too little.
 */
export function tierExample(
  steps: readonly Step[],
  {
    window,
    currency,
    locale,
  }: { window: 'month' | 'lifetime'; currency: string | undefined; locale?: string },
): { marginal: string; whole: string } | null {
  const [first, second] = steps;
  const numbers = [second?.from, first?.percent, second?.percent].map((text) =>
    text === undefined || text === '' ? Number.NaN : Number(text),
  );
  const [edge = Number.NaN, low = Number.NaN, high = Number.NaN] = numbers;
  if (numbers.some(Number.isNaN) || edge <= 0) return null;
  const money = (amount: number) => formatMoney(amount.toFixed(2), currency, locale);
  const rate = (percent: number) => formatCommissionRate(Math.round(percent * 100), locale);
  const part = edge / 10;
  const sold = `After ${money(edge - part)} of sales ${window === 'month' ? 'this month' : 'so far'}, an order of ${money(2 * part)} pays`;
  const split = (part * low) / 100 + (part * high) / 100;
  return {
    marginal: `${sold} ${rate(low)} of ${money(part)} and ${rate(high)} of ${money(part)}: ${money(split)}.`,
    whole: `${sold} ${rate(low)} of all of it: ${money((2 * part * low) / 100)}. The next order pays ${rate(high)}.`,
  };
}
