import { expect, test } from 'vitest';
import { countsOf, failuresOf, partnersWords, paymentsWords } from './item-counts.ts';

test('what went wrong in a batch is said in few words', () => {
  expect(failuresOf({ paid: { count: 9, amount: '90.00' } })).toBeNull();
  expect(
    failuresOf({
      paid: { count: 9, amount: '90.00' },
      returned: { count: 2, amount: '20.00' },
      failed: { count: 1, amount: '10.00' },
    }),
  ).toBe('1 failed, 2 returned');
});

test('states come in the order in which somebody should look at them, without those of none', () => {
  const counts = countsOf({
    paid: { count: 9, amount: '90.00' },
    sent: { count: 0, amount: '0.00' },
    mismatched: { count: 1, amount: '10.00' },
  });
  expect(counts.map(({ state }) => state)).toEqual(['mismatched', 'paid']);
});

test('one is one', () => {
  expect([paymentsWords(1, 'en'), paymentsWords(2400, 'en')]).toEqual(['1 payment', '2,400 payments']);
  expect([partnersWords(1, 'en'), partnersWords(0, 'en')]).toEqual(['1 partner', '0 partners']);
});
