import { expect, test } from 'vitest';
import { describeAdjustment, whyNotApprove } from './adjustment-words.ts';

const adjustment = {
  kind: 'adjustment',
  amount: '5.00',
  currency: 'USD',
  affiliateName: 'Trail Notes',
} as const;

test.each([
  [{}, 'Give Trail Notes $5.00'],
  [{ amount: '-5.00' }, 'Take $5.00 back from Trail Notes'],
  [{ kind: 'writeOff' as const }, 'Forgive Trail Notes $5.00'],
  [{ amount: '-1.500', currency: 'KWD' }, 'Take KWD 1.500 back from Trail Notes'],
  [{ amount: '500', currency: 'JPY' }, 'Give Trail Notes ¥500'],
])('%o: %s', (changes, words) => {
  expect(describeAdjustment({ ...adjustment, ...changes }, 'en-US').replaceAll(/\s/g, ' ')).toBe(words);
});

test('the proposer may not approve, unless nobody else could', () => {
  const own = { createdBy: 'ada@hub.example' };
  expect(whyNotApprove(own, { email: 'ada@hub.example', secondPerson: 'required' })).toContain(
    'another person',
  );
  expect(whyNotApprove(own, { email: 'ada@hub.example', secondPerson: 'alone' })).toBeNull();
  expect(whyNotApprove(own, { email: 'bob@hub.example', secondPerson: 'required' })).toBeNull();
  expect(whyNotApprove(own, { email: undefined, secondPerson: undefined })).toBeNull();
});
