import { describe, expect, test } from 'vitest';
import { commissionActions, dueAt, meaningOf } from './commission-rules.ts';

describe('what may be done with a commission', () => {
  test.each([
    [{ status: 'pending', state: 'toApprove' }, ['approve', 'void']],
    [{ status: 'pending', state: 'held' }, ['approve', 'void']],
    [{ status: 'pending', state: 'reversed' }, ['void']],
    [{ status: 'approved', state: 'maturing' }, ['void']],
    [{ status: 'approved', state: 'held' }, ['void']],
    [{ status: 'approved', state: 'payable' }, ['markPaid', 'void']],
    [{ status: 'paid', state: 'paid' }, []],
    [{ status: 'void', state: 'void' }, []],
  ] as const)('%o: %o', (commission, actions) => {
    expect(commissionActions(commission)).toEqual(actions);
  });
});

test('of a commission that was paid and refunded it is said who owes what', () => {
  expect(meaningOf({ state: 'paid', reversed: '0.00' })).toBe('It was paid.');
  expect(meaningOf({ state: 'paid', reversed: '4.00' })).toMatch(/the partner owes/);
  expect(meaningOf({ state: 'reversed', reversed: '4.00' })).toMatch(/took all of it back/);
});

describe('when a commission may be paid', () => {
  const maturesAt = '2026-11-30T12:00:00.000Z';
  const maturedAt = '2026-12-01T09:00:00.000Z';

  test('is the end of its holding time, and then when it matured', () => {
    expect(dueAt({ state: 'maturing', maturesAt, maturedAt: null })).toBe(maturesAt);
    expect(dueAt({ state: 'payable', maturesAt, maturedAt })).toBe(maturedAt);
  });

  test.each(['paid', 'reversed', 'void'] as const)('means nothing once it is %s', (state) => {
    expect(dueAt({ state, maturesAt, maturedAt })).toBeNull();
  });
});
