import { expect, test } from 'vitest';
import { uuidv7 } from './uuid.ts';

const timeOf = (uuid: string) => Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16);

const times = [0, 1, 2 ** 16 - 1, 2 ** 16, 2 ** 32, Date.UTC(2026, 0), Date.UTC(9999, 0), 2 ** 48 - 1];

test.each(times)('of %i carries its time, its version and its variant', (milliseconds) => {
  const uuid = uuidv7(milliseconds);
  expect(uuid).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  expect(timeOf(uuid)).toBe(milliseconds);
});

test('without a time it is now', () => {
  const before = Date.now();
  const time = timeOf(uuidv7());
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThanOrEqual(Date.now());
});

test('many of one millisecond differ', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => uuidv7(0))).size).toBe(10_000);
});
