import { expect, test } from 'vitest';
import { isLate, lastWord, outcomeWords, whatWasSaid, whoSaid } from './item-story.ts';

test.each([
  ['person', 'paid', 'ann@example.com', 'ann@example.com said that it was paid'],
  ['person', 'returned', null, 'Somebody said that it came back'],
  ['bankFile', 'RJCT', null, 'The bank’s answer says RJCT'],
  ['provider', 'UNCLAIMED', null, 'The provider says UNCLAIMED'],
] as const)('%s %s', (source, status, actor, words) => {
  expect(`${whoSaid({ source, actor })} ${whatWasSaid({ source, status })}`).toBe(words);
});

test('a provider’s word is shown, a person’s is not said twice', () => {
  expect(lastWord({ providerStatus: 'UNCLAIMED' })).toBe('UNCLAIMED');
  expect(lastWord({ providerStatus: 'returned' })).toBeNull();
  expect(lastWord({ providerStatus: null })).toBeNull();
});

test('only late news say when they were heard', () => {
  const occurredAt = '2026-12-01T10:00:00.000Z';
  expect(isLate({ occurredAt, receivedAt: '2026-12-01T10:00:01.000Z' })).toBe(false);
  expect(isLate({ occurredAt, receivedAt: '2026-12-01T11:00:00.000Z' })).toBe(true);
});

test('what changed nothing, or cannot be true as well, says so', () => {
  expect(outcomeWords.applied).toBeNull();
  expect(outcomeWords.stale).toMatch(/changed nothing/);
  expect(outcomeWords.contradicting).toMatch(/set aside until somebody decides/);
});
