import { expect, test } from 'vitest';
import { aboveZero, notBelowZero, upToHundredPercent } from './number-checks.ts';
import { readNumber } from './number-text.ts';

/** What a field says of a text once the person has left it. */
function said(text: string, maxDecimals: number, check: (value: string) => string | undefined) {
  const read = readNumber(text, { maxDecimals, units: ['%', 'EUR', '€'] });
  return read.kind === 'problem' ? read.problem : read.kind === 'number' ? check(read.value) : undefined;
}

test.each(['0', '100', '100 %', '12,5', '0.01', ''])('%j is a percentage, or nothing yet', (text) => {
  expect(said(text, 2, upToHundredPercent)).toBeUndefined();
});

test.each(['-5', '-0,01', '101', '100.01', '1.000,5'])('%j is not a percentage', (text) => {
  expect(said(text, 2, upToHundredPercent)).toBe('Must be between 0 and 100 percent.');
});

test.each(['12.345', '1,2,3', 'half', '5 $'])('%j cannot be read as a percentage', (text) => {
  expect(said(text, 2, upToHundredPercent)).toEqual(expect.any(String));
});

test('an amount may be zero where nothing is paid, and not where something must be', () => {
  expect([said('0', 2, notBelowZero), said('-0.01', 2, notBelowZero)]).toEqual([
    undefined,
    'Must not be below zero.',
  ]);
  expect(['0', '0,00', '-5', '5', '1.000,50 €'].map((text) => said(text, 2, aboveZero))).toEqual([
    ...Array(3).fill('Must be above zero.'),
    undefined,
    undefined,
  ]);
});
