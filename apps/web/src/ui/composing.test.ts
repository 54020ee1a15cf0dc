import { expect, test } from 'vitest';
import { isComposing } from './composing.ts';

test.each([
  ['a plain Escape', { isComposing: false, keyCode: 27 }, false],
  ['an Escape within a word', { isComposing: true, keyCode: 229 }, true],
  ['the Enter that ends a word in Safari', { isComposing: false, keyCode: 229 }, true],
])('%s', (_, press, expected) => {
  expect(isComposing(press)).toBe(expected);
});
