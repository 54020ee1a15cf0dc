import { expect, test } from 'vitest';
import { ruleWith } from '../../../test/support/commission-rules.ts';
import type { CommissionRule } from './rule.ts';
import { problemsOf } from './rule-problems.ts';

const steps = (...all: [bigint, number][]) => all.map(([from, rateBps]) => ({ from, rateBps }));
const tiers = (...all: [bigint, number][]) =>
  ({ tiers: { window: 'month', mode: 'marginal', steps: steps(...all) } }) as const;
const flat = (amount: bigint, more: Partial<CommissionRule> = {}) =>
  ({ kind: 'flatItem', rateBps: null, amount, ...more }) as const;

test.each<[string, Partial<CommissionRule>]>([
  ['10 %', {}],
  ['nothing', { rateBps: 0 }],
  ['everything', { rateBps: 10_000 }],
  ['tiers', tiers([0n, 0], [100n, 500])],
  ['a flat amount of its cap', flat(500n, { capPerOrder: 500n, capPerMonth: 500n })],
  ['a limit of later orders', { appliesTo: 'recurring', limit: { orders: 2 } }],
  ['a locked rate', { lockRate: true, limit: { months: 12 } }],
  ['the longest hold', { holdDays: 999 }],
])('a rule of %s has no problem', (_, rule) => {
  expect(problemsOf(ruleWith(rule))).toEqual([]);
});

test.each<[string, Partial<CommissionRule>, fields: string[]]>([
  ['that says no rate', { rateBps: null }, ['rateBps']],
  ['of more than 100 %', { rateBps: 10_001 }, ['rateBps']],
  ['of a negative rate', { rateBps: -1 }, ['rateBps']],
  ['of a broken rate', { rateBps: 12.5 }, ['rateBps']],
  ['of a rate that is no number', { rateBps: Number.NaN }, ['rateBps']],
  ['of a percentage with an amount', { amount: 5n, rateBps: 10 }, ['amount']],
  ['with a rate beside its tiers', { ...tiers([0n, 5]), rateBps: 10 }, ['rateBps']],
  ['without an amount', { kind: 'flatOrder', rateBps: null, amount: null }, ['amount']],
  ['of a negative amount', flat(-1n), ['amount']],
  ['of an amount with a rate', flat(5n, { rateBps: 10 }), ['rateBps']],
  ['of an amount with tiers', flat(5n, tiers([0n, 5])), ['tiers']],
  ['without a step', tiers(), ['tiers.steps']],
  ['whose first step is not from 0', tiers([1n, 5]), ['tiers.steps']],
  ['whose steps do not ascend', tiers([0n, 5], [10n, 6], [10n, 7]), ['tiers.steps']],
  ['whose step pays more than 100 %', tiers([0n, 5], [10n, 10_001]), ['tiers.steps']],
  ['with an order cap below its amount', flat(500n, { capPerOrder: 499n }), ['capPerOrder']],
  ['with a month cap below its amount', flat(500n, { capPerMonth: 499n }), ['capPerMonth']],
  ['with a cap of nothing', { capPerOrder: 0n }, ['capPerOrder']],
  ['with a limit of no months', { limit: { months: 0 } }, ['limit']],
  ['with a limit of half an order', { limit: { orders: 1.5 } }, ['limit']],
  ['with a limit on first orders', { appliesTo: 'first', limit: { months: 1 } }, ['limit']],
  ['that never pays', { appliesTo: 'recurring', limit: { orders: 1 } }, ['limit']],
  ['that locks the rate of first orders', { appliesTo: 'first', lockRate: true }, ['lockRate']],
  ['of a hold of 1000 days', { holdDays: 1000 }, ['holdDays']],
  ['that ends as it begins', { to: new Date('2026-01-01T00:00:00Z') }, ['to']],
  ['without a name', { name: ' ' }, ['name']],
  ['for a nameless product', { what: { kind: 'product', value: '\u200B ' } }, ['productId']],
])('a rule %s names the field', (_, rule, fields) => {
  expect(problemsOf(ruleWith(rule)).map(({ field }) => field)).toEqual(fields);
});
