import { expect, test } from 'vitest';
import { owes } from './account-rules.ts';

test.each([
  ['-12.50', '12.50'],
  ['-0.00', null],
  ['0.00', null],
  ['3.00', null],
])('a payable of %s: the partner owes %s', (payable, debt) => {
  expect(owes({ payable })).toBe(debt);
});
