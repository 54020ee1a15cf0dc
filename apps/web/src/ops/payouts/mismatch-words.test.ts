import { expect, test } from 'vitest';
import { decidedWords, decisionLabels, describeMismatch, meaningOf, reasonOf } from './mismatch-words.ts';

const more = { amount: '5.00', currency: 'USD', affiliateName: 'Trail Notes' };
const less = { ...more, amount: '-5.00' };

test('says whether too much or too little left', () => {
  expect(describeMismatch(more, 'en')).toBe('$5.00 too much');
  expect(describeMismatch(less, 'en')).toBe('$5.00 too little');
});

test('says why they differ, with amounts as people write them', () => {
  const told = (reason: string) => reasonOf({ reason, currency: 'USD' }, 'en');
  expect(told('paid 999.99 in place of 12345.76')).toBe('Paid $999.99 in place of $12,345.76.');
  expect(told('the bank paid 5 in place of 6')).toBe('The bank paid 5 in place of 6.');
});

test('says what each decision does to the partner and to the shop', () => {
  expect(meaningOf(more, 'affiliate', 'en')).toBe(
    'Trail Notes got $5.00 too much. It is taken from what is payable next.',
  );
  expect(meaningOf(more, 'shop', 'en')).toBe('Trail Notes keeps the $5.00, and it costs the shop.');
  expect(meaningOf(less, 'affiliate', 'en')).toBe('Trail Notes still gets the $5.00: it is payable again.');
  expect(meaningOf(less, 'shop', 'en')).toBe('Trail Notes does not get the $5.00: it stays with the shop.');
});

test('buttons and what was decided say the same', () => {
  for (const { amount } of [more, less]) {
    for (const decision of ['affiliate', 'shop'] as const) {
      expect(`${decidedWords({ amount, decision })}…`).toBe(decisionLabels({ amount })[decision]);
    }
  }
});
