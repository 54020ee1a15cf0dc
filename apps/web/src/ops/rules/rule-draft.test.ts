import { describe, expect, test } from 'vitest';
import type { CommissionRule } from '../../hub/trpc.ts';
import {
  draftOf,
  EMPTY_DRAFT,
  fieldProblems,
  namesMoney,
  type RuleDraft,
  readDraft,
  writeTime,
} from './rule-draft.ts';

const ZONE = 'Europe/Berlin';
const draft = (changes: Partial<RuleDraft>): RuleDraft => ({
  ...EMPTY_DRAFT,
  name: 'Rates',
  percent: '12.5',
  ...changes,
});
const read = (changes: Partial<RuleDraft>) => readDraft(draft(changes), ZONE);
const steps = (...all: [from: string, percent: string][]) =>
  all.map(([from, percent], key) => ({ key, from, percent }));

describe('what somebody has written is read', () => {
  test('as percent for everyone, in basis points and with nothing that was not said', () => {
    expect(read({}).rule).toEqual({
      ...{ name: 'Rates', kind: 'percent', rateBps: 1250, appliesTo: 'all', holdDays: 0 },
      ...{ autoApprove: false, lockRate: false, includeTax: false, includeShipping: false },
    });
  });

  test.each([
    ['0', 0],
    ['0.01', 1],
    ['1', 100],
    ['8.33', 833],
    ['4.35', 435],
    ['100', 10_000],
  ])('%s %% is %i basis points', (percent, rateBps) => {
    expect(read({ percent }).rule).toMatchObject({ rateBps });
  });

  test('as an amount, which has no flags for tax and shipping', () => {
    const { rule } = read({ pay: 'flatItem', amount: '2.00', payOnZero: true, includeTax: true });
    expect(rule).toMatchObject({ kind: 'flatItem', amount: '2.00', payOnZero: true });
    expect(rule).not.toHaveProperty('rateBps');
    expect(rule).not.toHaveProperty('includeTax');
  });

  test('as steps', () => {
    const { rule } = read({ pay: 'tiers', mode: 'whole', steps: steps(['0', '5'], ['1000', '8']) });
    expect(rule).toMatchObject({
      kind: 'percent',
      tiers: {
        window: 'month',
        mode: 'whole',
        steps: [
          { from: '0', rateBps: 500 },
          { from: '1000', rateBps: 800 },
        ],
      },
    });
  });

  test('for a partner without a storefront, and for a group with its own', () => {
    const chosen = { affiliate: 'trail', group: 'Gold', storefront: 'outlet' };
    expect(read({ ...chosen, who: 'affiliate' }).rule).toMatchObject({ affiliate: 'trail' });
    expect(read({ ...chosen, who: 'affiliate' }).rule).not.toHaveProperty('storefront');
    expect(read({ ...chosen, who: 'group' }).rule).toMatchObject({ group: 'Gold', storefront: 'outlet' });
    expect(read({ ...chosen, who: 'group' }).rule).not.toHaveProperty('affiliate');
  });

  test('without a limit and a locked rate for first orders, whatever was chosen before', () => {
    const { rule } = read({ appliesTo: 'first', limit: 'months', limitCount: '', lockRate: true });
    expect(rule).not.toHaveProperty('limit');
    expect(rule).toMatchObject({ lockRate: false });
  });

  test('with times of the person’s zone', () => {
    expect(read({ from: '2026-01-01T00:00', to: '2026-07-01T00:00' }).rule).toMatchObject({
      from: '2025-12-31T23:00:00.000Z',
      to: '2026-06-30T22:00:00.000Z',
    });
    expect(writeTime('2026-06-30T22:00:00.000Z', ZONE)).toBe('2026-07-01T00:00');
  });
});

