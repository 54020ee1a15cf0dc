import { describe, expect, it } from 'vitest';
import { shortfallOf, signedDelta, undoneWords, urgencyWords } from './stock-rules.ts';

describe('signedDelta', () => {
  it.each([
    ['restocked', 'remove', 5],
    ['return', 'remove', 5],
    ['sale', 'add', -5],
    ['damaged', 'add', -5],
  ] as const)('%s has its own direction, whatever the person chose (%s)', (reason, direction, delta) => {
    expect(signedDelta({ reason, direction, quantity: 5 })).toBe(delta);
  });

  it('a correction goes the way that the person chose', () => {
    expect(signedDelta({ reason: 'adjusted', direction: 'add', quantity: 3 })).toBe(3);
    expect(signedDelta({ reason: 'adjusted', direction: 'remove', quantity: 3 })).toBe(-3);
  });
});

describe('what is wrong with a stock', () => {
  it.each([
    [{ stock: -2, threshold: 0 }, 'owed', '2 owed'],
    [{ stock: 0, threshold: 5 }, 'out', 'Out of stock'],
    [{ stock: 4, threshold: 10 }, 'low', '40% left'],
    [{ stock: 1, threshold: 1000 }, 'low', '1% left'],
    [{ stock: 999, threshold: 1000 }, 'low', '99% left'],
    [{ stock: 10, threshold: 10 }, null, null],
    [{ stock: 0, threshold: 0 }, null, null],
  ] as const)('%o is %s', (product, shortfall, words) => {
    expect(shortfallOf(product)).toBe(shortfall);
    expect(urgencyWords(product, 'en')).toBe(words);
  });
});

describe('an undone change', () => {
  it('says how much there is, and whether somebody else changed it in between', () => {
    expect(undoneWords({ name: 'Lamp', stock: 5, expected: 5 })).toBe('Undone. Lamp: 5 in stock.');
    expect(undoneWords({ name: 'Lamp', stock: 2, expected: 5 })).toMatch(
      '2 in stock. Somebody else changed it',
    );
  });
});
