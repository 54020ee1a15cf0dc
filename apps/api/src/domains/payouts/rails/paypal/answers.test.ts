import { expect, it } from 'vitest';
import { readRefusal } from './answers.ts';

it('names whose payment PayPal does not like, wherever it says its place', () => {
  const body = JSON.stringify({
    ...{ name: 'VALIDATION_ERROR', message: 'Invalid request - see details' },
    details: [
      { field: 'items[1].receiver', issue: 'Receiver is invalid or does not match with type' },
      { field: '/items/0/amount/value', issue: 'DECIMAL_PRECISION', description: 'Too many decimals' },
      { field: 'items[7].receiver', issue: 'may not be null' },
      { field: 'sender_batch_header.email_subject', issue: 'too long' },
    ],
  });
  expect(readRefusal(body, (place) => ['Ada', 'Bob'][place])).toEqual({
    kind: 'refused',
    words:
      'VALIDATION_ERROR: Invalid request - see details: Bob: Receiver is invalid or does not match with type: ' +
      'Ada: Too many decimals: may not be null: too long',
  });
});
