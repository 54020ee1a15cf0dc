import { expect, test } from 'vitest';
import { withDays } from './event-search.ts';

test('a type brings days along, unless some are chosen', () => {
  expect(withDays({ type: 'sale' }, {})).toMatchObject({ type: 'sale', preset: '28d' });
  expect(withDays({ type: 'sale' }, { preset: 'today' })).toEqual({ type: 'sale' });
  expect(withDays({ type: 'sale' }, { from: '2026-10-01', to: '2026-10-02' })).toEqual({ type: 'sale' });
});

test('a type goes with its days, and days stay without it', () => {
  const none = { preset: undefined, from: undefined, to: undefined };
  expect(withDays(none, { type: 'sale', preset: '7d' })).toEqual({ ...none, type: undefined });
  expect(withDays({ type: undefined }, { type: 'sale', preset: '7d' })).toEqual({ type: undefined });
  expect(withDays({ preset: '7d' }, {})).toEqual({ preset: '7d' });
});
