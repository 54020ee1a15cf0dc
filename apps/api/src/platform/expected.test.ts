import { expect, test } from 'vitest';
import { findUnexpected } from './expected.ts';

test('a field that somebody else changed is unexpected; what nobody asks about may be anything', () => {
  const product = { name: 'Lamp', threshold: 5, supplier: null };
  expect(findUnexpected(product, {})).toBeNull();
  expect(findUnexpected(product, { name: 'Lamp', supplier: null, threshold: undefined })).toBeNull();
  expect(findUnexpected(product, { name: 'Lamp', threshold: 4 })).toBe('threshold');
  expect(findUnexpected(product, { supplier: '' })).toBe('supplier');
});
