import { describe, expect, test } from 'vitest';
import { isAlways, paysOf, stateOf, tierExample } from './rule-words.ts';

const pays = { kind: 'percent', rateBps: null, amount: null, tiers: null, currency: 'USD' } as const;

test('what a rule pays is said in few words', () => {
  expect(paysOf({ ...pays, rateBps: 1250 }, 'en-US')).toBe('12.5%');
  expect(paysOf({ ...pays, kind: 'flatItem', amount: '2.00' }, 'en-US')).toBe('$2.00 an item');
  expect(paysOf({ ...pays, kind: 'flatOrder', amount: '500', currency: 'JPY' }, 'en-US')).toBe(
    '¥500 an order',
  );
  const steps = [
    { from: '0', rateBps: 500 },
    { from: '1000', rateBps: 800 },
  ];
  expect(paysOf({ ...pays, tiers: { window: 'month', mode: 'whole', steps } }, 'en-US')).toBe('5% to 8%');
});

test('a version is live from its beginning until just before its end', () => {
  const period = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };
  const at = (time: string) => stateOf(period, Date.parse(time));
  expect(at('2025-12-31T23:59:59.999Z')).toBe('upcoming');
  expect(at('2026-01-01T00:00:00.000Z')).toBe('live');
  expect(at('2026-02-01T00:00:00.000Z')).toBe('ended');
  expect(stateOf({ ...period, to: null }, Date.parse('2030-01-01T00:00:00Z'))).toBe('live');
});

test('what began before the hub did has no day', () => {
  expect(isAlways({ from: '2000-01-01T00:00:00.000Z' })).toBe(true);
  expect(isAlways({ from: '2000-01-01T00:00:00.001Z' })).toBe(false);
});

describe('the example of steps', () => {
  const options = { window: 'month', currency: 'USD', locale: 'en-US' } as const;
  const steps = [
    { from: '0', percent: '5' },
    { from: '1000', percent: '8' },
  ];

  test('crosses the second step', () => {
    expect(tierExample(steps, options)).toEqual({
      marginal:
        'After $900.00 of sales this month, an order of $200.00 pays 5% of $100.00 and 8% of $100.00: $13.00.',
      whole:
        'After $900.00 of sales this month, an order of $200.00 pays 5% of all of it: $10.00. The next order pays 8%.',
    });
  });

  test('says nothing while the steps say too little', () => {
    expect(tierExample([{ from: '0', percent: '5' }], options)).toBeNull();
    expect(
      tierExample(
        [
          { from: '0', percent: '5' },
          { from: '', percent: '8' },
        ],
        options,
      ),
    ).toBeNull();
    expect(
      tierExample(
        [
          { from: '0', percent: '' },
          { from: '10', percent: '8' },
        ],
        options,
      ),
    ).toBeNull();
    expect(
      tierExample(
        [
          { from: '0', percent: '5' },
          { from: 'NaN', percent: '8' },
        ],
        options,
      ),
    ).toBeNull();
  });
});
