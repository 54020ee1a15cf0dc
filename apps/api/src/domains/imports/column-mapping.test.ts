import { expect, test } from 'vitest';
import type { ColumnMapping } from './column-mapping.ts';
import { readFileLayout, readImportFile } from './import-file.ts';

const send = (
  csv: string,
  mapping: ColumnMapping | null,
  remembered: Record<string, ColumnMapping> = {},
) => ({
  content: { csv },
  encoding: null,
  sent: mapping,
  remembered,
  currency: 'USD',
});

const COUNT =
  'Artikel;Bezeichnung;Farbe;Lager Nord;Lager Süd;Menge;Menge\nA-1;Hemd;blau;3;4;9;8\nA-2;Hose;;5;;;7\n';
const MAPPING = { sku: 'Artikel', name: ['Bezeichnung', 'Farbe'], stock: ['Lager Nord', 'Lager Süd'] };

test('columns of any file can be pointed at fields; several quantities are added, several texts are one name', () => {
  const { lines, ignoredColumns, format } = readImportFile(send(COUNT, MAPPING));
  expect(format).toBeNull();
  expect(lines.map(({ sku, values }) => [sku, values.name, values.stock])).toEqual([
    ['A-1', 'Hemd - blau', 7],
    ['A-2', 'Hose', 5],
  ]);
  expect(ignoredColumns).toEqual(['Menge', 'Menge']);
});

test('titles that occur twice, or not at all, have names of their own', () => {
  const { columns } = readFileLayout(send('A;A;;A (2)\n1;2;3;4\n', null));
  expect(columns.map(({ title }) => title)).toEqual(['A', 'A (2)', 'Column 3', 'A (2) (2)']);
  const { lines } = readImportFile(send(COUNT, { sku: 'Artikel', stock: ['Menge (2)'] }));
  expect(lines.map(({ values }) => values.stock)).toEqual([8, 7]);
});

test('a location makes one stock of several lines of a SKU', () => {
  const csv = 'Ware,Ort,Menge\nA,Nord,3\nB,Nord,1\nA,Süd,4\nA,Nord,9\nB,Süd,x\n';
  const { lines, leftOut } = readImportFile(send(csv, { sku: 'Ware', stock: ['Menge'], location: 'Ort' }));
  expect(lines.map(({ line, sku, values, problem }) => [line, sku, problem ?? values.stock])).toEqual([
    [2, 'A', 7],
    [3, 'B', expect.stringContaining('line 6: stock: "x" is not a whole number')],
    [5, 'A', 'sku: is already on line 2, with the place "Nord"'],
  ]);
  expect(leftOut).toMatchObject([{ lines: 2, firstLine: 4 }]);
});

test('a mapping whose column is gone is refused by its field; what was remembered is not used then', () => {
  const gone = { ...MAPPING, stock: ['Lager West'] };
  expect(() => readImportFile(send(COUNT, gone))).toThrow(
    'mapping.stock: there is no column "Lager West"; the file has "Artikel", "Bezeichnung"',
  );
  expect(readFileLayout(send(COUNT, gone))).toMatchObject({ mapping: null, mappedBy: null });
  const { fingerprint } = readImportFile(send(COUNT, MAPPING));
  expect(readFileLayout(send(COUNT, null, { [fingerprint]: gone })).mappedBy).toBeNull();
});

test('a mapping is remembered for the same columns, in any order and below any title', () => {
  const { fingerprint } = readImportFile(send(COUNT, MAPPING));
  const remembered = { [fingerprint]: MAPPING };
  const reordered =
    'Zählung\n\nMenge;Menge;Lager Süd;Lager Nord;Farbe;Bezeichnung;Artikel\n;;1;2;rot;Hemd;A-1\n';
  expect(readFileLayout(send(reordered, null, remembered))).toMatchObject({
    mappedBy: 'remembered',
    headerLine: 3,
    mapping: MAPPING,
  });
  expect(readImportFile(send(reordered, null, remembered)).lines[0]?.values.stock).toBe(3);
  expect(readFileLayout(send('Artikel;Menge\nA;1\n', null, remembered)).mappedBy).toBeNull();
});

test('a file without known columns says what it has', () => {
  expect(readFileLayout(send(COUNT, null))).toMatchObject({
    format: null,
    encoding: null,
    separator: 'semicolon',
    headerLine: 1,
    mapping: null,
    problem: expect.stringContaining('there is no column "sku"; the header has "Artikel"'),
    lines: 2,
    columns: expect.arrayContaining([{ title: 'Farbe', samples: ['blau'] }]),
  });
});

test('the rules of a known format hold for other columns of it too', () => {
  const csv = `Handle,Title,Option1 Name,Option1 Value,SKU,Location,Available (not editable),On hand (current)
tee,Tee,Size,S,TEE-S,Shop,4,5
tee,Tee,Size,S,TEE-S,Depot,not stocked,not stocked\n`;
  const mapping = { sku: 'SKU', stock: ['Available (not editable)'], location: 'Location' };
  expect(readImportFile(send(csv, mapping)).lines).toMatchObject([{ values: { stock: 4 }, problem: null }]);
});

test.each(['In stock?', 'in_stock?', 'Stock ?'])(
  'a question, as in "%s", is a status and no level',
  (title) => {
    const { lines, ignoredColumns } = readImportFile(send(`sku,${title}\nA,1\n`, null));
    expect(lines[0]?.values).toEqual({});
    expect(ignoredColumns).toEqual([title]);
  },
);
