import { describe, expect, test } from 'vitest';
import { nameRules, numberRules, unitsRules } from './edit-rules.ts';

describe('units', () => {
  test.each([
    ['20', 20],
    ['1 000', 1000],
    [' 0 ', 0],
  ])('%s is %d', (text, value) => {
    expect(unitsRules.read(text)).toEqual({ kind: 'value', value });
  });

  test.each(['', '-1', '1.5', 'many', '99999999999', '1e3'])(
    '%s is refused, and never another number',
    (text) => {
      expect(unitsRules.read(text).kind).toBe('problem');
    },
  );
});

test('a rate may be empty, has its unit, and no more than its range', () => {
  const rate = numberRules({ max: 100, maxDecimals: 2, unit: '%', isEmptyAllowed: true, say: String });
  expect(rate.read('')).toEqual({ kind: 'value', value: null });
  expect(rate.read('12.5 %')).toEqual({ kind: 'value', value: 12.5 });
  expect(rate.read('101').kind).toBe('problem');
});

test('a name is not empty and not too long', () => {
  expect(nameRules.read('  Lamp ')).toEqual({ kind: 'value', value: 'Lamp' });
  expect(nameRules.read('  ').kind).toBe('problem');
  expect(nameRules.read('x'.repeat(256)).kind).toBe('problem');
});
