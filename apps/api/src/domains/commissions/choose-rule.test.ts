import { describe, expect, test } from 'vitest';
import { contextWith, lineWith, ORDERED_AT, ruleWith } from '../../../test/support/commission-rules.ts';
import { type CustomerHistory, chooseRule } from './choose-rule.ts';
import type { CommissionRule, Goods, RuleWhat, RuleWho } from './rule.ts';

const known: CustomerHistory = {
  isFirst: true,
  firstCommissionAt: null,
  commissionedOrders: 0,
  lockedRules: [],
};
const renewal: CustomerHistory = {
  ...known,
  isFirst: false,
  firstCommissionAt: new Date('2026-02-01T00:00:00Z'),
  commissionedOrders: 1,
};

const goods = lineWith({ sku: 'S', productId: 'P', categories: ['Shoes', 'Summer'] });

function choose(
  rules: readonly CommissionRule[],
  {
    line = goods,
    customer = known,
    at = ORDERED_AT,
  }: { line?: Goods; customer?: CustomerHistory | null; at?: Date } = {},
) {
  return chooseRule(line, { ...contextWith(rules), at, customer });
}

const affiliate: RuleWho = { kind: 'affiliate', id: 7 };
const group: RuleWho = { kind: 'group', id: 3 };
const everyone: RuleWho = { kind: 'everyone' };
const sku: RuleWhat = { kind: 'sku', value: 'S' };
const product: RuleWhat = { kind: 'product', value: 'P' };
const category: RuleWhat = { kind: 'category', value: 'Shoes' };
const any: RuleWhat = { kind: 'any' };

describe('one rule of a line', () => {
  test('is the first of: affiliate, group, everyone; then SKU, product, category, any', () => {
    const rules = [affiliate, group, everyone].flatMap((who) =>
      [sku, product, category, any].map((what) => ruleWith({ who, what })),
    );
    // Whatever order they come in, each goes before all those after it.
    for (const [place, best] of rules.entries()) {
      const { rule, passedOver } = choose(rules.slice(place).reverse());
      expect(rule).toBe(best);
      expect(passedOver).toHaveLength(rules.length - place - 1);
    }
  });

  test('says of each other why it was passed over', () => {
    const best = ruleWith({ who: affiliate, what: sku });
    const rules = {
      widerPartners: ruleWith({ who: group, what: sku }),
      widerGoods: ruleWith({ who: affiliate, what: any }),
      renewalsOnly: ruleWith({ who: affiliate, what: sku, appliesTo: 'recurring' }),
    };
    const { passedOver } = choose([...Object.values(rules), best]);
    const whys = new Map(passedOver.map(({ rule, why }) => [why as string, rule]));
    expect(whys).toEqual(new Map(Object.entries(rules)));
  });

  test('says of a rule of a wider circle that it is wider, whichever orders it is for', () => {
    const rules = [ruleWith({ appliesTo: 'first' }), ruleWith({ who: affiliate })];
    for (const customer of [null, known, renewal]) {
      expect(choose(rules, { customer }).passedOver).toMatchObject([{ why: 'widerPartners' }]);
    }
  });

  test('for first or later orders goes before one for all, and is none for the others', () => {
    const all = ruleWith();
    const first = ruleWith({ appliesTo: 'first' });
    const later = ruleWith({ appliesTo: 'recurring' });
    expect(choose([all, first, later]).rule).toBe(first);
    expect(choose([all, first, later], { customer: renewal }).rule).toBe(later);
    expect(choose([first], { customer: renewal })).toMatchObject({
      rule: null,
      passedOver: [{ why: 'firstOrdersOnly' }],
    });
    // However particular it is otherwise.
    const ofAffiliate = ruleWith({ who: affiliate, what: sku, appliesTo: 'first' });
    expect(choose([all, ofAffiliate], { customer: renewal }).rule).toBe(all);
  });

  test('of an unknown customer is that of a first order', () => {
    const first = ruleWith({ appliesTo: 'first' });
    expect(choose([first, ruleWith({ appliesTo: 'recurring' })], { customer: null }).rule).toBe(first);
  });

  test('of two alike is the later one, then the one with the higher id', () => {
    const early = ruleWith();
    const late = ruleWith({ from: new Date('2026-02-01T00:00:00Z') });
    const twin = ruleWith({ from: late.from });
    expect(choose([late, early])).toMatchObject({ rule: late, passedOver: [{ why: 'earlierStart' }] });
    expect(choose([twin, late, early])).toMatchObject({
      rule: twin,
      passedOver: [{ why: 'lowerId' }, { why: 'earlierStart' }],
    });
  });

  test('of two categories of a line is the later one, and a category that is named twice counts once', () => {
    const shoes = ruleWith({ what: category });
    const summer = ruleWith({
      what: { kind: 'category', value: 'Summer' },
      from: new Date('2026-03-01T00:00:00Z'),
    });
    const line = { ...goods, categories: ['Shoes', 'Summer', 'Shoes'] };
    expect(choose([shoes, summer], { line })).toMatchObject({ rule: summer, passedOver: [{ rule: shoes }] });
    expect(choose([shoes, summer], { line }).passedOver).toHaveLength(1);
  });

  test('counts from its beginning until just before its end', () => {
    const from = new Date('2026-03-01T00:00:00Z');
    const to = new Date('2026-04-01T00:00:00Z');
    const rule = ruleWith({ from, to });
    const ruleAt = (at: Date) => choose([rule], { at }).rule;
    expect(ruleAt(new Date(from.getTime() - 1))).toBeNull();
    expect(ruleAt(from)).toBe(rule);
    expect(ruleAt(new Date(to.getTime() - 1))).toBe(rule);
    expect(ruleAt(to)).toBeNull();
  });

  test('compares goods by their canonical text, and tells upper from lower case', () => {
    const rule = ruleWith({ what: { kind: 'sku', value: 'Café\u00A01' } });
    const of = (text: string) => choose([rule], { line: { ...goods, sku: text } }).rule;
    expect(of('Cafe\u0301 1')).toBe(rule);
    expect(of(' Café\u200B 1 ')).toBe(rule);
    expect(of('café 1')).toBeNull();
  });

  test('is not that of another affiliate, group or kind of text', () => {
    const others = [
      ruleWith({ who: { kind: 'affiliate', id: 8 } }),
      ruleWith({ who: { kind: 'group', id: 7 } }),
      ruleWith({ what: { kind: 'category', value: 'S' } }),
      ruleWith({ what: { kind: 'product', value: 'Shoes' } }),
      ruleWith({ what: { kind: 'sku', value: 'P any' } }),
    ];
    expect(choose(others)).toMatchObject({ rule: null, isLocked: false, passedOver: [] });
    expect(choose([ruleWith({ what: sku })], { line: lineWith() }).rule).toBeNull();
  });
});

