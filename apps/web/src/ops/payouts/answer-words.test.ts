import { expect, test } from 'vitest';
import { describeAnswer } from './answer-words.ts';

const nothing = { applied: 0, stale: 0, mismatched: 0, unknown: [], batch: { itemCount: 12 } };

test('an answer that changes nothing says so', () => {
  expect(describeAnswer(nothing, 'en')).toEqual(['It says nothing new.']);
});

test('each kind of row is counted', () => {
  expect(
    describeAnswer({ ...nothing, applied: 9, stale: 1, mismatched: 1, unknown: ['X-1', 'X-2'] }, 'en'),
  ).toEqual([
    'It says what became of 9 of 12 payments.',
    '1 payment was known already.',
    '1 payment differs from what was owed. Decide below whose the difference is.',
    '2 of its references are not of this payout:',
  ]);
});