describe('what is missing is said at its field', () => {
  test.each<[Partial<RuleDraft>, string]>([
    [{ name: ' ' }, 'name'],
    [{ who: 'affiliate' }, 'affiliate'],
    [{ who: 'group' }, 'group'],
    [{ goods: 'sku' }, 'goods'],
    [{ percent: '' }, 'percent'],
    [{ percent: 'NaN' }, 'percent'],
    [{ percent: '100.01' }, 'percent'],
    [{ percent: '-1' }, 'percent'],
    [{ pay: 'flatOrder' }, 'amount'],
    [{ pay: 'tiers', steps: steps(['0', '5'], ['', '8']) }, 'steps.1.from'],
    [{ pay: 'tiers', steps: steps(['0', '5'], ['100', '']) }, 'steps.1.percent'],
    [{ pay: 'tiers', steps: steps(['0', '5'], ['100', '8'], ['100', '9']) }, 'steps.2.from'],
    [{ limit: 'months', limitCount: '0' }, 'limit'],
    [{ capPerMonth: 'NaN' }, 'capPerMonth'],
    [{ holdDays: '' }, 'holdDays'],
    [{ holdDays: '1.5' }, 'holdDays'],
    [{ from: '2026-13-01T00:00' }, 'from'],
  ])('%j: %s', (changes, field) => {
    const { rule, problems } = read(changes);
    expect(rule).toBeNull();
    expect(Object.keys(problems ?? {})).toEqual([field]);
  });
});

test('what the hub says of a field stands at the field of the form', () => {
  expect(
    fieldProblems([
      { path: 'rateBps', message: 'a' },
      { path: 'tiers.steps.1.rateBps', message: 'b' },
      { path: 'tiers.steps', message: 'c' },
      { path: 'rule.capPerOrder', message: 'd' },
      { path: 'productId', message: 'e' },
    ]),
  ).toEqual({ percent: 'a', 'steps.1.percent': 'b', steps: 'c', capPerOrder: 'd', goods: 'e' });
});

test('a cap names money, and plain percent does not', () => {
  expect(namesMoney(draft({}))).toBe(false);
  expect(namesMoney(draft({ capPerOrder: '5' }))).toBe(true);
  expect(namesMoney(draft({ pay: 'tiers' }))).toBe(true);
});

test('the next version of one that pays nothing pays nothing', () => {
  const none = { ...STORED, tiers: null, rateBps: 0 };
  expect(readDraft(draftOf(none), ZONE).rule).toMatchObject({ kind: 'percent', rateBps: 0 });
});

const STORED: CommissionRule = {
  ...{
    id: 7,
    name: 'Gold',
    storefront: 'default',
    currency: 'USD',
    affiliateId: null,
    affiliateHandle: null,
  },
  ...{ group: 'Gold', sku: null, productId: null, category: 'Tents', kind: 'percent', rateBps: null },
  ...{ amount: null, appliesTo: 'recurring', limit: { orders: 3 } },
  tiers: { window: 'lifetime', mode: 'whole', steps: [{ from: '0.00', rateBps: 1250 }] },
  ...{ capPerOrder: '50.00', capPerMonth: null, holdDays: 14, autoApprove: true, payOnZero: false },
  ...{ lockRate: true, includeTax: false, includeShipping: true, from: '2026-01-01T00:00:00.000Z' },
  ...{ to: '2026-02-01T00:00:00.000Z', supersedes: null, createdAt: '2026-01-01T00:00:00.000Z', words: '' },
};

test('the next version of a stored one says the same, and is from now on', () => {
  expect(readDraft(draftOf(STORED), ZONE).rule).toEqual({
    ...{ name: 'Gold', group: 'Gold', storefront: 'default', category: 'Tents', kind: 'percent' },
    tiers: { window: 'lifetime', mode: 'whole', steps: [{ from: '0.00', rateBps: 1250 }] },
    ...{ appliesTo: 'recurring', limit: { orders: 3 }, lockRate: true, capPerOrder: '50.00' },
    ...{ holdDays: 14, autoApprove: true, includeTax: false, includeShipping: true },
  });
});
