import { describe, expect, test } from 'vitest';
import { printIban, readBic, readIban } from './iban.ts';
import { bicProblem, ibanProblem } from './iban-check.ts';

describe('an IBAN as people type it', () => {
  test.each([
    'DE89370400440532013000',
    'DE89 3704 0044 0532 0130 00',
    'de89 3704 0044 0532 0130 00',
    'DE89\u00a03704\u00a00044\u202f0532\u00a00130\u00a000',
    ' IBAN: DE89-3704-0044-0532-0130-00\n',
    'ＤＥ８９ 3704 0044 0532 0130 00',
    '\u200eDE89370400440532013000\u200f',
  ])('%j', (typed) => {
    expect(readIban(typed)).toBe('DE89370400440532013000');
    expect(printIban(typed)).toBe('DE89 3704 0044 0532 0130 00');
    expect(ibanProblem(typed)).toBeNull();
  });

  test('what is none stays as it was typed', () => {
    expect(printIban(' my bank ')).toBe('my bank');
    expect(printIban('')).toBe('');
  });
});

describe('what is wrong with it', () => {
  test.each([
    ['DE88 3704 0044 0532 0130 00', 'A character is wrong, or two are swapped: the check digits do not fit.'],
    ['DE89 3704 0044 0523 0130 00', 'A character is wrong, or two are swapped: the check digits do not fit.'],
    ['DE89 3704 0044 0532 0130 0', 'An IBAN of Germany has 22 characters. This one has 21.'],
    ['ZZ89 3704 0044 0532 0130 00', 'No country has IBANs that begin with ZZ.'],
    [
      '3704 0044 0532 0130 00',
      'An IBAN begins with two letters for the country, as in DE89 3704 0044 0532 0130 00.',
    ],
    [
      'DE89 3704 0044 0532 0130 OO',
      'IBANs of Germany have letters and digits in other places. Compare each.',
    ],
  ])('%s: %s', (typed, problem) => {
    expect(ibanProblem(typed, 'en')).toBe(problem);
  });

  test.each([
    'GB29 NWBK 6016 1331 9268 19',
    'NL91ABNA0417164300',
    'FR14 2004 1010 0505 0001 3M02 606',
    'MT84 MALT 0110 0001 2345 MTLC AST0 01S',
  ])('nothing: %s', (typed) => expect(ibanProblem(typed)).toBeNull());
});

test('a BIC may be of the bank or of a branch', () => {
  expect(bicProblem('cobadeff')).toBeNull();
  expect(bicProblem('COBA DE FF XXX')).toBeNull();
  expect(readBic('coba de ff xxx')).toBe('COBADEFFXXX');
  expect(bicProblem('COBADE')).toBe('A BIC has 8 or 11 characters, as in COBADEFFXXX.');
});
