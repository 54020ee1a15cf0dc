import type { LiveMarks } from '@dreamteamhub/db/live';
import { expect, test } from 'vitest';
import { changedTopics, isFoldDue, pauseMilliseconds } from './rules.ts';

const quiet: LiveMarks = {
  clicks: ['9', '8'],
  fold: ['done'],
  orders: ['5'],
  attributions: [],
  refunds: [],
  movements: ['7', '6'],
  episodes: [],
  deliveries: [],
  channels: ['webhook 1 0'],
  audit: ['4:inventory', '3:account'],
};
const changed = (before: Partial<LiveMarks>, after: Partial<LiveMarks>) => [
  ...changedTopics({ ...quiet, ...before }, { ...quiet, ...after }),
];

test.each([
  ['a row', { movements: ['8', '7'] }, ['stock']],
  ['a row that was committed after a higher one', { orders: ['5', '3'] }, ['orders']],
  ['an attempt at a delivery', { channels: ['webhook 2 0'] }, ['deliveries']],
  ['a first order', { attributions: ['1'], orders: ['6', '5'] }, ['orders']],
  ['a change of a product', { audit: ['5:inventory', '4:inventory'] }, ['stock']],
  ['a payout that somebody approves', { audit: ['5:payouts', '4:inventory'] }, ['orders']],
  ['a sign-in', { audit: ['5:account', '4:inventory'] }, []],
  ['a row that retention removes', { movements: ['7'], clicks: [] }, []],
  ['nothing', {}, []],
])('%s', (_what, after, topics) => {
  expect(changed({}, after)).toEqual(topics);
});

const PENDING = { fold: ['pending'] };

test('a click is news when it is counted, not when it arrives', () => {
  expect(changed({}, { clicks: ['10', '9'], ...PENDING })).toEqual([]);
  expect(changed(PENDING, PENDING)).toEqual([]);
  expect(changed(PENDING, {})).toEqual(['traffic']);
});

test('a click that is counted between two looks is news, and so are clicks that never cease', () => {
  expect(changed({}, { clicks: ['10', '9'] })).toEqual(['traffic']);
  expect(changed(PENDING, { clicks: ['10', '9'], ...PENDING })).toEqual(['traffic']);
});

test('what begins to wait is worth another look', () => {
  const waiting = { ...quiet, ...PENDING };
  expect(isFoldDue(quiet, waiting)).toBe(true);
  expect(isFoldDue(waiting, waiting)).toBe(false);
  expect(isFoldDue(waiting, quiet)).toBe(false);
});

test('the more watch, the longer each leaves between two readings, within bounds', () => {
  expect([1, 100, 200, 500, 2_000].map(pauseMilliseconds)).toEqual([1_000, 1_000, 2_000, 5_000, 5_000]);
});
