import { describe, expect, it, test } from 'vitest';
import {
  describeAttributedBy,
  describeEventType,
  describeIgnored,
  describeRate,
  shortAttributedBy,
} from './order-words.ts';

const fields = Object.keys(shortAttributedBy) as (keyof typeof shortAttributedBy)[];
const reasons = ['unknown', 'invalid', 'another_affiliate'] as const;

describe('what an order was attributed by', () => {
  it('is told in words of its own for every field', () => {
    for (const words of [fields.map((field) => shortAttributedBy[field]), fields.map(describeAttributedBy)]) {
      expect(new Set(words).size).toBe(fields.length);
      // No name of a field of the contract, which only programmers know.
      expect(words.join(' ')).not.toMatch(/[a-z][A-Z]/);
    }
  });

  it('may not be known', () => {
    expect(describeAttributedBy(null)).toBe('Not recorded: the order is from an earlier version of the hub.');
  });
});

describe('describeIgnored', () => {
  it('is one or two sentences for every field and reason', () => {
    for (const field of fields) {
      for (const reason of reasons) {
        expect(describeIgnored({ field, reason })).toMatch(/^[A-Z][a-z ,0-9]+\.( [A-Z][a-z ]+\.)?$/);
      }
    }
  });

  it.each([
    ['couponCodes', 'unknown', 'No coupon code belonged to a partner when the order was reported.'],
    ['handle', 'unknown', 'No partner has the reported handle.'],
    ['clickToken', 'invalid', 'The click token is broken or older than 30 days.'],
    ['clickId', 'invalid', 'The click id cannot be read.'],
    [
      'couponCodes',
      'another_affiliate',
      'A coupon code belongs to another partner. The partner that the report names has priority.',
    ],
  ] as const)('%s, %s', (field, reason, words) => {
    expect(describeIgnored({ field, reason })).toBe(words);
  });
});

test.each([
  ['given', null, 'Given with the order'],
  ['own', 1250, '12.5%, the partner’s own rate'],
  ['default', 500, '5%, the hub’s default rate'],
  ['default', null, 'No rate'],
  ['own', 0, '0%, the partner’s own rate'],
  [null, null, 'Not recorded'],
] as const)('a rate that is %s, %s: %s', (commissionSource, commissionBps, words) => {
  expect(describeRate({ commissionSource, commissionBps }, 'en')).toBe(words);
});

test('a type of event reads as words', () => {
  expect(describeEventType('order.recorded')).toBe('Order recorded');
});
