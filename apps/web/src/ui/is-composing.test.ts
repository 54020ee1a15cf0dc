import { expect, it } from 'vitest';
import { isComposing } from './is-composing.ts';

it.each([
  ['a key of its own', { isComposing: false, keyCode: 13 }, false],
  ['a key of a composition', { isComposing: true, keyCode: 13 }, true],
  ['the key that ends one in Safari', { isComposing: false, keyCode: 229 }, true],
])('%s', (_, event, expected) => expect(isComposing(event)).toBe(expected));
