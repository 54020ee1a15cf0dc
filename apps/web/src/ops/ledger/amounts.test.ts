import { expect, test } from 'vitest';
import { addAmounts, negateAmount } from './amounts.ts';

test.each([
  ['0.10', '0.20', '0.30'],
  ['-5.00', '3.50', '-1.50'],
  ['-0.05', '0.02', '-0.03'],
  ['1250', '-250', '1000'],
  ['1.500', '0.500', '2.000'],
  ['90071992547409.93', '0.01', '90071992547409.94'],
  ['0.00', '0', '0.00'],
])('%s and %s are %s', (one, other, sum) => {
  expect(addAmounts(one, other)).toBe(sum);
});

test.each([
  ['3.00', '-3.00'],
  ['-3.00', '3.00'],
  ['0.00', '0.00'],
])('%s with the other sign is %s', (amount, negated) => expect(negateAmount(amount)).toBe(negated));
