import { expect, test } from 'vitest';
import { progressWords, sizeWords } from './export-words.ts';

const one = {
  status: 'running',
  rows: 12_340,
  total: null,
  bytes: 0,
  problem: null,
  startedAt: null,
} as const;

test.each([
  [{ ...one, status: 'queued' }, 'Starts in a moment'],
  [
    { ...one, status: 'queued', startedAt: '2026-11-30T19:24:00.000Z' },
    'The hub was interrupted: starts again in a moment',
  ],
  [one, '12,340 rows so far'],
  [{ ...one, rows: 1 }, '1 row so far'],
  [{ ...one, total: 120_000 }, '12,340 of 120,000 rows'],
  [{ ...one, status: 'done', bytes: 1_449_000 }, '12,340 rows, 1.4 MB'],
  [
    { ...one, status: 'failed', problem: 'the disk is full; free some' },
    'Failed: the disk is full; free some.',
  ],
  [{ ...one, status: 'cancelled' }, 'Cancelled'],
] as const)('%j', (state, words) => {
  expect(progressWords(state, 'en')).toBe(words);
});

test.each([
  [0, '1 kB'],
  [999, '1 kB'],
  [12_400, '12 kB'],
  [999_499, '999 kB'],
  [151_000_000, '151 MB'],
])('%d bytes', (bytes, words) => {
  expect(sizeWords(bytes, 'en')).toBe(words);
});
