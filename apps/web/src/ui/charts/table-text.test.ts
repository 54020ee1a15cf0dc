import { expect, it } from 'vitest';
import { toTabSeparated } from './table-text.ts';

const cell = (raw: string) => ({ text: `shown ${raw}`, raw });

it('toTabSeparated has plain numbers, and guards names but never numbers', () => {
  const table = toTabSeparated({
    columns: ['Name', 'Clicks'],
    rows: [
      { name: cell('=cmd|calc'), isText: true, cells: [cell('1560001')] },
      { name: cell('two\tparts\nhere'), isText: true, cells: [cell('-5.00')] },
      { name: cell('2026-10-25T02:00+01:00'), cells: [cell('')] },
    ],
  });
  expect(table).toBe("Name\tClicks\n'=cmd|calc\t1560001\ntwo parts here\t-5.00\n2026-10-25T02:00+01:00\t");
});
