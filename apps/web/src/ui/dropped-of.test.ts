import { expect, test } from 'vitest';
import { rangeParams } from './date-range.ts';
import { droppedOf } from './dropped-of.ts';
import { readSearch, text } from './search-params.ts';

const read = readSearch({ ...rangeParams, sku: text });

test.each([
  [{ from: '2026-10-01', to: '2026-10-31', sku: 'A' }, []],
  [{ from: '2026-10-40', to: '2026-10-31' }, ['from=2026-10-40', 'to=2026-10-31']],
  [{ from: '2026-10-01' }, ['from=2026-10-01']],
  [{ from: '2026-10-31', to: '2026-10-01' }, ['from=2026-10-31', 'to=2026-10-01']],
  [{ preset: '7d', from: '2026-10-01', to: '2026-10-31' }, ['from=2026-10-01', 'to=2026-10-31']],
  [{ preset: 'fortnight', colour: 'red', sku: ' ' }, ['preset=fortnight', 'colour=red']],
])('%j', (given, dropped) => {
  expect(droppedOf(given, read(given))).toEqual(dropped);
});
