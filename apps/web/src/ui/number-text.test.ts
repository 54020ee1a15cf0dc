import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNumber, writeNumber } from './number-text.ts';

const LOCALES = ['en-US', 'de-DE', 'fr-FR', 'de-CH', 'es-ES', 'ar-EG', 'fa-IR'] as const;

const TWICE = 'two numbers';
const UNREADABLE = 'written out';

/** What a text means to somebody whose page is in a language, with three decimals allowed. */
const readings: [text: string, ...of: (string | null)[]][] = [
  //               en-US     de-DE     fr-FR     de-CH     es-ES     ar-EG     fa-IR
  ['12.5', '12.5', '12.5', '12.5', '12.5', '12.5', '12.5', '12.5'],
  ['12,5', '12.5', '12.5', '12.5', '12.5', '12.5', '12.5', '12.5'],
  ['1.234,56', '1234.56', '1234.56', '1234.56', '1234.56', '1234.56', '1234.56', '1234.56'],
  ['1,234.56', '1234.56', '1234.56', '1234.56', '1234.56', '1234.56', '1234.56', '1234.56'],
  ['1 234,5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5'],
  ['1\u202f234,5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5'],
  ['1’234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5'],
  [',5', '0.5', '0.5', '0.5', '0.5', '0.5', '0.5', '0.5'],
  ['1,234', '1234', '1.234', '1.234', TWICE, '1.234', TWICE, TWICE],
  ['1.234', '1.234', '1234', TWICE, '1.234', '1234', TWICE, TWICE],
  ['-0', '0', '0', '0', '0', '0', '0', '0'],
  ['−3', '-3', '-3', '-3', '-3', '-3', '-3', '-3'],
  ['1e3', UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE, UNREADABLE],
  ['٣٫٥', '3.5', '3.5', '3.5', '3.5', '3.5', '3.5', '3.5'],
  ['۱٬۲۳۴٫۵', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5', '1234.5'],
  ['1.50', '1.5', '1.5', '1.5', '1.5', '1.5', '1.5', '1.5'],
  ['007', '7', '7', '7', '7', '7', '7', '7'],
  ['12.', '12', '12', '12', '12', '12', '12', '12'],
  ['10.02', '10.02', '10.02', '10.02', '10.02', '10.02', '10.02', '10.02'],
  ['1,00,000', '100000', '100000', '100000', '100000', '100000', '100000', '100000'],
];

describe.each(LOCALES.map((locale, column) => ({ locale, column })))('in $locale', ({ locale, column }) => {
  test.each(readings.map(([text, ...of]) => ({ text, expected: of[column] ?? null })))(
    '“$text” is $expected',
    ({ text, expected }) => {
      // A paste may bring blanks and marks of direction along.
      for (const given of [text, `  ${text}\n`, `\u200e${text}\u200f`]) {
        const read = readNumber(given, { maxDecimals: 3, locale });
        if (expected === TWICE)
          expect(read).toMatchObject({
            kind: 'problem',
            problem: expect.stringMatching(/can mean two numbers/),
          });
        else if (expected === UNREADABLE) expect(read).toMatchObject({ kind: 'problem' });
        else expect(read).toEqual({ kind: 'number', value: expected });
      }
    },
  );

  test('what is written is read again', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.nat(4), (digits, decimals) => {
        const value = decimalOf(digits, decimals);
        expect(readNumber(writeNumber(value, locale), { maxDecimals: 4, locale })).toEqual({
          kind: 'number',
          value,
        });
      }),
    );
  });

  test('one letter at a time, no beginning of a number means another one', () => {
    const typed = '1234.56';
    for (let length = 1; length <= typed.length; length++) {
      const read = readNumber(typed.slice(0, length), { maxDecimals: 2, locale });
      expect(read).toEqual({ kind: 'number', value: typed.slice(0, length).replace(/\.$/, '') });
    }
  });
});

/** A decimal with so many digits behind the point, in its shortest form. */
function decimalOf(digits: bigint, decimals: number): string {
  const text = String(digits < 0n ? -digits : digits).padStart(decimals + 1, '0');
  const whole = text.slice(0, text.length - decimals);
  const behind = text.slice(text.length - decimals).replace(/0+$/, '');
  const value = decimals === 0 || behind === '' ? whole : `${whole}.${behind}`;
  return digits < 0n && value !== '0' ? `-${value}` : value;
}

describe('what is no number', () => {
  test.each([
    'abc',
    '1.2.3',
    '1,2,3',
    '12-5',
    '--5',
    '1 2',
    '1..5',
    '%',
    '$',
    '0x10',
    '1,234,56',
    '12 34,5',
    'NaN',
    '½',
  ])('%s is refused', (text) => {
    expect(readNumber(text, { maxDecimals: 2, units: ['%'], locale: 'en-US' }).kind).toBe('problem');
  });

  test('more decimals than the field has are refused, never rounded', () => {
    const problem = (maxDecimals: number, text: string) => readNumber(text, { maxDecimals, locale: 'en-US' });
    expect(problem(0, '1.5')).toEqual({
      kind: 'problem',
      problem: 'Write a whole number, without decimals.',
    });
    expect(problem(2, '1.555')).toEqual({ kind: 'problem', problem: 'Write at most 2 decimals.' });
    expect(problem(2, '1.500')).toEqual({ kind: 'number', value: '1.5' });
  });

  test('nothing is nothing', () => {
    expect(readNumber(' \u00a0', { maxDecimals: 2 })).toEqual({ kind: 'empty' });
  });
});

test.each([
  ['12.5 %', ['%']],
  ['12,5%', ['%']],
  ['$12.50', ['$', 'USD']],
  ['usd 12.5', ['$', 'USD']],
  ['12.5 USD', ['$', 'USD']],
])('%s may bring its unit', (text, units) => {
  expect(readNumber(text, { maxDecimals: 2, units, locale: 'en-US' })).toEqual({
    kind: 'number',
    value: '12.5',
  });
});

test('both readings of a text that can be either are written out', () => {
  expect(readNumber('1,234', { maxDecimals: 3, locale: 'de-CH' })).toEqual({
    kind: 'problem',
    problem: '“1,234” can mean two numbers. Write 1234 or 1.234.',
  });
});
