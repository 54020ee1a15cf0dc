import { expect, test } from 'vitest';
import { VisitorKeys } from './visitor-keys.ts';

const visitor = { ip: '198.51.100.7', userAgent: 'Mozilla/5.0' };
const saltOf = (day: string) => ({ day, salt: `salt of ${day}` });

function keysAt(start: string, dedupSeconds: number) {
  const clock = { now: new Date(start), databaseDay: start.slice(0, 10), loads: 0 };
  const keys = new VisitorKeys({
    salts: {
      async getSalts() {
        clock.loads += 1;
        const yesterday = new Date(Date.parse(clock.databaseDay) - 86_400_000).toISOString().slice(0, 10);
        return { today: saltOf(clock.databaseDay), previous: saltOf(yesterday) };
      },
    },
    dedupSeconds,
    now: () => clock.now,
  });
  const moveTo = (instant: string) => {
    clock.now = new Date(instant);
    clock.databaseDay = instant.slice(0, 10);
  };
  return { clock, keys, moveTo };
}

test('a visitor has one key a day, and salts are loaded once a day', async () => {
  const { clock, keys, moveTo } = keysAt('2026-03-01T12:00:00Z', 3600);
  const first = await keys.hash(visitor);
  expect(first.previous).toBeUndefined();
  expect(await keys.hash(visitor)).toEqual(first);
  expect(clock.loads).toBe(1);
  moveTo('2026-03-02T12:00:00Z');
  expect((await keys.hash(visitor)).today).not.toBe(first.today);
  expect(clock.loads).toBe(2);
});

test('after midnight yesterday’s key comes along, as long as the window reaches back to it', async () => {
  const { keys, moveTo } = keysAt('2026-03-01T23:59:00Z', 3600);
  const before = await keys.hash(visitor);
  moveTo('2026-03-02T00:01:00Z');
  expect((await keys.hash(visitor)).previous).toBe(before.today);
  moveTo('2026-03-02T01:00:01Z');
  expect((await keys.hash(visitor)).previous).toBeUndefined();
});

test('while the database’s day is another one, its salts are asked for again', async () => {
  const { clock, keys } = keysAt('2026-03-02T00:00:00Z', 3600);
  clock.databaseDay = '2026-03-01';
  const early = await keys.hash(visitor);
  clock.databaseDay = '2026-03-02';
  expect((await keys.hash(visitor)).previous).toBe(early.today);
  await keys.hash(visitor);
  expect(clock.loads).toBe(2);
});
