import { expect, test } from 'vitest';
import { contextWith, orderOf, ruleWith } from '../../../test/support/commission-rules.ts';
import { neededFor } from './needed-facts.ts';
import type { CommissionRule, RuleTiers } from './rule.ts';

const order = orderOf([{ sku: 'A' }, { sku: 'B' }]);
const needed = (rules: readonly CommissionRule[], of = order, timeZone = 'UTC') =>
  neededFor(of, contextWith(rules, { timeZone }));

const nothing = { isCustomerNeeded: false, volumes: [], monthCaps: [] };
const tiers: RuleTiers = { window: 'month', mode: 'whole', steps: [{ from: 0n, rateBps: 500 }] };

test('plain rules need nothing, nor do rules of other goods and other times', () => {
  expect(needed([])).toEqual(nothing);
  expect(needed([ruleWith(), ruleWith({ what: { kind: 'sku', value: 'A' }, capPerOrder: 5n })])).toEqual(
    nothing,
  );
  const elsewhere = { what: { kind: 'sku', value: 'C' } } as const;
  expect(needed([ruleWith({ ...elsewhere, tiers, capPerMonth: 1n, limit: { months: 1 } })])).toEqual(nothing);
  const over = { to: new Date('2026-02-01T00:00:00Z') };
  expect(needed([ruleWith({ ...over, tiers, capPerMonth: 1n, limit: { months: 1 } })])).toEqual(nothing);
});

test('a rule that loses to another needs nothing', () => {
  const ofAffiliate = ruleWith({ who: { kind: 'affiliate', id: 7 } });
  expect(needed([ofAffiliate, ruleWith({ tiers, appliesTo: 'first', capPerMonth: 1n })])).toEqual(nothing);
});

test('a given commission needs nothing', () => {
  const rules = [ruleWith({ tiers, limit: { orders: 2 }, capPerMonth: 5n })];
  expect(needed(rules, { ...order, given: 100n })).toEqual(nothing);
});

test.each<[string, Partial<CommissionRule>]>([
  ['for first orders', { appliesTo: 'first' }],
  ['for later orders', { appliesTo: 'recurring' }],
  ['with a limit', { limit: { months: 12 } }],
  ['with a locked rate', { lockRate: true }],
  ['with a locked rate, which has ended', { lockRate: true, to: new Date('2026-02-01T00:00:00Z') }],
])('a rule %s needs the customer', (_, rule) => {
  expect(needed([ruleWith(rule)]).isCustomerNeeded).toBe(true);
});

test('tiers need the volume since their window began, in the programme’s time zone', () => {
  const month = ruleWith({ tiers, what: { kind: 'sku', value: 'A' } });
  const always = ruleWith({ tiers: { ...tiers, window: 'lifetime' } });
  expect(needed([month, always])).toEqual({
    ...nothing,
    volumes: [
      { rule: month, since: new Date('2026-06-01T00:00:00Z') },
      { rule: always, since: null },
    ],
  });
  // In Auckland, July has begun.
  const late = { ...order, orderedAt: new Date('2026-06-30T20:00:00Z') };
  expect(needed([month], late, 'Pacific/Auckland').volumes).toEqual([
    { rule: month, since: new Date('2026-06-30T12:00:00Z') },
  ]);
});

test('a cap a month needs what is used of the month; both rules that a customer may turn out to have are asked for', () => {
  const first = ruleWith({ appliesTo: 'first', capPerMonth: 100n });
  const later = ruleWith({ appliesTo: 'recurring', tiers });
  expect(needed([first, later])).toMatchObject({
    isCustomerNeeded: true,
    volumes: [{ rule: later }],
    monthCaps: [
      {
        rule: first,
        month: { start: new Date('2026-06-01T00:00:00Z'), end: new Date('2026-07-01T00:00:00Z') },
      },
    ],
  });
});
