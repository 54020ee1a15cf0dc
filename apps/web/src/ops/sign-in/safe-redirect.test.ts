import { describe, expect, it } from 'vitest';
import { safeRedirect } from './safe-redirect.ts';

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
