import fc from 'fast-check';
import { expect, test } from 'vitest';
import { piecesOf } from './pieces.ts';
import { QUARTER } from './ranges.ts';

const LENGTH = { quarter: QUARTER, day: 24 * 3600_000, month: null } as const;
const marks = {
  daysUntil: new Date('2026-11-30T00:00Z'),
  monthsUntil: new Date('2026-11-01T00:00Z'),
  ...{ backfilledFrom: null, clicksFrom: null, breakdownsFrom: null },
  breakdownsUntil: new Date('2026-11-30T12:00Z'),
};
const quarter = fc
  .integer({ min: 0, max: 4 * 365 * 96 })
  .map((count) => Date.UTC(2023, 0, 1) + count * QUARTER);

test('pieces cover a span once, each with rows of its own length, and none that are not there yet', () => {
  fc.assert(
    fc.property(quarter, quarter, fc.boolean(), (one, other, withMonths) => {
      const span = { start: new Date(Math.min(one, other)), end: new Date(Math.max(one, other)) };
      const pieces = piecesOf([span], marks, { withMonths });
      const ends = [span.start, ...pieces.map(({ end }) => end)];
      expect(pieces.map(({ start }) => start)).toEqual(ends.slice(0, -1));
      expect(ends.at(-1)).toEqual(span.end);
      for (const { unit, start, end } of pieces) {
        const length = LENGTH[unit];
        if (length !== null) expect([start.getTime() % length, end.getTime() % length]).toEqual([0, 0]);
        else
          expect([start, end].map((at) => at.toISOString().slice(7))).toEqual(
            Array(2).fill('-01T00:00:00.000Z'),
          );
        if (unit === 'day') expect(end <= marks.daysUntil).toBe(true);
        if (unit === 'month') expect(withMonths && end <= marks.monthsUntil).toBe(true);
      }
      // At the edges at most: otherwise a year would be read by quarters of an hour.
      const length = (unit: string) =>
        pieces
          .filter((piece) => piece.unit === unit)
          .reduce((sum, { start, end }) => sum + (end.getTime() - start.getTime()), 0);
      const isOpen = span.end > marks.daysUntil;
      if (!isOpen) expect(length('quarter')).toBeLessThan(2 * LENGTH.day);
    }),
    { numRuns: 500 },
  );
});
