import { describe, expect, test } from 'vitest';
import { describeActor, describeTransfer, effectOf, isReleased, signedAmount } from './transfer-words.ts';

type Told = Parameters<typeof describeTransfer>[0];

const told = (changes: Partial<Told>): Told => ({
  cause: 'accrue',
  causeId: '7',
  debit: 'expense.commission',
  credit: 'pending',
  orderId: 'ORD-1',
  conversionId: 7,
  reason: null,
  ...changes,
});

describe('a transfer in words', () => {
  test.each<[string, Partial<Told>]>([
    ['Commission of ORD-1', {}],
    ['Commission of ORD-1 may be paid', { cause: 'mature', debit: 'pending', credit: 'payable' }],
    [
      'Refund R-9 took back commission of ORD-1',
      { cause: 'refund', causeId: '7 refund R-9', debit: 'payable', credit: 'expense.commission' },
    ],
    [
      'A refund took back commission of ORD-1',
      { cause: 'refund', causeId: '7 earlier', debit: 'payable', credit: 'expense.commission' },
    ],
    ['Commission of ORD-1 was voided', { cause: 'void', debit: 'pending', credit: 'expense.commission' }],
    ['A dispute holds commission of ORD-1', { cause: 'dispute', debit: 'payable', credit: 'held' }],
    ['A dispute released commission of ORD-1', { cause: 'dispute', debit: 'held', credit: 'payable' }],
    [
      'Lost dispute dp 1 took back commission of ORD-1',
      { cause: 'dispute', causeId: '7 dp 1 2', debit: 'held', credit: 'expense.commission' },
    ],
    [
      'Won dispute dp_1 gave back commission of ORD-1',
      { cause: 'dispute', causeId: '7 dp_1 3', debit: 'expense.commission', credit: 'payable' },
    ],
    ['Put into a payment for ORD-1', { cause: 'pay', debit: 'payable', credit: 'in_payout' }],
    ['Paid out for ORD-1', { cause: 'pay', debit: 'in_payout', credit: 'cash.manual' }],
    ['A payment for ORD-1 came back', { cause: 'pay', debit: 'cash.manual', credit: 'payable' }],
    [
      'Adjustment: a bonus',
      { cause: 'adjust', debit: 'adjustment', credit: 'payable', orderId: null, reason: 'a bonus' },
    ],
    [
      'Adjustment, taken back: a mistake',
      { cause: 'adjust', debit: 'payable', credit: 'adjustment', orderId: null, reason: 'a mistake' },
    ],
    [
      'Written off: closed its shop',
      { cause: 'adjust', debit: 'expense.bad_debt', credit: 'payable', reason: 'closed its shop' },
    ],
    ['Carried over: ORD-1', { cause: 'migrate' }],
    [
      'Put into payment 12',
      { cause: 'reserve', causeId: 'item 12', debit: 'payable', credit: 'in_payout', orderId: null },
    ],
    [
      'Put into request 3',
      { cause: 'reserve', causeId: 'request 3', debit: 'payable', credit: 'in_payout', orderId: null },
    ],
    [
      'Back from payment 12, which was not made',
      { cause: 'release', causeId: 'item 12', debit: 'in_payout', credit: 'payable', orderId: null },
    ],
    [
      'Back from request 3',
      { cause: 'release', causeId: 'request 3', debit: 'in_payout', credit: 'payable', orderId: null },
    ],
    [
      'Paid out',
      { cause: 'pay', debit: 'in_payout', credit: 'cash.sepa', orderId: null, conversionId: null },
    ],
    [
      'What came back of payment 12',
      { cause: 'return', causeId: 'item 12', debit: 'cash.sepa', credit: 'payable', orderId: null },
    ],
    [
      'Fee of payment 12',
      { cause: 'fee', causeId: 'item 12', debit: 'expense.payout_fee', credit: 'cash.paypal', orderId: null },
    ],
    [
      'The difference of payment 12',
      { cause: 'mismatch', causeId: 'item 12', debit: 'suspense', credit: 'cash.csv', orderId: null },
    ],
    [
      'The difference of payment 12 is the partner’s',
      { cause: 'mismatch', causeId: 'item 12', debit: 'suspense', credit: 'payable', orderId: null },
    ],
    [
      'The difference of a payment is taken from the partner',
      { cause: 'mismatch', causeId: 'other', debit: 'payable', credit: 'suspense', orderId: null },
    ],
    ['Carried over from before the ledger', { cause: 'migrate', orderId: null }],
  ])('%s', (words, changes) => {
    expect(describeTransfer(told(changes)).replace('order ORD-1', 'ORD-1')).toBe(words);
  });
});

describe('what a transfer does to what is owed', () => {
  test('an expense adds to it, cash takes from it, and between the accounts of a partner nothing changes', () => {
    expect(effectOf({ debit: 'expense.commission', credit: 'pending' })).toBe(1);
    expect(effectOf({ debit: 'in_payout', credit: 'cash.manual' })).toBe(-1);
    expect(effectOf({ debit: 'pending', credit: 'payable' })).toBe(0);
    expect(effectOf({ debit: 'suspense', credit: 'cash.manual' })).toBe(0);
  });

  test('its amount has that sign', () => {
    expect(signedAmount({ debit: 'payable', credit: 'expense.commission', amount: '3.00' })).toBe('-3.00');
    expect(signedAmount({ debit: 'adjustment', credit: 'payable', amount: '3.00' })).toBe('3.00');
    expect(signedAmount({ debit: 'payable', credit: 'held', amount: '3.00' })).toBeNull();
  });
});

test('a dispute releases what it held for the partner', () => {
  expect(isReleased({ cause: 'dispute', debit: 'held', credit: 'payable' })).toBe(true);
  expect(isReleased({ cause: 'dispute', debit: 'held', credit: 'expense.commission' })).toBe(false);
  expect(isReleased({ cause: 'dispute', debit: 'payable', credit: 'held' })).toBe(false);
});

test.each([
  ['command_line', 'Command line'],
  ['anyone', 'Not signed in'],
  ['person:a1b2', 'Somebody who was erased'],
  ['key:7', 'A key'],
  ['olivia@shop.example', 'olivia@shop.example'],
])('by %s is %s', (actor, words) => {
  expect(describeActor(actor)).toBe(words);
});
