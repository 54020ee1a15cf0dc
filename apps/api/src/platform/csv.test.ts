import { expect, test } from 'vitest';
import { csvCell, csvLine, withoutGuards } from './csv.ts';

test.each([
  ['=HYPERLINK("https://elsewhere.example")', `"'=HYPERLINK(""https://elsewhere.example"")"`],
  ['+1', "'+1"],
  ['-1', '-1'],
  ['-5.00', '-5.00'],
  ['-2+3', "'-2+3"],
  ['-5.00 ', "'-5.00 "],
  ['-', "'-"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', `"'\t'=1"`],
  [' =1', "' =1"],
  ['\n=1', `"'\n=1"`],
  ['\u00a0\u200b+1', "'\u00a0\u200b+1"],
  ['＝1', "'＝1"],
  ['－1', "'－1"],
  ['＠SUM(A1)', "'＠SUM(A1)"],
  ['|calc', "'|calc"],
  ['x;=1', '"x;\'=1"'],
  ['x\t=1', '"x\t\'=1"'],
  ['x; -2+3;y', '"x;\' -2+3;y"'],
  ['x;@y;＝z', '"x;\'@y;\'＝z"'],
  ['x; -40 °C', '"x; -40 °C"'],
  ['x,=1', '"x,=1"'],
  ['\r=1', `"'\r=1"`],
  ['a=b', 'a=b'],
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  [-5, '-5'],
  [null, ''],
])('%j', (value, cell) => {
  expect(csvCell(value)).toBe(cell);
});

test.each([
  ['x,=1', '"x,\'=1"'],
  ['x;=1', '"x;=1"'],
  ['Cable, -40 °C', '"Cable, -40 °C"'],
  ['Cable, -1+cmd|x', '"Cable,\' -1+cmd|x"'],
  ['[1,-2,+3]', '"[1,-2,+3]"'],
])('between semicolons: %j', (value, cell) => {
  expect(csvCell(value, ';')).toBe(cell);
});

test.each(['=1', '|x', '＝1', 'x;=1', 'x,@y', "it's", '-5.00', "rock,'n'roll"])('%j comes back', (text) => {
  for (const separator of [',', ';'] as const) {
    const cell = csvCell(text, separator);
    const written = cell.startsWith('"') ? cell.slice(1, -1) : cell;
    expect(withoutGuards(written)).toBe(text);
  }
});

test('a line ends as RFC 4180 has it', () => {
  expect(csvLine(['a', 1, null])).toBe('a,1,\r\n');
});
