import { describe, expect, it } from 'vitest';
import { parseSearch, safeRedirect, stringifySearch } from './search-params.ts';

describe('search parameters', () => {
  it.each(['1e5', 'true', '007', '"quoted"', 'A&B=C', 'ä ö'])('keep the SKU %s as it is', (sku) => {
    expect(parseSearch(stringifySearch({ sku }))).toEqual({ sku });
  });

  it('leave out what is not set', () => {
    expect(stringifySearch({ sku: undefined, search: '' })).toBe('');
  });
});

describe('safeRedirect', () => {
  it('stays on this site', () => {
    expect(safeRedirect('/events?sku=A')).toBe('/events?sku=A');
    for (const target of [
      undefined,
      '',
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:1',
    ]) {
      expect(safeRedirect(target)).toBe('/');
    }
  });

  it('does not come back to the sign-in page', () => {
    expect(safeRedirect('/sign-in?redirect=/')).toBe('/');
  });
});
