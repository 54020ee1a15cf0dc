import { expect, test } from 'vitest';
import { readJson } from './json.ts';

function read(text: string): unknown {
  let answer: unknown;
  readJson(
    text,
    (json, finish) => finish(null, JSON.parse(json)),
    (error, value) => {
      answer = error ?? value;
    },
  );
  return answer;
}

const nested = (levels: number, open = '[', close = ']') => `${open.repeat(levels)}${close.repeat(levels)}`;

test.each([
  ['64 lists', nested(64)],
  ['a hundred lists beside each other', `[${'[],'.repeat(100)}[]]`],
  ['brackets in a text', JSON.stringify({ a: '['.repeat(1_000), b: '\\"{{{'.repeat(100) })],
  ['a text that ends with a backslash', `{"a":"${'\\\\'.repeat(3)}","b":[${'{},'.repeat(80)}{}]}`],
])('%s are read', (_what, text) => {
  expect(read(text)).toEqual(JSON.parse(text));
});

test.each([
  ['65 lists', nested(65)],
  ['objects', `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`],
  ['lists and objects', `${'[{"a":'.repeat(40)}1${'}]'.repeat(40)}`],
  ['behind a text', `{"a":"\\"","b":${nested(70)}}`],
  ['a million lists without an end', '['.repeat(1_000_000)],
])('%s in each other are refused', (_what, text) => {
  expect(read(text)).toMatchObject({
    code: 'bad_request',
    message: 'the request body is nested more than 64 levels deep',
  });
});

test('integers that a float does not keep are read digit by digit', () => {
  expect(read('{"a":9007199254740993,"b":1,"c":-12345678901234567890}')).toEqual({
    a: '9007199254740993',
    b: 1,
    c: '-12345678901234567890',
  });
});
