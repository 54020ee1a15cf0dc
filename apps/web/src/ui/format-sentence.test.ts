import { expect, it } from 'vitest';
import { formatSentence } from './format-sentence.ts';

it.each([
  ['stock is 12', 'Stock is 12.'],
  ['Already one.', 'Already one.'],
  ['smtp.example.com refused the login', 'smtp.example.com refused the login.'],
  ['  ', 'Something went wrong.'],
])('%j becomes %j', (text, sentence) => {
  expect(formatSentence(text)).toBe(sentence);
});
