import { expect, test } from 'vitest';
import type { InspectedEvent } from '../../hub/trpc.ts';
import { countOn, type Head, MOST_LIVE, NO_NEWS, onTopOf, receive, release } from './event-feed.ts';

const event = (n: number, more: Partial<InspectedEvent> = {}) =>
  ({ id: `click-${n}`, at: new Date(1_800_000_000_000 + n * 1000).toISOString(), ...more }) as InspectedEvent;
const ids = (events: readonly InspectedEvent[]) => events.map(({ id }) => id);
const news = (items: InspectedEvent[], more = {}) => ({
  items,
  isKnown: () => false,
  arrived: 0,
  isCut: false,
  isHeld: false,
  ...more,
});

test('shows what is new on top, newest first, each event once', () => {
  const first = receive(NO_NEWS, news([event(2), event(1)]));
  const second = receive(first, news([event(4), event(2), event(3)]));
  expect(ids(second.live)).toEqual(['click-4', 'click-3', 'click-2', 'click-1']);
});

test('leaves out what the list has already', () => {
  const feed = receive(NO_NEWS, news([event(2), event(1)], { isKnown: (id: string) => id === 'click-1' }));
  expect(ids(feed.live)).toEqual(['click-2']);
  expect(ids(onTopOf(feed.live, [event(2), event(1)]))).toEqual(['click-2', 'click-1']);
});

test('an event that is told again is told as it is now', () => {
  const first = receive(NO_NEWS, news([event(1, { door: null })]));
  const second = receive(first, news([event(1, { door: 'pixel' })]));
  expect(second.live).toEqual([event(1, { door: 'pixel' })]);
});

test('keeps back what would move rows, counts it, and shows it when asked', () => {
  const first = receive(NO_NEWS, news([event(1)]));
  const held = receive(first, news([event(3), event(2)], { isHeld: true }));
  expect(ids(held.live)).toEqual(['click-1']);
  expect(held.waitingCount).toBe(2);
  const again = receive(held, news([event(3), event(2)], { isHeld: true }));
  expect(again.waitingCount).toBe(2);
  expect(ids(release(again).live)).toEqual(['click-3', 'click-2', 'click-1']);
  expect(ids(receive(again, news([event(4)])).live)).toEqual(['click-4', 'click-3', 'click-2', 'click-1']);
});

test('keeps the newest of a flood, and counts those that did not come along', () => {
  const flood = Array.from({ length: 300 }, (_, n) => event(n));
  const feed = receive(NO_NEWS, news(flood));
  expect(feed.live).toHaveLength(MOST_LIVE);
  expect(feed.live[0]?.id).toBe('click-299');
  expect(receive(NO_NEWS, news(flood, { arrived: 1_000, isCut: true, isHeld: true })).waitingCount).toBe(
    1_000,
  );
});

test('counts what the list does not have, since it came faster than it was shown', () => {
  const some = Array.from({ length: 100 }, (_, n) => event(499 - n));
  const after = receive(NO_NEWS, news(some, { arrived: 500, isCut: true }));
  expect(after.missing).toBe(400);
  // The answers that follow overlap, and have little that is new.
  const next = receive(after, news([event(500), ...some.slice(0, 99)], { arrived: 1, isCut: true }));
  expect(next.missing).toBe(400);
  // The list was read again meanwhile.
  const isKnown = () => true;
  expect(receive(NO_NEWS, news(some, { arrived: 500, isCut: true, isKnown })).missing).toBe(0);
});

test('counts what went out of the list at its end, shown or kept back', () => {
  const many = (from: number, count: number) => Array.from({ length: count }, (_, n) => event(from + n));
  const full = receive(NO_NEWS, news(many(0, MOST_LIVE), { arrived: MOST_LIVE }));
  expect(full.missing).toBe(0);
  expect(receive(full, news([event(999)], { arrived: 1 })).missing).toBe(1);
  const held = receive(full, news(many(1_000, MOST_LIVE + 5), { arrived: MOST_LIVE + 5, isHeld: true }));
  expect(held.missing).toBe(5);
  expect(release(held).missing).toBe(MOST_LIVE + 5);
});

test('answers overlap: who pauses during a flood is told how many arrived, each once', () => {
  const perSecond = 1_000;
  const overlap = 10;
  const heads: Head[] = [{ at: 0, head: '', total: 0 }];
  let feed = NO_NEWS;
  for (let second = 1; second <= 30; second++) {
    const since = heads[Math.max(0, second - overlap)] as Head;
    const { total, arrived } = countOn(heads.at(-1) as Head, since, (second - since.at) * perSecond);
    heads.push({ at: second, head: '', total });
    const items = Array.from({ length: 100 }, (_, n) => event(second * perSecond + n));
    feed = receive(feed, news(items, { arrived, isHeld: true }));
  }
  expect(feed.waitingCount).toBe(30 * perSecond);
});
