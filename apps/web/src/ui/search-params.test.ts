import { describe, expect, it } from 'vitest';
import { parseSearch, stringifySearch } from './search-params.ts';

describe('search parameters', () => {
  it.each(['1e5', 'true', '007', '"quoted"', 'A&B=C', 'ä ö'])('keep the SKU %s as it is', (sku) => {
    expect(parseSearch(stringifySearch({ sku }))).toEqual({ sku });
  });

  it('leave out what is not set', () => {
    expect(stringifySearch({ sku: undefined, search: '' })).toBe('');
  });
});
