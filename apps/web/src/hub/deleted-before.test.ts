import { expect, test } from 'vitest';
import { deletedBefore } from './deleted-before.ts';

const now = new Date('2026-11-30T12:00:00Z');

test('a range that begins before the edge has lost its first days, and no other one', () => {
  expect(deletedBefore('2026-08-01T00:00:00Z', 90, now)).toEqual(new Date('2026-09-01T12:00:00Z'));
  expect(deletedBefore('2026-09-01T11:59:59Z', 90, now)).not.toBeNull();
  expect(deletedBefore('2026-09-01T12:00:00Z', 90, now)).toBeNull();
});
