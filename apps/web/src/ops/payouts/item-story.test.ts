import { expect, test } from 'vitest';
import { outcomeWords, whatWasSaid, whoSaid } from './item-story.ts';

test.each([
  ['person', 'paid', 'ann@example.com', 'ann@example.com said that it was paid'],
  ['person', 'returned', null, 'Somebody said that it came back'],
  ['bankFile', 'RJCT', null, 'The bank’s answer says RJCT'],
  ['provider', 'UNCLAIMED', null, 'The provider says UNCLAIMED'],
] as const)('%s %s', (source, status, actor, words) => {
  expect(`${whoSaid({ source, actor })} ${whatWasSaid({ source, status })}`).toBe(words);
});

test('what changed nothing, or cannot be true as well, says so', () => {
  expect(outcomeWords.applied).toBeNull();
  expect(outcomeWords.stale).toMatch(/changed nothing/);
  expect(outcomeWords.contradicting).toMatch(/set aside until somebody decides/);
});
