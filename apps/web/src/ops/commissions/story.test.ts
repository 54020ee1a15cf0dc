import { expect, test } from 'vitest';
import { tellStory } from './story.ts';

const transfer = {
  causeId: '7',
  orderId: 'ORD-1',
  conversionId: 7,
  reason: null,
} as const;

const accrue = { ...transfer, cause: 'accrue', debit: 'expense.commission', credit: 'pending' } as const;
const mature = { ...transfer, cause: 'mature', debit: 'pending', credit: 'payable' } as const;
const day = (date: number) => `2026-11-0${date}T12:00:00.000Z`;

test('one event of several lines is one step with their sum', () => {
  const steps = tellStory(
    [
      { ...accrue, id: 2, amount: '3.33', postedAt: day(1) },
      { ...accrue, id: 1, amount: '3.34', postedAt: day(1) },
    ],
    { approvedAt: null },
  );
  expect(steps.map(({ words, amount }) => [words, amount])).toEqual([['Commission of order ORD-1', '6.67']]);
});

test('the approval stands before what followed from it', () => {
  const steps = tellStory(
    [
      { ...mature, id: 2, amount: '5.00', postedAt: day(2) },
      { ...accrue, id: 1, amount: '5.00', postedAt: day(1) },
    ],
    { approvedAt: day(2) },
  );
  expect(steps.map(({ cause }) => cause)).toEqual(['accrue', 'approve', 'mature']);
});

test('an approval by the rule stands behind the commission that it is of, and what is taken back has a sign', () => {
  const steps = tellStory(
    [
      {
        ...transfer,
        ...{ cause: 'refund', causeId: '7 refund R-9', debit: 'pending', credit: 'expense.commission' },
        ...{ id: 2, amount: '2.00', postedAt: day(3) },
      },
      { ...accrue, id: 1, amount: '5.00', postedAt: day(1) },
    ],
    { approvedAt: day(1) },
  );
  expect(steps.map(({ words, amount }) => [words, amount])).toEqual([
    ['Commission of order ORD-1', '5.00'],
    ['Approved', null],
    ['Refund R-9 took back commission of order ORD-1', '-2.00'],
  ]);
});

test('a dispute that holds money and one that releases it look different', () => {
  const dispute = { ...transfer, cause: 'dispute', amount: '2.00' } as const;
  const steps = tellStory(
    [
      { ...dispute, id: 1, causeId: '1 dp_1 1', debit: 'payable', credit: 'held', postedAt: day(1) },
      { ...dispute, id: 2, causeId: '1 dp_1 2', debit: 'held', credit: 'payable', postedAt: day(2) },
    ],
    { approvedAt: null },
  );
  expect(steps.map(({ cause, words }) => [cause, words])).toEqual([
    ['dispute', 'Dispute dp_1 holds commission of order ORD-1'],
    ['free', 'Dispute dp_1 released commission of order ORD-1'],
  ]);
});
