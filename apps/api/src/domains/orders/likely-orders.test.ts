import { expect, test } from 'vitest';
import { likelySpellings } from './likely-orders.ts';

test.each([
  ['#R-3', 'R-3'],
  ['R-3', '#R-3'],
  ['# 1001', '1001'],
  ['SO-1001', '1001'],
  ['001001', '1001'],
  ['r-3', 'R-3'],
  ['1001-R1', '1001'],
  ['SO-1001/2', 'SO-1001'],
  ['#1001', '1001'],
])('%j may be %j', (written, meant) => {
  expect(likelySpellings(written)).toContain(meant);
});

test('an id is not its own likely spelling, and a few are enough', () => {
  for (const id of ['1001', '#1001', 'R-3', 'x', '']) {
    const spellings = likelySpellings(id);
    expect(spellings).not.toContain(id);
    expect(spellings.length).toBeLessThanOrEqual(9);
  }
});
