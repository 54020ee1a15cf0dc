import { describe, expect, test } from 'vitest';
import { readImportFile } from './import-file.ts';

const read = (csv: string) =>
  readImportFile({ content: { csv }, encoding: null, sent: null, remembered: {}, currency: 'USD' });

/** SKU, stock and price of each line, or its problem. */
const table = (csv: string) =>
  read(csv).lines.map(({ sku, values, problem }) => problem ?? [sku, values.stock, values.unitPrice]);

describe('what spreadsheets write', () => {
  test.each([
    ['a first line sep=;', 'sep=;\r\nsku;stock;price\r\nA;12;9,99\r\n', [['A', 12, '9.99']]],
    ['sep= in quotes, and a tab', '"sep=\t"\nsku\tstock\nA\t12\n', [['A', 12, undefined]]],
    [
      'sep=, in a file of semicolons inside names',
      'sep=,\nsku,stock,name\nA,1,"a;b;c;d"\n',
      [['A', 1, undefined]],
    ],
    [
      'empty cells left out',
      'sku,stock,price,supplier\nA,1\nB,2,3.5\nC,3,4,S\n',
      [
        ['A', 1, undefined],
        ['B', 2, '3.50'],
        ['C', 3, '4.00'],
      ],
    ],
    [
      'empty cells behind the last column',
      'sku,stock,,\nA,1,,\nB,2,,,,\n',
      [
        ['A', 1, undefined],
        ['B', 2, undefined],
      ],
    ],
    [
      '12.0 and 100.0000',
      'sku,stock\nA,12.0\nB,100.0000\nC,7.\n',
      [
        ['A', 12, undefined],
        ['B', 100, undefined],
        expect.stringContaining('stock: "7." is not a whole number'),
      ],
    ],
    [
      '9,99 between semicolons',
      'sku;price;stock\nA;9,99;12,0\nB;9.99;3\nC;1.234,50;4\n',
      [
        ['A', 12, '9.99'],
        ['B', 3, '9.99'],
        ['C', 4, '1234.50'],
      ],
    ],
    [
      'decimal commas in every line',
      'sku\tprice\nA\t9,99\nB\t1234,5\nC\t7\n',
      [
        ['A', undefined, '9.99'],
        ['B', undefined, '1234.50'],
        ['C', undefined, '7.00'],
      ],
    ],
    [
      'a decimal comma in some lines',
      'sku\tprice\nA\t9,99\nB\t9.99\n',
      [expect.stringContaining('unit_price: "9,99" is not an amount'), ['B', undefined, '9.99']],
    ],
    [
      '1.000 and 1,000, which could be a thousand',
      'sku;stock\nA;1.000\nB;1,000\n',
      [expect.stringContaining('it could be 1 or 1000'), expect.stringContaining('it could be 1 or 1000')],
    ],
    [
      '1.000 where 0.000 shows what a point is',
      'sku,stock\nA,1.000\nB,0.000\n',
      [
        ['A', 1, undefined],
        ['B', 0, undefined],
      ],
    ],
    [
      'a title and a remark above the header',
      'Stock count\n"March, hall 2"\n\nSKU,On hand\nA,3\n',
      [['A', 3, undefined]],
    ],
    [
      'text in formulas and behind apostrophes',
      `sku,stock\n"=""0012""",3\n="0013",4\n'0014,'5\n`,
      [
        ['0012', 3, undefined],
        ['0013', 4, undefined],
        ['0014', 5, undefined],
      ],
    ],
    ['pipes', 'sku|stock\nA|1\n', [['A', 1, undefined]]],
    ['spaces that do not break', 'sku,stock\n\u00A0A\u00A0,\u00A012\u00A0\n', [['A', 12, undefined]]],
  ])('%s', (_what, csv, expected) => {
    expect(table(csv)).toEqual(expected);
  });

  test('lines keep the numbers that an editor shows below sep= and a title', () => {
    expect(read('sep=;\nCount of March;\nsku;stock\nA;1\n').lines[0]?.line).toBe(4);
  });

  test('a file of 114 columns and more', () => {
    const meta = Array.from({ length: 300 }, (_, n) => `meta ${n}`);
    const { lines, ignoredColumns } = read(`sku,${meta.join(',')},stock\nA,${',x'.repeat(299)},5\n`);
    expect(lines[0]?.values).toEqual({ stock: 5 });
    expect(ignoredColumns).toEqual(meta);
  });

  test('a line that lost its end is a problem where the file writes empty cells', () => {
    expect(table('sku,stock,supplier\nA,1,\nB,2\n')[1]).toMatch(/^the line has 2 fields and the header 3/);
  });
});

describe('what spreadsheets break is named line by line', () => {
  test.each([
    ['4.00638E+12,1', 'sku: "4.00638E+12": a spreadsheet shortened it; format the column as text'],
    ['"4,00638E+12",1', 'sku: "4,00638E+12": a spreadsheet shortened it'],
    ['#NAME?,1', 'sku: "#NAME?": a spreadsheet left an error in this cell'],
    ['A,#REF!', 'stock: "#REF!" is not a whole number: a spreadsheet left an error in this cell'],
    ['A,1.2E+05', 'stock: "1.2E+05" is not a whole number: a spreadsheet shortened it'],
    ['A,03-May', 'stock: "03-May" is not a whole number: a spreadsheet turned it into a date'],
  ])('%s', (line, problem) => {
    expect(table(`sku,stock\nOK,1\n${line}\n`)).toEqual([
      ['OK', 1, undefined],
      expect.stringContaining(problem),
    ]);
  });

  test.each([
    ['Mar-01', 'a spreadsheet may have turned it into a date'],
    ['4006381333931000', 'a spreadsheet may have replaced its last digits with zeros'],
  ])('%s may be a SKU, and is in doubt', (sku, doubt) => {
    expect(read(`sku,stock\n${sku},1\n`).lines[0]).toMatchObject({ sku, problem: null, doubt });
  });

  test.each(['MAR-01', 'TS/BLK/M', '1E5', '100', '4006381333931', 'A+B', '#12', 'größe|5 "x"'])(
    '%s is a SKU',
    (sku) => {
      const { lines } = read(`sku,stock\n"${sku.replaceAll('"', '""')}",1\n`);
      expect(lines).toEqual([{ line: 2, sku, values: { stock: 1 }, problem: null }]);
    },
  );
});
