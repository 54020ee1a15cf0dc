import { expect, test } from 'vitest';
import { findBadOrigin, readOrigins } from './read-origins.ts';

test('reads each origin once, as browsers write it', () => {
  expect(readOrigins(' HTTPS://Shop.Example/\nhttps://shop.example\n\nhttp://localhost:5173 ')).toEqual([
    'https://shop.example',
    'http://localhost:5173',
  ]);
  expect(readOrigins('')).toEqual([]);
});

test.each(['shop.example', 'https://shop.example/path', 'https://a@shop.example', 'ftp://x', '*'])(
  '%s is not an origin',
  (line) => {
    expect(findBadOrigin(`https://good.example\n${line}`)).toBe(line);
  },
);

test('a list of valid origins has no bad one', () => {
  expect(findBadOrigin('https://good.example\nhttp://localhost:5173')).toBeUndefined();
});
