import { describe, expect, test } from 'vitest';
import { changedDetails, detailsOf, foreignEdits, formOf } from './product-details.ts';

const seen = { name: 'Lamp', threshold: 10, allowBackorder: false, unitPrice: '50.00', supplier: null };

test('a form that nobody touched changes nothing', () => {
  expect(changedDetails(seen, detailsOf(formOf(seen)))).toEqual({});
  expect(changedDetails(seen, { ...seen, unitPrice: '50' })).toEqual({});
  expect(changedDetails({ ...seen, supplier: '' }, seen)).toEqual({});
});

test('an edit sends what differs, and an emptied field as none', () => {
  const typed = { ...formOf(seen), unitPrice: '', threshold: 0 };
  expect(changedDetails(seen, detailsOf(typed))).toEqual({ unitPrice: null, threshold: 0 });
  expect(changedDetails({ ...seen, unitPrice: '500' }, { ...seen, unitPrice: '5' })).toEqual({
    unitPrice: '5',
  });
});

describe('two people at the same product', () => {
  test('different fields do not collide, and the other one comes along', () => {
    const now = { ...seen, supplier: 'Acme' };
    expect(foreignEdits({ seen, now, mine: { ...seen, threshold: 5 } })).toEqual({
      collided: [],
      untouched: ['supplier'],
    });
  });

  test('the same field collides, unless both want the same', () => {
    const now = { ...seen, threshold: 20 };
    expect(foreignEdits({ seen, now, mine: { ...seen, threshold: 5 } }).collided).toEqual([
      { name: 'threshold', theirs: 20 },
    ]);
    expect(foreignEdits({ seen, now, mine: { ...seen, threshold: 20 } })).toEqual({
      collided: [],
      untouched: [],
    });
  });
});
