import { expect, test } from 'vitest';
import { keyName, nameOf } from './event-words.ts';
import { askedFor } from './inspector-search.ts';
import { floodWords, newEvents } from './live-bar.tsx';

test('names events, keys and how many arrived', () => {
  expect(nameOf({ kind: 'order', subject: 'ORD-77' })).toBe('Order ORD-77');
  expect(nameOf({ kind: 'click', subject: null })).toBe('Click');
  expect(nameOf({ kind: 'link', subject: '/r/caf%C3%A9?to=%2Fx' })).toBe('Link /r/café?to=%2Fx');
  expect(nameOf({ kind: 'link', subject: '/r/%E0%A4' })).toBe('Link /r/%E0%A4');
  expect(keyName({ id: 1, name: 'Shop pages', hint: 'pk_…x9Kq', isTest: false })).toBe(
    'Shop pages (pk_…x9Kq)',
  );
  expect(keyName({ id: null, name: null, hint: 'pk_…x9Kq', isTest: false })).toBe('Unknown key pk_…x9Kq');
  expect([newEvents(1), newEvents(1_234)]).toEqual(['1 new event', '1,234 new events']);
  expect(floodWords({ shown: 100, count: 9_870, isMore: false, seconds: 10 })).toBe(
    'Showing the newest 100 of 9,870 in the last 10 seconds. Filter to see all that match.',
  );
  expect(floodWords({ shown: 100, count: 20_000, isMore: true, seconds: 1 })).toBe(
    'Showing the newest 100 of 20,000 or more in the last second. Filter to see all that match.',
  );
});

test('asks for minutes', () => {
  expect(askedFor({ kind: 'click', period: 'day' })).toEqual({ kind: 'click', minutes: 1_440 });
  expect(askedFor({}).minutes).toBeUndefined();
});
