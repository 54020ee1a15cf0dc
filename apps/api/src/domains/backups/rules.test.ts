import { expect, test } from 'vitest';
import { expired, isDue, lastSlot, missingBackup } from './rules.ts';

const atTwo = { hours: [2], timeZone: 'UTC' };
const at = (text: string) => new Date(`2026-11-${text}:00Z`);

test.each([
  ['30T05:00', [2], '30T02:00'],
  ['30T01:59', [2], '29T02:00'],
  ['30T02:00', [2], '30T02:00'],
  ['30T23:59', [18, 0, 6, 12], '30T18:00'],
  ['30T00:00', [0, 12], '30T00:00'],
  ['30T05:00', [6, 18], '29T18:00'],
])('at %s with hours %j the last slot was %s', (now, hours, slot) => {
  expect(lastSlot(at(now), { hours, timeZone: 'UTC' })).toEqual(at(slot));
});

test.each([
  // In Berlin, 02:00 was left out on 29 March and came twice on 25 October.
  ['2026-03-28T01:30Z', '2026-03-28T01:00Z', 'Europe/Berlin'],
  ['2026-03-29T00:59Z', '2026-03-28T01:00Z', 'Europe/Berlin'],
  ['2026-03-29T01:00Z', '2026-03-29T01:00Z', 'Europe/Berlin'],
  ['2026-10-25T00:30Z', '2026-10-25T00:00Z', 'Europe/Berlin'],
  ['2026-10-25T01:30Z', '2026-10-25T00:00Z', 'Europe/Berlin'],
  ['2026-10-26T01:00Z', '2026-10-26T01:00Z', 'Europe/Berlin'],
  ['2026-11-30T20:20Z', '2026-11-30T20:15Z', 'Asia/Kathmandu'],
  // The day before never was.
  ['2011-12-30T11:00Z', '2011-12-29T12:00Z', 'Pacific/Apia'],
])('at %s a backup at two was to begin at %s in %s', (now, slot, timeZone) => {
  expect(lastSlot(new Date(now), { hours: [2], timeZone })).toEqual(new Date(slot));
});

test('a backup is due once a slot has passed without one, and at once where there is none', () => {
  expect(isDue(at('30T05:00'), atTwo, at('30T02:01'))).toBe(false);
  expect(isDue(at('30T05:00'), atTwo, at('30T01:59'))).toBe(true);
  expect(isDue(at('30T05:00'), atTwo, null)).toBe(true);
});

test('people are told two hours after a slot that brought none', () => {
  expect(missingBackup(at('30T03:59'), atTwo, at('29T02:10'))).toBeNull();
  expect(missingBackup(at('30T04:00'), atTwo, at('29T02:10'))).toBe(
    'the newest backup in BACKUP_DIR is 25 hours old',
  );
  expect(missingBackup(at('30T04:00'), atTwo, null)).toBe('there is no backup in BACKUP_DIR');
  expect(missingBackup(at('30T20:00'), atTwo, at('30T02:10'))).toBeNull();
});

test('the newest stay, in whatever order they are found', () => {
  const backups = ['28T02:00', '30T02:00', '29T02:00'].map((text) => ({ createdAt: at(text) }));
  expect(expired(backups, 2)).toEqual([{ createdAt: at('28T02:00') }]);
  expect(expired(backups, 3)).toEqual([]);
});
