import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AppError } from '../../platform/app-error.ts';
import { readImportFile as readSent } from './import-file.ts';

const readImportFile = (csv: string, currency = 'USD') =>
  readSent({ content: { csv }, encoding: null, sent: null, remembered: {}, currency });

function refusal(csv: string): string {
  try {
    readImportFile(csv);
    return 'read';
  } catch (error) {
    const { code, message } = error as AppError;
    return `${code} ${message}`;
  }
}

const WIDGET = { name: 'Widget', stock: 5, threshold: 2, unitPrice: '9.90', supplier: 'WidgetCo' };

describe('prices', () => {
  const priceIn = (currency: string, price: string, separator = ',') => {
    const csv = `sku${separator}unit_price\nW-1${separator}${price}`;
    const [line] = readImportFile(csv, currency).lines;
    return line?.problem ?? line?.values.unitPrice;
  };

  test.each([
    ['USD', '9.9', '9.90'],
    ['JPY', '4980', '4980'],
    ['JPY', '4980.00', '4980'],
    ['KWD', '9.5', '9.500'],
    // Three decimals are how such prices are written, and no thousand.
    ['KWD', '1.250', '1.250'],
    ['CLF', '0.0125', '0.0125'],
  ])('of %s: %s is %s', (currency, written, price) => {
    expect(priceIn(currency, written)).toBe(price);
  });

  test.each([
    ['KWD', '1,250', '1.250'],
    ['KWD', '1.250', '1.250'],
    ['USD', '1234,50', '1234.50'],
    ['CLF', '0,0125', '0.0125'],
  ])('between semicolons, of %s: %s is %s', (currency, written, price) => {
    expect(priceIn(currency, written, ';')).toBe(price);
  });

  test.each([
    [
      'JPY',
      '49.80',
      'unit_price: "49.80" is not an amount: write it like 1234, without separators or currency',
    ],
    [
      'KWD',
      '1.2505',
      'unit_price: "1.2505" is not an amount: write it like 1234.567, without separators or currency',
    ],
    [
      'USD',
      '1.2505',
      'unit_price: "1.2505" is not an amount: write it like 1234.56, without separators or currency',
    ],
  ])('of %s: %s is a problem', (currency, written, problem) => {
    expect(priceIn(currency, written)).toBe(problem);
  });
});

