import { countrySpecs } from 'ibantools';
import { expect, test } from 'vitest';
import { isInSepa } from './countries.ts';

test.each([
  ['DE89370400440532013000', true],
  ['GB82WEST12345698765432', true],
  ['CH9300762011623852957', true],
  ['VA59001123000012345678', true],
  ['GI75NWBK000000007099453', true],
  // Since 2024 and 2025.
  ['AL47212110090000000235698741', true],
  ['RS35260005601001611379', true],
  ['TR330006100519786457841326', false],
  ['GE29NB0000000101904917', false],
  ['XK051212012345678906', false],
])('tells whether SEPA reaches %s', (iban, isReached) => {
  expect(isInSepa(iban)).toBe(isReached);
});

test('knows every country that the library of IBANs has in SEPA', () => {
  const known = Object.entries(countrySpecs).flatMap(([country, { SEPA }]) => (SEPA ? [country] : []));
  expect(known.length).toBeGreaterThan(30);
  expect(known.filter((country) => !isInSepa(country))).toEqual([]);
});
