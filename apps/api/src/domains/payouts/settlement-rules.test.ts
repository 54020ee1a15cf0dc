import { describe, expect, test } from 'vitest';
import {
  contradictionOf,
  correctionOf,
  paymentOf,
  returnOf,
  stateOfItems,
  undoingOf,
} from './settlement-rules.ts';

const item = {
  id: 7,
  storefrontId: 1,
  affiliateId: 2,
  currency: 'USD',
  amount: '20.00',
  state: 'sent',
  rail: 'sepa',
} as const;
const by = { at: new Date('2026-01-01T00:00:00Z') };
const short = (postings: ReturnType<typeof returnOf>) =>
  postings.map(
    ({ debit, credit, amount, cause, causeId, leg }) =>
      `${debit} → ${credit} ${amount} ${cause} ${causeId}/${leg}`,
  );

describe('what moves when a payment left', () => {
  test('as it was asked', () => {
    expect(short(paymentOf(item, by).postings)).toEqual(['in_payout → cash.sepa 20.00 pay item 7/0']);
    expect(paymentOf(item, by).differs).toBe(0n);
  });

  test('with a fee: the shop bears it', () => {
    expect(short(paymentOf(item, { ...by, fee: { amount: '0.25', currency: 'USD' } }).postings)).toEqual([
      'in_payout → cash.sepa 20.00 pay item 7/0',
      'expense.payout_fee → cash.sepa 0.25 fee item 7/0',
    ]);
    expect(paymentOf(item, { ...by, fee: { amount: '0.00', currency: 'USD' } }).postings).toHaveLength(1);
  });

  test('with a fee in another currency: it is booked in that one', () => {
    const { postings } = paymentOf(item, { ...by, fee: { amount: '40', currency: 'JPY' } });
    expect(postings).toMatchObject([
      { cause: 'pay', amount: '20.00', currency: 'USD' },
      { cause: 'fee', amount: '40', currency: 'JPY', debit: 'expense.payout_fee', credit: 'cash.sepa' },
    ]);
  });

  test('with less: what is missing is set aside', () => {
    const { postings, differs } = paymentOf(item, { ...by, amount: '18.50' });
    expect(short(postings)).toEqual([
      'in_payout → cash.sepa 18.50 pay item 7/0',
      'in_payout → suspense 1.50 mismatch item 7/0',
    ]);
    expect(differs).toBe(-150n);
    expect(short(paymentOf(item, { ...by, amount: '0.00' }).postings)).toEqual([
      'in_payout → suspense 20.00 mismatch item 7/0',
    ]);
  });

  test('with more: what is too much is set aside', () => {
    const { postings, differs } = paymentOf(item, { ...by, amount: '33.00' });
    expect(short(postings)).toEqual([
      'in_payout → cash.sepa 20.00 pay item 7/0',
      'suspense → cash.sepa 13.00 mismatch item 7/1',
    ]);
    expect(differs).toBe(1300n);
  });

  test('and came back: as much as had left', () => {
    expect(short(returnOf(item, 0n, by))).toEqual(['cash.sepa → payable 20.00 return item 7/0']);
    expect(short(returnOf(item, -150n, by))).toEqual(['cash.sepa → payable 18.50 return item 7/0']);
    expect(returnOf(item, -2000n, by)).toEqual([]);
  });

  test('and less came back: all of it is owed again, and the shop bears what a bank kept', () => {
    expect(short(returnOf(item, 0n, { ...by, amount: '17.50' }))).toEqual([
      'cash.sepa → payable 20.00 return item 7/0',
      'expense.payout_fee → cash.sepa 2.50 fee item 7/1',
    ]);
    expect(returnOf(item, 0n, { ...by, amount: '20.00' })).toHaveLength(1);
    expect(returnOf(item, 0n, { ...by, amount: '21.00' })).toHaveLength(1);
  });

  test('otherwise than was booked: the difference is set aside', () => {
    const corrected = (amount?: string) => {
      const movement = correctionOf(item, { ...by, amount });
      return movement === null ? null : [...short(movement.postings), movement.differs];
    };
    expect(corrected('40.00')).toEqual(['suspense → cash.sepa 20.00 mismatch item 7/4', 2000n]);
    expect(corrected('18.50')).toEqual(['cash.sepa → suspense 1.50 mismatch item 7/4', -150n]);
    expect(corrected('20.00')).toBe(null);
    expect(corrected()).toBe(null);
  });

  test('after it was given up: all of it is set aside', () => {
    const { postings, differs } = contradictionOf(item, by);
    expect(short(postings)).toEqual(['suspense → cash.sepa 20.00 mismatch item 7/2']);
    expect(differs).toBe(2000n);
    const undone = undoingOf(item, 2000n, by);
    expect(short(undone.postings)).toEqual(['cash.sepa → suspense 20.00 mismatch item 7/3']);
    expect(undone.differs).toBe(-2000n);
  });
});

test('a batch is over when none of its items is open', () => {
  expect(stateOfItems(['paid', 'sent'])).toBe('submitted');
  expect(stateOfItems(['paid', 'mismatched'])).toBe('submitted');
  expect(stateOfItems(['paid', 'paid'])).toBe('settled');
  expect(stateOfItems(['paid', 'failed'])).toBe('partly');
  expect(stateOfItems(['returned'])).toBe('partly');
});