describe('a file', () => {
  test.each([
    ['commas', 'sku,name,stock,threshold,unit_price,supplier\nW-1,Widget,5,2,9.9,WidgetCo\n'],
    ['semicolons', 'sku;name;stock;threshold;unit_price;supplier\nW-1;Widget;5;2;9.90;WidgetCo'],
    ['tabs', 'sku\tname\tstock\tthreshold\tunit_price\tsupplier\nW-1\tWidget\t5\t2\t9.9\tWidgetCo'],
    [
      'byte order mark and CRLF',
      '\uFEFFsku,name,stock,threshold,unit_price,supplier\r\nW-1,Widget,5,2,9.9,WidgetCo\r\n',
    ],
    ['old line ends', 'sku,name,stock,threshold,unit_price,supplier\rW-1,Widget,5,2,9.9,WidgetCo\r'],
    [
      'quotes',
      '"sku","name","stock","threshold","unit_price","supplier"\n"W-1","Widget","5","2","9.9","WidgetCo"',
    ],
    [
      'spaces',
      ' sku , name , stock , threshold , unit_price , supplier \n W-1 , Widget , 5 , 2 , 9.9 , WidgetCo ',
    ],
    ['other names', 'SKU,Product,On hand,Reorder Point,Price,Vendor\nW-1,Widget,005,2,009.9,WidgetCo'],
    ['more names', 'Variant-SKU,Title,Qty,Low_Stock,unitPrice,supplier name\nW-1,Widget,5,2,9.9,WidgetCo'],
    ['another order', 'supplier,threshold,unit price,sku,stock,name\nWidgetCo,2,9.9,W-1,5,Widget'],
  ])('with %s is read', (_what, csv) => {
    expect(readImportFile(csv)).toMatchObject({
      format: null,
      leftOut: [],
      ignoredColumns: [],
      lines: [{ line: 2, sku: 'W-1', values: WIDGET, problem: null }],
    });
  });

  test('keeps the lines of an editor: blank ones, fields with line ends, any mixture of line ends', () => {
    const csv = '\nsku,name\r\n\nA,"two\r\nlines"\n,\nB,"three\nli\nnes"\rC,"say ""hi"", 5"""\nD,5" pipe';
    const { lines } = readImportFile(csv);
    expect(lines.map(({ line, sku, values }) => [line, sku, values.name])).toEqual([
      [4, 'A', 'two\r\nlines'],
      [7, 'B', 'three\nli\nnes'],
      [10, 'C', 'say "hi", 5"'],
      [11, 'D', '5" pipe'],
    ]);
  });

  test('names the columns that it ignores', () => {
    const { ignoredColumns } = readImportFile('sku,Colour,,stock,\u0007Shelf\nA,red,,1,9\n');
    expect(ignoredColumns).toEqual(['Colour', '\uFFFDShelf']);
  });

  test('gives a repeated SKU to its first line', () => {
    const { lines } = readImportFile('sku,stock\nA,1\nB,1\nA,2\nA,x\n');
    expect(lines.map(({ problem }) => problem)).toEqual([
      null,
      null,
      'sku: is already on line 2',
      expect.stringMatching(/^sku: is already on line 2; stock: "x" is not/),
    ]);
  });

  test.each([
    [
      'name,stock\nA,1',
      'bad_request csv: there is no column "sku"; the header has "name", "stock": say in mapping which columns stand for what',
    ],
    ['sku,SKU\n1,2', 'bad_request csv: the columns "sku" and "SKU" both mean sku'],
    ['sku,qty,on hand\n1,2,3', 'bad_request csv: the columns "qty" and "on hand" both mean stock'],
    ['\n \n', 'bad_request csv: is empty'],
    ['sku,name\n\n', 'bad_request csv: has no line below its header'],
    ['sku,name\nA,a\nB,"b\nC,c\n', 'bad_request csv: line 3: a quote is opened and never closed'],
    [`sku${',x'.repeat(2_000)}\nA`, 'bad_request csv: has more than 2000 columns'],
    [
      'sku,name\n\n  \r\nA,a\r\n\n"B\r\nb","b\nC,c\n',
      'bad_request csv: line 6: a quote is opened and never closed',
    ],
    ['sku\n\ud800', 'bad_request csv: contains broken Unicode characters'],
    [`sku\n${'A\n'.repeat(100_001)}`, 'payload_too_large csv: has more than 100000 lines: split the file'],
  ])('is refused as a whole when it cannot be read (%#)', (csv, expected) => {
    expect(refusal(csv)).toBe(expected);
  });
});

describe('a line', () => {
  const problemOf = (line: string) => {
    const { lines } = readImportFile(`sku,name,stock,threshold,unit_price,supplier\n${line}`);
    return lines[0]?.problem;
  };

  test.each([
    [',Widget,1,1,,', 'sku: '],
    [`${'x'.repeat(256)},,,,,`, 'sku: has more than 255 characters'],
    [`A,${'x'.repeat(256)},,,,`, 'name: has more than 255 characters'],
    ['A,a\u0000b,,,,', 'name: must not contain NUL'],
    [
      'A,a\uFFFDb,,,,',
      'name: has characters that cannot be read: choose another encoding, or save the file as UTF-8',
    ],
    ['A,,"1,234",,,', 'stock: "1,234" is not a whole number'],
    ['A,,12.5,,,', 'stock: "12.5" is not a whole number'],
    ['A,,1e3,,,', 'stock: "1e3" is not a whole number'],
    ['A,,-3,,,', 'stock: "-3" is less than 0'],
    ['A,,2147483648,,,', 'stock: "2147483648" is too large'],
    ['A,,,ten,,', 'threshold: "ten" is not a whole number'],
    ['A,,,,"1.234,56",', 'unit_price: "1.234,56" is not an amount'],
    ['A,,,,$5,', 'unit_price: "$5" is not an amount'],
    ['A,,,,1.005,', 'unit_price: "1.005" is not an amount'],
    ['A,,,,,a\u0000b', 'supplier: must not contain NUL'],
    ['A,Widget,1\nB,Widget,1,1,,', 'the line has 3 fields and the header 6'],
    ['A,Widget,1,1,1,1,1', 'the line has 7 fields and the header 6'],
  ])('%j is a problem: %s', (line, problem) => {
    expect(problemOf(line)).toContain(problem);
  });

  test('lists all of its problems', () => {
    expect(problemOf('A,,x,y,z,')).toMatch(/^stock: .+; threshold: .+; unit_price: /);
  });
});

