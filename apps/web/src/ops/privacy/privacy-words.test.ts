import { expect, it } from 'vitest';
import { describeForgotten } from './privacy-words.ts';

it.each([
  [0, 'The hub knows nothing about this visitor.'],
  [1, 'The visitor behind 1 click is forgotten.'],
  [1_234, 'The visitor behind 1,234 clicks is forgotten.'],
])('%s clicks', (clicks, words) => expect(describeForgotten(clicks, 'en')).toBe(words));
