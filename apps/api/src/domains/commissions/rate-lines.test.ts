import { describe, expect, test } from 'vitest';
import {
  amounts,
  flatItem,
  flatOrder,
  forSku,
  orderOf,
  percent,
  rate,
  ruleWith,
} from '../../../test/support/commission-rules.ts';
import { explain } from './explain.ts';
import type { CommissionRule, RuleStep, RuleTiers } from './rule.ts';

describe('a flat commission', () => {
  test('for each item counts items, also broken ones, half to even', () => {
    const of = (quantity: string) => amounts(orderOf([{ quantity }]), [flatItem(25n)])[0];
    expect(of('3')).toBe(75n);
    expect(of('3.000')).toBe(75n);
    expect(of('0.1')).toBe(2n);
    expect(of('0.3')).toBe(8n);
    expect(of('1e-7')).toBe(0n);
    expect(of('1000000000')).toBe(25_000_000_000n);
    expect(() => of('-1')).toThrow(RangeError);
  });

  test('for an order is spread by net over the lines that its rule was chosen for', () => {
    const order = orderOf([{ net: 100n, sku: 'A' }, 5000n, { net: 300n, sku: 'A', shipping: 999n }]);
    expect(amounts(order, [flatOrder(1000n, forSku('A'))])).toEqual([250n, 250n, 750n]);
  });

  test('is paid on nothing only if the rule says so', () => {
    const order = orderOf([{ net: 0n, quantity: '2' }, { net: 0n }]);
    expect(amounts(order, [flatItem(500n)])).toEqual([0n, 0n]);
    expect(amounts(order, [flatOrder(500n)])).toEqual([0n, 0n]);
    expect(amounts(order, [flatItem(500n, { payOnZero: true })])).toEqual([1000n, 500n]);
    expect(amounts(order, [flatOrder(500n, { payOnZero: true })])).toEqual([500n, 0n]);
    expect(amounts({ ...orderOf([]), revenue: 0n }, [flatOrder(500n, { payOnZero: true })])).toEqual([500n]);
  });

  test('skips a line whose fees leave nothing to count', () => {
    expect(amounts(orderOf([{ net: 500n, fees: -500n }, 500n]), [flatOrder(300n)])).toEqual([0n, 300n]);
  });

  test('has as many decimals as its currency', () => {
    const [yen] = rate(orderOf([{ quantity: '3' }]), [flatItem(150n, { name: 'Flat' })]).lines;
    const shown = (currency: string) => explain(yen?.explanation as never, { currency, timeZone: 'UTC' });
    expect(shown('JPY')).toBe('Flat: ¥150 × 3 = ¥450.');
    expect(shown('KWD')).toBe('Flat: KWD\u00a00.150 × 3 = KWD\u00a00.450.');
  });
});

