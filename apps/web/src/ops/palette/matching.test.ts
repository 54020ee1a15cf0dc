import { describe, expect, it } from 'vitest';
import { matches, stillMatching } from './matching.ts';

describe('what matches a search', () => {
  it('has words that begin with what was typed, in any order', () => {
    expect(matches('Create partner', 'par cre')).toBe(true);
    expect(matches('Create partner', 'artner')).toBe(false);
    expect(matches('Create partner', '')).toBe(true);
    expect(matches('Storefronts & keys', 'keys')).toBe(true);
  });

  it('goes without case and accents, in every script', () => {
    expect(matches('Müller & Söhne', 'SOHNE')).toBe(true);
    expect(matches('متجر الأحذية', 'الأح')).toBe(true);
    expect(matches('חנות נעליים', 'נעל')).toBe(true);
  });

  it('takes the longest search at once', () => {
    expect(matches('a '.repeat(32), 'aaaa'.repeat(16))).toBe(false);
  });
});

describe('an older answer', () => {
  const items = [
    { title: 'Wat', subtitle: 'wat' },
    { title: 'Watermark', subtitle: 'water-mark' },
    { title: 'SKU-10/B', subtitle: 'Linen shirt' },
  ];

  it('keeps what is also true of what is typed now, and nothing else', () => {
    expect(stillMatching(items, 'waterm')).toEqual([items[1]]);
    expect(stillMatching(items, 'sku-10/')).toEqual([items[2]]);
    expect(stillMatching(items, 'shi')).toEqual([items[2]]);
    expect(stillMatching(items, 'x')).toEqual([]);
  });
});
