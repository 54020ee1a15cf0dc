import { expect, test } from 'vitest';
import {
  approversBeside,
  isMoving,
  mayAnswer,
  mayCancel,
  maySaySo,
  namesOf,
  needsAnother,
  nextStep,
  outcomesOf,
} from './batch-rules.ts';
import {
  type BatchState,
  batchStateNames,
  type Rail,
  railNames,
  standingOf,
  waitsFor,
} from './batch-words.ts';

const STATES = Object.keys(batchStateNames) as BatchState[];
/** One payment is under way. */
const OPEN = { sent: { count: 1, amount: '5.00' } };
const RAILS = Object.keys(railNames) as Rail[];

test.each([
  ['draft', 'sepa', 'approve'],
  ['approved', 'sepa', 'submit'],
  ['approved', 'paypal', 'submit'],
  ['submitting', 'paypal', null],
  ['unknown', 'paypal', null],
  ['submitted', 'csv', 'settle'],
  ['submitted', 'manual', 'settle'],
  ['submitted', 'paypal', null],
  ['settled', 'sepa', null],
  ['partly', 'sepa', null],
  ['cancelled', 'manual', null],
] as const)('the next step of a batch that is %s, by %s, is %s', (state, rail, step) => {
  expect(nextStep({ state, rail, states: OPEN })).toBe(step);
});

test('a batch waits for something exactly as long as it is not over', () => {
  for (const state of STATES) {
    for (const rail of RAILS) {
      const isOver = ['settled', 'partly', 'cancelled'].includes(state);
      expect(waitsFor({ state, rail, states: OPEN }) === null, `${state} ${rail}`).toBe(isOver);
      expect(standingOf({ state, rail, states: OPEN })).toMatch(/^[A-Z].*\.$/);
    }
  }
});

test('a batch whose answer was lost says that nothing is sent again, and has no next step', () => {
  const lost = { state: 'unknown', rail: 'paypal', states: OPEN } as const;
  expect(standingOf(lost)).toMatch(/Nothing is sent again, and nothing is paid twice/);
  expect([nextStep(lost), mayCancel(lost), mayAnswer(lost)]).toEqual([null, false, false]);
});

test('a batch of which all is known waits for a decision about what differs, and has nothing to mark as paid', () => {
  const states = { paid: { count: 2, amount: '9.00' }, mismatched: { count: 1, amount: '5.00' } };
  for (const rail of RAILS) {
    const batch = { state: 'submitted', rail, states } as const;
    expect(waitsFor(batch)).toBe('Waits for a decision');
    expect(standingOf(batch)).toMatch(/once somebody has decided about those that differ/);
    expect(nextStep(batch)).toBeNull();
  }
});

test('what was handed over can no longer be cancelled', () => {
  expect(STATES.filter((state) => mayCancel({ state }))).toEqual(['draft', 'approved']);
});

test('a bank may answer after a batch was settled, since transfers come back later', () => {
  const answered = (rail: Rail) => STATES.filter((state) => mayAnswer({ state, rail }));
  expect(answered('sepa')).toEqual(['submitted', 'settled', 'partly']);
  expect(answered('csv')).toEqual(['submitted', 'settled', 'partly']);
  expect(answered('manual')).toEqual([]);
  expect(answered('paypal')).toEqual([]);
});

test('people say what became of payments; of PayPal’s, only when its answer was lost', () => {
  expect(maySaySo({ state: 'submitted', rail: 'manual' })).toBe(true);
  expect(maySaySo({ state: 'approved', rail: 'manual' })).toBe(false);
  expect(STATES.filter((state) => maySaySo({ state, rail: 'paypal' }))).toEqual(['unknown']);
});

test('a page looks again while the hub finds out by itself', () => {
  expect(STATES.filter((state) => isMoving({ state, rail: 'paypal' }))).toEqual([
    'submitting',
    'unknown',
    'submitted',
  ]);
  expect(isMoving({ state: 'submitted', rail: 'sepa' })).toBe(false);
});

test('what was paid can only come back; what was not handed over, or is over, is left alone', () => {
  expect(outcomesOf({ state: 'sent' })).toEqual(['paid', 'failed']);
  expect(outcomesOf({ state: 'paid' })).toEqual(['returned']);
  for (const state of ['reserved', 'mismatched', 'failed', 'returned', 'cancelled'] as const) {
    expect(outcomesOf({ state })).toEqual([]);
  }
});

test.each([
  ['one’s own, with a second person', 'me@example.com', 'required', true],
  ['one’s own, alone', 'me@example.com', 'alone', false],
  ['somebody else’s', 'you@example.com', 'required', false],
  ['one’s own, while it is not known', 'me@example.com', undefined, false],
] as const)('whether another person must approve: %s', (_what, createdBy, secondPerson, expected) => {
  expect(needsAnother({ createdBy }, { email: 'me@example.com', secondPerson })).toBe(expected);
});

test('those who may approve are named, without oneself and without analysts', () => {
  const people = [
    { name: 'Me', email: 'me@example.com', role: 'owner' },
    { name: 'Ann', email: 'ann@example.com', role: 'operator' },
    { name: '', email: 'ben@example.com', role: 'owner' },
    { name: 'Cleo', email: 'cleo@example.com', role: 'analyst' },
  ];
  const others = approversBeside(people, 'me@example.com');
  expect(namesOf(others)).toBe('Ann or ben@example.com');
  expect(namesOf([...others, ...others])).toBe('Ann, ben@example.com, or another operator');
});
