import { describe, expect, it } from 'vitest';
import {
  oneOf,
  parseSearch,
  readSearch,
  rowId,
  stringifySearch,
  text,
  textUpTo,
  uuid,
} from './search-params.ts';

describe('search parameters', () => {
  it.each(['1e5', 'true', '007', '"quoted"', 'A&B=C', 'ä ö'])('keep the SKU %s as it is', (sku) => {
    expect(parseSearch(stringifySearch({ sku }))).toEqual({ sku });
  });

  it('leave out what is not set', () => {
    expect(stringifySearch({ sku: undefined, search: '' })).toBe('');
  });

  it('are only those that a route names, and only with values that it takes', () => {
    const read = readSearch({ search: text, status: oneOf(['open', 'closed']), id: rowId });
    expect(read({ search: ' red ', status: 'open', id: '12', other: 'x' })).toEqual({
      search: 'red',
      status: 'open',
      id: 12,
    });
    expect(read({ search: 'x'.repeat(256), status: 'OPEN', id: '-1' })).toEqual({});
    expect(read({ search: 5, status: ['open'], id: null })).toEqual({});
    // Names of every object are no values.
    expect(readSearch({ status: oneOf(['open']) })({ status: 'constructor' })).toEqual({});
  });

  it.each([
    ['1', 1],
    [42, 42],
    ['0', undefined],
    ['007', undefined],
    ['1e3', undefined],
    ['1.5', undefined],
    ['9007199254740993', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('read the row %j as %j', (value, id) => {
    expect(rowId(value)).toBe(id);
  });

  it('read a text up to its length, and a UUID', () => {
    expect([textUpTo(3)('abc'), textUpTo(3)('abcd'), textUpTo(3)('  ')]).toEqual([
      'abc',
      undefined,
      undefined,
    ]);
    expect(uuid('0190163d-8694-739b-aea5-966c26f8ad99')).toBe('0190163d-8694-739b-aea5-966c26f8ad99');
    expect([uuid('0190163d'), uuid("0190163d-8694-739b-aea5-966c26f8ad99'")]).toEqual([undefined, undefined]);
  });
});
