import { expect, test } from 'vitest';
import { type EventPlace, mergeSources, type ReadSource } from './event-places.ts';

const rows = (...micros: number[]): EventPlace[] => micros.map((at) => ({ id: at, micros: at }));
const merge = (sources: ReadSource<EventPlace>[], limit = 10, isLoose = false) =>
  mergeSources(sources, { from: {}, limit, isLoose });
const times = ({ rows: merged }: { rows: EventPlace[] }) => merged.map(({ micros }) => micros);

test('puts sources into one order of time, and ends where all end', () => {
  const page = merge([
    { source: 'click', rows: rows(9, 5, 1), end: null },
    { source: 'test', rows: rows(7, 6), end: null },
  ]);
  expect(times(page)).toEqual([9, 7, 6, 5, 1]);
  expect(page).toMatchObject({ next: null, until: null });
});

test('goes on in each source after its last row', () => {
  const page = merge(
    [
      { source: 'click', rows: rows(9, 5, 1), end: null },
      { source: 'test', rows: rows(7, 6), end: null },
    ],
    2,
  );
  expect(times(page)).toEqual([9, 7]);
  expect(page).toMatchObject({ next: { click: { id: 9 }, test: { id: 7 } }, until: 7 });
});

test('keeps back what is older than where another source was left', () => {
  const sources: ReadSource<EventPlace>[] = [
    { source: 'click', rows: [], end: { id: 40, micros: 6 } },
    { source: 'order', rows: rows(8, 3), end: null },
  ];
  const page = merge(sources);
  expect(times(page)).toEqual([8]);
  expect(page).toMatchObject({ next: { click: { id: 40 }, order: { id: 8 } }, until: 6 });
  expect(times(merge(sources, 10, true))).toEqual([8, 3]);
});

test('rows that came late with an old time hold nothing up', () => {
  const late = { id: 9, micros: 10 };
  const rows = [late, { id: 8, micros: 90 }, { id: 7, micros: 80 }];
  const { rows: page, next } = merge([{ source: 'click', rows, end: { id: 7, micros: 80 } }], 2);
  expect(page.map(({ id }) => id)).toEqual([9, 8]);
  expect(next?.click?.id).toBe(8);
});
