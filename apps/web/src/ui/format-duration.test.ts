import { expect, it } from 'vitest';
import { formatDuration } from './format-duration.ts';

it.each([
  [1, '1 second'],
  [60, '1 minute'],
  [90, '90 seconds'],
  [300, '5 minutes'],
  [14_400, '4 hours'],
  [86_400, '1 day'],
])('%i seconds become %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});
