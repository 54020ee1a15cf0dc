import { expect, test } from 'vitest';
import { pathOfSku, skuOfPath } from './sku-path.ts';

test('a SKU is the same after its way through the address', () => {
  for (const sku of [
    'WIDGET-1',
    'A/B',
    '100%',
    '%2F',
    'قميص',
    '.',
    '..',
    '...',
    'import',
    'Import',
    '~',
    '~import',
    ' ~',
  ]) {
    expect(skuOfPath(pathOfSku(sku))).toBe(sku);
  }
});

test('no SKU is the address of another page, or one that browsers shorten', () => {
  for (const sku of ['import', 'IMPORT', '.', '..']) expect(pathOfSku(sku)).toBe(`~${sku}`);
  expect(pathOfSku('imports')).toBe('imports');
});
