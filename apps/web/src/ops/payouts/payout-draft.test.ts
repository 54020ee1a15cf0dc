import { expect, test } from 'vitest';
import { isSameWish, type PayoutDraft, wishOf } from './payout-draft.ts';

const draft: PayoutDraft = { storefront: 'main', rail: 'sepa', currency: 'EUR', minimum: '' };
const isAmount = (text: string) => text !== 'NaN';

test('an empty minimum is the storefront’s own, and is not sent', () => {
  expect(wishOf(draft, isAmount)).toEqual({ storefront: 'main', rail: 'sepa', currency: 'EUR' });
  expect(wishOf({ ...draft, minimum: '25' }, isAmount)).toMatchObject({ minimum: '25' });
});

test('nothing is asked for while an amount cannot be read, or no currency is known', () => {
  expect(wishOf({ ...draft, minimum: 'NaN' }, isAmount)).toBeNull();
  expect(wishOf({ ...draft, currency: '' }, isAmount)).toBeNull();
});

test('what was looked at is what is drafted: any change means to look again', () => {
  const wish = wishOf(draft, isAmount);
  expect(isSameWish(wish, wishOf({ ...draft }, isAmount))).toBe(true);
  for (const change of [
    { rail: 'csv' },
    { currency: 'USD' },
    { minimum: '1' },
    { storefront: 'b' },
  ] as const) {
    expect(isSameWish(wish, wishOf({ ...draft, ...change }, isAmount))).toBe(false);
  }
  expect(isSameWish(null, null)).toBe(false);
});
