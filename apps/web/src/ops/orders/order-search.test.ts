import { describe, expect, it } from 'vitest';
import { withoutConflicts } from './order-search.ts';

describe('withoutConflicts', () => {
  it('lets go of the partner and the state with orders that nobody is credited with', () => {
    expect(withoutConflicts({ credited: 'no' })).toEqual({
      credited: 'no',
      affiliateId: undefined,
      affiliate: undefined,
      status: undefined,
    });
  });

  it('lets go of "credited to nobody" with a partner or a state', () => {
    expect(withoutConflicts({ status: 'paid' })).toEqual({ status: 'paid', credited: undefined });
    expect(withoutConflicts({ affiliateId: 7, affiliate: 'blog' })).toHaveProperty('credited', undefined);
  });

  it('keeps the rest as it is', () => {
    expect(withoutConflicts({ credited: 'yes' })).toEqual({ credited: 'yes' });
    expect(withoutConflicts({ affiliateId: undefined, affiliate: undefined })).not.toHaveProperty('credited');
    expect(withoutConflicts({ preset: '7d' })).toEqual({ preset: '7d' });
  });
});