describe('a locked rate', () => {
  const old = ruleWith({ lockRate: true, to: new Date('2026-03-01T00:00:00Z') });
  const next = ruleWith({ rateBps: 100, from: new Date('2026-03-01T00:00:00Z') });
  const customer = { ...renewal, lockedRules: [old] };

  test('is kept by a customer’s later orders after a new version has come', () => {
    expect(choose([old, next], { customer })).toMatchObject({
      rule: old,
      isLocked: true,
      passedOver: [{ rule: next, why: 'lockedVersion' }],
    });
  });

  test('is not for who comes later, nor when it was never locked', () => {
    expect(choose([old, next]).rule).toBe(next);
    const open = { ...old, lockRate: false };
    expect(choose([open, next], { customer: { ...renewal, lockedRules: [open] } }).rule).toBe(next);
  });

  test('stays when no version comes after it', () => {
    expect(choose([old], { customer }).rule).toBe(old);
  });

  test('keeps its place: a rule of a smaller circle goes before it', () => {
    const ofAffiliate = ruleWith({ who: affiliate });
    expect(choose([old, next, ofAffiliate], { customer })).toMatchObject({
      rule: ofAffiliate,
      isLocked: false,
    });
  });

  test('is of its own scope and orders only', () => {
    const later = ruleWith({ appliesTo: 'recurring' });
    expect(choose([old, next, later], { customer }).rule).toBe(later);
    const shoes = ruleWith({ what: category, lockRate: true });
    const line = lineWith({ categories: ['Hats'] });
    expect(choose([next], { line, customer: { ...renewal, lockedRules: [shoes] } }).rule).toBe(next);
  });

  test('of the version that is live is the live one, and passes nothing over', () => {
    const live = ruleWith({ lockRate: true });
    expect(choose([live], { customer: { ...renewal, lockedRules: [{ ...live }] } })).toMatchObject({
      rule: live,
      isLocked: true,
      passedOver: [],
    });
  });
});
