import { expect, test } from 'vitest';
import { byCurrency } from './account-groups.ts';

const zeros = { opening: '0.00', debits: '0.00', credits: '0.00', closing: '0.00' };

test('amounts of different storefronts or currencies stand apart, and accounts in the order of money', () => {
  const groups = byCurrency([
    { ...zeros, storefront: 'main', kind: 'expense.commission', currency: 'USD' },
    { ...zeros, storefront: 'main', kind: 'pending', currency: 'JPY' },
    { ...zeros, storefront: 'second', kind: 'pending', currency: 'USD' },
    { ...zeros, storefront: 'main', kind: 'pending', currency: 'USD' },
  ]);
  expect(
    groups.map(({ storefront, currency, accounts }) => [
      storefront,
      currency,
      ...accounts.map(({ kind }) => kind),
    ]),
  ).toEqual([
    ['main', 'USD', 'pending', 'expense.commission'],
    ['main', 'JPY', 'pending'],
    ['second', 'USD', 'pending'],
  ]);
});