describe('tiers', () => {
  const steps: RuleStep[] = [
    { from: 0n, rateBps: 500 },
    { from: 10_000n, rateBps: 1000 },
    { from: 20_000n, rateBps: 2000 },
  ];
  const ladder = (mode: RuleTiers['mode'], more: Partial<CommissionRule> = {}) =>
    ruleWith({ tiers: { window: 'month', mode, steps }, ...more });
  const rated = (rule: CommissionRule, volume: bigint, nets: readonly bigint[]) =>
    rate(orderOf(nets), [rule], { volumes: new Map([[rule.id, volume]]) });

  test.each<[volume: bigint, amount: bigint, rateBps: number]>([
    [0n, 250n, 500],
    [9_999n, 250n, 500],
    [10_000n, 500n, 1000],
    [19_999n, 500n, 1000],
    [20_000n, 1000n, 2000],
  ])('as a whole: after %i, an order of 50.00 earns %i', (volume, amount, rateBps) => {
    expect(rated(ladder('whole'), volume, [5000n]).lines).toMatchObject([{ amount, rateBps }]);
  });

  test('as a whole are not passed within an order', () => {
    expect(rated(ladder('whole'), 9_999n, [50_000n, 50_000n]).total).toBe(5000n);
  });

  test.each<[volume: bigint, net: bigint, amount: bigint, rateBps: number | null]>([
    [0n, 10_000n, 500n, 500],
    // One cent at 10 %, together rounded once: 500.1.
    [0n, 10_001n, 500n, null],
    [9_999n, 1n, 0n, 500],
    [10_000n, 10_000n, 1000n, 1000],
    [5000n, 20_000n, 250n + 1000n + 1000n, null],
    [20_000n, 100n, 20n, 2000],
    [10_000n, 0n, 0n, 1000],
  ])('by part: after %i, a line of %i earns %i', (volume, net, amount, rateBps) => {
    expect(rated(ladder('marginal'), volume, [net]).lines).toMatchObject([{ amount, rateBps }]);
  });

  test('by part round the sum of a line once', () => {
    // 5 % of 0.10 and 10 % of 0.05 are half a cent each, and one together.
    const rule = ruleWith({
      tiers: {
        ...{ window: 'lifetime', mode: 'marginal' },
        steps: [
          { from: 0n, rateBps: 500 },
          { from: 10n, rateBps: 1000 },
        ],
      },
    });
    expect(rated(rule, 0n, [15n]).total).toBe(1n);
  });

  test('by part run on through the lines of an order, those of other rules included', () => {
    const rule = ladder('marginal');
    const order = orderOf([{ net: 8000n }, { net: 6000n, sku: 'X' }, { net: 10_000n }]);
    const volumes = new Map([[rule.id, 0n]]);
    // 80.00 at 5 %; 60.00 at 1 %; then 60.00 at 10 % and 40.00 at 20 %.
    expect(amounts(order, [rule, percent(100, forSku('X'))], { volumes })).toEqual([400n, 60n, 600n + 800n]);
    // What is excluded counts nothing.
    expect(amounts(order, [rule, percent(0, forSku('X'))], { volumes })).toEqual([400n, 0n, 100n + 800n]);
  });

  test('cannot be rated without the volume', () => {
    expect(() => rate(orderOf([1n]), [ladder('whole')])).toThrow(RangeError);
  });

  test('begin at the first step for a volume that refunds took below nothing', () => {
    expect(rated(ladder('marginal'), -500n, [1000n]).total).toBe(50n);
    expect(rated(ladder('whole'), -500n, [1000n]).total).toBe(50n);
  });
});

describe('a cap', () => {
  test('per order is spread over the lines by what they are without it', () => {
    const rule = percent(1000, { capPerOrder: 1000n });
    expect(amounts(orderOf([10_000n, 20_000n]), [rule])).toEqual([333n, 667n]);
    expect(amounts(orderOf([5000n, 5000n]), [rule])).toEqual([500n, 500n]);
  });

  test('binds the lines of its own rule only', () => {
    const order = orderOf([{ sku: 'A' }, { sku: 'B' }]);
    expect(amounts(order, [percent(1000, { ...forSku('A'), capPerOrder: 400n }), percent(1000)])).toEqual([
      400n,
      1000n,
    ]);
  });

  test('per month leaves what is left of it, after the cap per order', () => {
    const rule = percent(1000, { capPerOrder: 1500n, capPerMonth: 5000n });
    const of = (left: bigint) =>
      amounts(orderOf([10_000n, 10_000n]), [rule], { leftOfMonth: new Map([[rule.id, left]]) });
    expect(of(5000n)).toEqual([750n, 750n]);
    expect(of(1501n)).toEqual([750n, 750n]);
    expect(of(101n)).toEqual([51n, 50n]);
    expect(of(0n)).toEqual([0n, 0n]);
    expect(of(-300n)).toEqual([0n, 0n]);
    expect(() => amounts(orderOf([1n]), [rule])).toThrow(RangeError);
  });

  test('bounds flat commissions and tiers alike', () => {
    expect(amounts(orderOf([{ quantity: '9' }]), [flatItem(100n, { capPerOrder: 250n })])).toEqual([250n]);
    const tiers: RuleTiers = { window: 'lifetime', mode: 'marginal', steps: [{ from: 0n, rateBps: 5000 }] };
    const rule = ruleWith({ tiers, capPerOrder: 250n });
    expect(amounts(orderOf([10_000n]), [rule], { volumes: new Map([[rule.id, 0n]]) })).toEqual([250n]);
  });
});
