import { describe, expect, test } from 'vitest';
import { describeDone, describeLeft, describeUndone, fellShort } from './bulk-words.ts';

const noun = { one: 'product', many: 'products' };

describe('what stays as it is', () => {
  test('says why, and names the first few', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    expect(describeLeft({ reason: 'unchanged', count: 1_200, names }, 'en')).toBe(
      '1,200 already have it: A, B, C, D, E and 1,195 more',
    );
    expect(describeLeft({ reason: 'changed', count: 1, names: ['A'] }, 'en')).toBe(
      '1 was changed by somebody else in the meantime: A',
    );
  });
});

test('what was done', () => {
  const done = (count: number) => (count === 1 ? 'has the threshold 20' : 'have the threshold 20');
  expect(describeDone({ applied: 40 }, { noun, done }, 'en')).toBe('40 products have the threshold 20.');
  expect(describeDone({ applied: 0 }, { noun, done }, 'en')).toBe('No product was changed.');
  expect(fellShort({ applied: 39, left: [] }, 40)).toBe(true);
});

test('an undo says what stays, and whose it is', () => {
  const kept = [{ reason: 'kept' as const, count: 12, names: ['A'] }];
  expect(describeUndone({ undone: 28, left: kept, changedBy: ['Mira'] }, noun, 'en')).toBe(
    '28 of 40 products are as they were. 12 were changed since by Mira, and stay.',
  );
  expect(describeUndone({ undone: 1, left: [], changedBy: [] }, noun, 'en')).toBe('1 product is as it was.');
});
