import { expect, test } from 'vitest';
import { lineWords } from './line-words.ts';

const line = { kind: 'earned', cause: 'accrue', orderId: 'ORD-1', reason: null } as const;

test.each([
  [line, 'Commission of order ORD-1'],
  [{ ...line, kind: 'reversed', cause: 'refund' } as const, 'Refund of order ORD-1'],
  [{ ...line, cause: 'refund' } as const, 'Refund taken back of order ORD-1'],
  [{ ...line, kind: 'reversed', cause: 'dispute' } as const, 'Dispute lost of order ORD-1'],
  [{ ...line, kind: 'paid', cause: 'pay', orderId: null } as const, 'Payment'],
  [{ ...line, kind: 'paid', cause: 'return', orderId: null } as const, 'Payment came back'],
  [
    { ...line, kind: 'adjusted', cause: 'adjust', orderId: null, reason: 'Bonus' } as const,
    'Adjustment: Bonus',
  ],
  // A cause of a newer hub still says what it does.
  [{ ...line, kind: 'adjusted', cause: 'netted', orderId: null } as const, 'Adjusted'],
])('%o', (told, words) => expect(lineWords(told)).toBe(words));
