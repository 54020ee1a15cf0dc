import { describe, expect, test } from 'vitest';
import { droppedOf } from './dropped-of.ts';
import { sortParams } from './list-search.ts';
import { oneOf, readSearch, rowId, text } from './search-params.ts';

const read = readSearch({
  search: text,
  status: oneOf(['open', 'closed']),
  affiliateId: rowId,
  ...sortParams('name', 'stock'),
});

describe('the search of a list', () => {
  test('keeps what it knows, as what it is', () => {
    const given = { search: ' 1e5 ', status: 'open', affiliateId: '12', sort: 'stock', order: 'desc' };
    expect(read(given)).toEqual({ ...given, search: '1e5', affiliateId: 12 });
  });

  test.each([
    { status: 'Open' },
    { affiliateId: '0' },
    { affiliateId: '1.5' },
    { affiliateId: '9'.repeat(17) },
    { search: 'x'.repeat(256) },
    { search: '   ' },
    { sort: 'price', order: 'down' },
    { unheard: 'of' },
  ])('drops what means nothing: %j', (given) => {
    expect(Object.values(read(given)).filter((value) => value !== undefined)).toEqual([]);
  });

  test('has a key for each parameter, or the router would put back what was given', () => {
    expect(Object.keys(read({ status: 'gone' }))).toEqual([
      'search',
      'status',
      'affiliateId',
      'sort',
      'order',
    ]);
  });
});

test('what was dropped is told as it was written', () => {
  const given = { search: ' tea ', status: 'gone', supplier: 'Acme', affiliateId: '12', order: '' };
  expect(droppedOf(given, read(given))).toEqual(['status=gone', 'supplier=Acme']);
});
