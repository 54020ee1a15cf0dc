import { expect, test } from 'vitest';
import { isOfTopics } from './topic-queries.ts';

test('queries of the topics are read anew, other ones and lists that were paged through are not', () => {
  const isOf = isOfTopics(new Set(['stock']));
  const asked = (queryKey: unknown[]) => isOf({ queryKey });
  expect(asked([['inventory', 'getProduct'], { input: { sku: 'A' }, type: 'query' }])).toBe(true);
  expect(asked([['ops', 'getOverview']])).toBe(true);
  expect(asked([['inventory', 'listProducts'], { input: {}, type: 'infinite' }])).toBe(false);
  expect(asked([['orders', 'getOrder'], { type: 'query' }])).toBe(false);
  expect(asked(['operator'])).toBe(false);
});
