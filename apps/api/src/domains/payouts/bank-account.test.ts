import fc from 'fast-check';
import { composeIBAN } from 'ibantools';
import { describe, expect, test } from 'vitest';
import { hintOfNumber, readBic, readIban } from './bank-account.ts';

const DE = 'DE89370400440532013000';

describe('an IBAN', () => {
  test.each([
    DE,
    'DE89 3704 0044 0532 0130 00',
    'de89 3704 0044 0532 0130 00',
    'IBAN DE89 3704 0044 0532 0130 00',
    'IBAN: DE89 3704 0044 0532 0130 00\n',
    'DE89\u00A03704\u202F0044\u20090532\u00A00130\u00A000',
    '\u202DDE89370400440532013000\u202C',
    'DE89-3704-0044-0532-0130-00',
    'DE89.3704.0044.0532.0130.00',
    'ＤＥ８９３７０４００４４０５３２０１３０００',
    'DE89\u200B3704\u200B00440532013000\uFEFF',
  ])('%j is read as it was meant', (written) => {
    expect(readIban(written)).toEqual({ value: DE });
  });

  test.each([
    'GB82WEST12345698765432',
    'NO9386011117947',
    'MT84MALT011000012345MTLCAST001S',
    'LC55HEMM000100010012001200023015',
    'FR1420041010050500013M02606',
    'ES9121000418450200051332',
    'CH9300762011623852957',
    // Of countries outside of SWIFT's registry: two letters of the bank since its central bank has changed them.
    'CI93CI0080111301134291200589',
    'CI05A00060174100178530011852',
    'SN08SN0100152000048500003035',
  ])('%s is one', (iban) => {
    expect(readIban(iban)).toEqual({ value: iban });
  });

  test.each([
    ['DE88370400440532013000', /wrong check digit/],
    ['DE89370400440532031000', /wrong check digit/],
    ['ES9121000418450200051331', /wrong check digit/],
    ['CI94CI0080111301134291200589', /wrong check digit/],
    ['CI93CI008011130113429120058', 'has 27 characters, and one of CI has 28'],
    ['CH44 3199 9123 0008 8901 2', 'is a QR-IBAN, which takes QR-bills only: enter the account’s own IBAN'],
    ['DE8937040044053201300', 'has 21 characters, and one of DE has 22'],
    ['DE893704004405320130000', 'has 23 characters, and one of DE has 22'],
    ['XX89370400440532013000', 'begins with XX, which is no country that has IBANs'],
    ['US89370400440532013000', 'begins with US, which is no country that has IBANs'],
    ['12345678', 'must begin with the two letters of a country'],
    ['DE89370400440532O13000', /not built as those of DE/],
    ['DE89 3704 0044 0532 0130 0€', 'may hold letters and digits only'],
    ['FI@ +425*000*151=0 == #000$ 0° 23€€€!!!!!', 'may hold letters and digits only'],
    ['DE2710077777äöüäü###########0209299700', 'may hold letters and digits only'],
    ['GB82WEßT12345698765432', 'may hold letters and digits only'],
    ['__proto__', /begins with PR, which is no country/],
    ['constructor', /begins with CO, which is no country/],
    ['IBAN', 'must not be empty'],
    ['', 'must not be empty'],
  ])('%j: says what is wrong, and nothing of the number', (written, problem) => {
    const reading = readIban(written);
    if (!('problem' in reading)) throw new Error('taken');
    if (typeof problem === 'string') expect(reading.problem).toBe(problem);
    else expect(reading.problem).toMatch(problem);
    expect(reading.problem).not.toMatch(/\d{5}/);
  });

  test('no change of one digit, and no swap of neighbours, gets through', () => {
    const digits = fc.stringMatching(/^\d{18}$/);
    fc.assert(
      fc.property(digits, fc.nat(17), fc.integer({ min: 1, max: 9 }), (bban, place, by) => {
        const iban = composeIBAN({ countryCode: 'DE', bban });
        if (iban === null) return;
        expect(readIban(iban)).toEqual({ value: iban });
        const other = (Number(bban[place]) + by) % 10;
        expect(readIban(iban.slice(0, 4 + place) + other + iban.slice(5 + place))).toHaveProperty('problem');
        const [one, next] = [iban[4 + place], iban[5 + place]];
        if (next === undefined || one === next) return;
        const swapped = `${iban.slice(0, 4 + place)}${next}${one}${iban.slice(6 + place)}`;
        expect(readIban(swapped)).toHaveProperty('problem');
      }),
    );
  });

  test('whatever is written, it is taken or a problem is named', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (written) => {
        const reading = readIban(written);
        expect('value' in reading ? reading.value : reading.problem).toMatch(/./);
      }),
    );
  });
});

describe('a BIC', () => {
  test.each([
    ['COBADEFFXXX', 'COBADEFFXXX'],
    ['cobadeff', 'COBADEFF'],
    [' COBA DE FF XXX ', 'COBADEFFXXX'],
    ['BIC: COBADEFF', 'COBADEFF'],
  ])('%j is %s', (written, bic) => {
    expect(readBic(written)).toEqual({ value: bic });
  });
  test.each(['COBADEF', 'COBADEFFXX', 'C0BA1EFF', 'COBA12FF', '€€€€€€€€'])('%j is none', (written) => {
    expect(readBic(written)).toHaveProperty('problem');
  });
});

test('of a number, the last four characters are shown', () => {
  expect(hintOfNumber(DE)).toBe('…3000');
});
