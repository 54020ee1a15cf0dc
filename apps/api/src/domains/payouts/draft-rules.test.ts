import { LEFT_OUT_REASONS } from '@dreamteamhub/db/payouts';
import { describe, expect, test } from 'vitest';
import { type DraftTerms, judgePayable, sayLeftOut } from './draft-rules.ts';

const now = new Date('2026-01-10T00:00:00Z');
const account = { method: 'bank', holder: 'Ann', iban: 'GE29NB0000000101904917', bic: null } as const;
const usable = {
  method: 'bank',
  usableFrom: new Date('2026-01-01T00:00:00Z'),
  open: () => account,
} as const;
const terms: DraftTerms = {
  ...{ currency: 'USD', minimumMinor: 2500n, now },
  rail: { methods: ['bank'], refuse: () => null, payable: (amount) => amount },
};

describe('what is payable to somebody', () => {
  test('is paid from the minimum on', () => {
    expect(judgePayable({ amount: '25', payee: usable }, terms)).toEqual({ amount: '25.00' });
    expect(judgePayable({ amount: '24.99', payee: usable }, terms)).toEqual({ reason: 'belowMinimum' });
    expect(judgePayable({ amount: '-0.01', payee: usable }, terms)).toEqual({ reason: 'negative' });
  });

  test('needs details that are of the right kind and may be used', () => {
    expect(judgePayable({ amount: '99', payee: undefined }, terms)).toEqual({ reason: 'noDetails' });
    expect(judgePayable({ amount: '99', payee: { ...usable, method: 'paypal' } }, terms)).toEqual({
      reason: 'otherMethod',
    });
    const changed = { ...usable, usableFrom: new Date(now.getTime() + 1) };
    expect(judgePayable({ amount: '99', payee: changed }, terms)).toEqual({ reason: 'detailsOnHold' });
    expect(judgePayable({ amount: '99', payee: { ...changed, usableFrom: now } }, terms)).toEqual({
      amount: '99.00',
    });
    const byHand = { ...terms, rail: { ...terms.rail, methods: null } };
    expect(judgePayable({ amount: '99', payee: undefined }, byHand)).toEqual({ amount: '99.00' });
  });

  test('goes to nobody whom the way does not reach, which waiting does not change', () => {
    const near = {
      ...terms,
      rail: { ...terms.rail, refusePayee: () => 'countryNotOnRail' as const },
    };
    for (const usableFrom of [usable.usableFrom, new Date(now.getTime() + 1)]) {
      expect(judgePayable({ amount: '99', payee: { ...usable, usableFrom } }, near)).toEqual({
        reason: 'countryNotOnRail',
      });
    }
    expect(judgePayable({ amount: '1', payee: usable }, near)).toEqual({ reason: 'belowMinimum' });
  });

  test('waits while more left than was owed', () => {
    const [amount, hasExcess] = ['99', true];
    expect(judgePayable({ amount, payee: undefined, hasExcess }, terms)).toEqual({
      reason: 'differenceOpen',
    });
    expect(judgePayable({ amount: '-1', payee: usable, hasExcess }, terms)).toEqual({ reason: 'negative' });
  });

  test('is as much as the way takes', () => {
    const whole = {
      ...terms,
      minimumMinor: 1n,
      rail: { ...terms.rail, payable: (amount: string) => `${Math.floor(Number(amount))}.00` },
    };
    expect(judgePayable({ amount: '99.70', payee: usable }, whole)).toEqual({ amount: '99.00' });
    expect(judgePayable({ amount: '0.70', payee: usable }, whole)).toEqual({ reason: 'belowMinimum' });
    const refusing = { ...terms, rail: { ...terms.rail, refuse: () => 'tooMuchForRail' as const } };
    expect(judgePayable({ amount: '99', payee: usable }, refusing)).toEqual({ reason: 'tooMuchForRail' });
  });
});

test('why somebody is left out is said without the names of fields', () => {
  const said = LEFT_OUT_REASONS.map((reason) =>
    sayLeftOut(reason, { amount: '-5', minimum: '25', currency: 'USD' }),
  );
  expect(new Set(said).size).toBe(LEFT_OUT_REASONS.length);
  expect(said[1]).toBe('owes $5.00: what is earned next pays it off first');
  for (const words of said) expect(words).not.toMatch(/[A-Z][a-z]+[A-Z]|_/);
});