test('no file makes it fail, every line is there once, and what passes is in range', () => {
  const cell = fc.oneof(
    fc.constantFrom('', 'A', 'B', '12', '-1', '1,5', '9.99', '"', 'a\nb', ' ', '\u0000', '=1+1', "'x"),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const newline = fc.constantFrom('\n', '\r\n', '\r');
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 20 }),
      newline,
      fc.constantFrom(',', ';', '\t'),
      (rows, lineEnd, delimiter) => {
        const header = ['sku', 'name', 'stock', 'threshold', 'unit_price', 'supplier'].join(delimiter);
        const csv = [header, ...rows.map((row) => row.map(quote).join(delimiter))].join(lineEnd);
        const held = rows.filter((row) => row.some((text) => text.trim() !== '')).length;
        if (!csv.isWellFormed() || held === 0) return;
        const { lines } = readImportFile(csv);
        expect(lines).toHaveLength(held);
        for (const { sku, values, problem } of lines) {
          if (problem !== null) expect(problem.isWellFormed() && !problem.includes('\u0000')).toBe(true);
          else expect(sku).not.toBeNull();
          for (const units of [values.stock, values.threshold]) {
            if (units !== undefined) expect(units).toBeLessThanOrEqual(2_147_483_647);
          }
        }
        const skus = lines.filter(({ problem }) => problem === null).map(({ sku }) => sku);
        expect(new Set(skus).size).toBe(skus.length);
      },
    ),
    { numRuns: 60 },
  );
});

test('what is no CSV at all is read or refused, never more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (csv) => {
      expect(refusal(`sku,name\n${csv}`)).toMatch(/^(?:read|bad_request .+)$/s);
    }),
    { numRuns: 100 },
  );
});

describe('a file that is made to keep the hub busy', () => {
  const HEADER = 'sku,name,stock,threshold\n';
  const LINE = 'A,Widget,1,1';
  test.each([
    ['a million blank lines', `${HEADER}${'\n'.repeat(1_000_000)}${LINE}`, 'read'],
    ['a million lines of spaces', `${HEADER}${' \n'.repeat(1_000_000)}${LINE}`, 'read'],
    ['millions of columns', `${','.repeat(4_900_000)}\n`, /^bad_request csv: line 1: is longer than 256 kB/],
    [
      'millions of named columns',
      `${'sku,'.repeat(1_000_000)}\n`,
      /^bad_request csv: line 1: is longer than 256 kB/,
    ],
    [
      'a quote that is never closed',
      `${HEADER}"${'x,\n'.repeat(1_000_000)}`,
      /^bad_request csv: line 2: is longer/,
    ],
    ['a hundred thousand short lines', `${HEADER}${'x\n'.repeat(100_000)}`, 'read'],
    [
      'too many lines',
      `${HEADER}${'x\n'.repeat(100_001)}`,
      /^payload_too_large csv: has more than 100000 lines/,
    ],
  ])('with %s is read or refused', (_what, csv, expected) => {
    const answer = refusal(csv);
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatch(expected);
  });
});
