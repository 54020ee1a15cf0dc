import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskProblem, diskSpaceOf, isDiskGone } from './disk-space.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

test.each([
  // A small disk is low at a tenth, and never with less than 256 MiB.
  [20 * GIB, 2.1 * GIB, false, false],
  [20 * GIB, 1.9 * GIB, true, false],
  [1 * GIB, 260 * MIB, false, false],
  [1 * GIB, 250 * MIB, true, false],
  // On a large one, 5 GiB last.
  [2_000 * GIB, 6 * GIB, false, false],
  [2_000 * GIB, 4.9 * GIB, true, false],
  // Four files of PostgreSQL's log.
  [20 * GIB, 65 * MIB, true, false],
  [20 * GIB, 63 * MIB, true, true],
  [20 * GIB, 0, true, true],
])('of %d bytes %d are free', (totalBytes, freeBytes, isLow, isGone) => {
  expect(diskProblem({ totalBytes, freeBytes }) !== null).toBe(isLow);
  expect(isDiskGone({ totalBytes, freeBytes })).toBe(isGone);
});

test('says how much is left', () => {
  expect(diskProblem({ totalBytes: 20 * GIB, freeBytes: 1.5 * GIB })).toBe(
    'the disk of DATA_DIR is nearly full: 1,536 MiB of 20,480 MiB are free',
  );
});

test('a folder that is not there yet has the space of its parent', async () => {
  const parent = await diskSpaceOf(tmpdir())();
  const child = await diskSpaceOf(join(tmpdir(), 'not', 'yet', 'there'))();
  expect(child.totalBytes).toBe(parent.totalBytes);
  expect(child.freeBytes).toBeGreaterThan(0);
});
