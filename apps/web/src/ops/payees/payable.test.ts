import { expect, test } from 'vitest';
import { amountProblem, isAbove } from './payable.ts';

test.each([
  ['0.01', true],
  ['0.00', false],
  ['0', false],
  ['-5.00', false],
])('%s is above zero: %s', (amount, is) => expect(isAbove(amount)).toBe(is));

test.each([
  ['25.00', null],
  ['25', null],
  ['0.01', null],
  ['25.01', 'No more than is payable.'],
  ['90071992547.93', 'No more than is payable.'],
  ['0', 'Enter an amount above zero.'],
  ['', 'Enter an amount above zero.'],
])('%s of what is payable', (text, problem) => {
  expect(amountProblem(text, { payable: '25.00', currency: 'EUR' })).toBe(problem);
});

test.each(['-1', '1.001', 'all'])('%s is no amount', (text) => {
  expect(amountProblem(text, { payable: '25.00', currency: 'EUR' })).toMatch(/^must be /);
});
