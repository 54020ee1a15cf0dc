import { expect, it } from 'vitest';
import { nextTargetDay } from './target-days.ts';

it.each([
  ['2026-12-01', '2026-12-02'],
  ['2026-12-04', '2026-12-07'],
  // Christmas on Friday and Saturday.
  ['2026-12-24', '2026-12-28'],
  ['2026-12-31', '2027-01-04'],
  // Good Friday is 26 March, Easter Monday the 29th.
  ['2027-03-25', '2027-03-30'],
  ['2025-04-17', '2025-04-22'],
  ['2026-04-30', '2026-05-04'],
  ['2028-02-28', '2028-02-29'],
])('after %s, TARGET is open on %s', (day, next) => {
  expect(nextTargetDay(day)).toBe(next);
});
