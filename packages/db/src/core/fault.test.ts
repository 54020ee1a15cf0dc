import { expect, test } from 'vitest';
import { databaseError } from '../test/index.ts';
import { DatabaseAwayError, faultOf } from './fault.ts';

test.each(['22001', '22003', '22021', '22P02', '23502', '23514'])('%s is the fault of the event', (state) => {
  expect(faultOf(databaseError(state))).toBe('event');
});

test.each(['23000', '23001', '23503', '23505', '23P01'])('%s is a conflict with other rows', (state) => {
  expect(faultOf(databaseError(state))).toBe('conflict');
});

test.each([
  ...['08006', '25006', '25P02', '26000', '28P01', '40001', '40P01', '42501', '42601', '42703', '42P01'],
  ...['42P05', '53100', '53300', '54000', '55000', '55P03', '57014', '57P01', '57P03', '58030', 'P0001'],
  ...['XX000', 'XX001', ''],
])('"%s" is the database’s fault', (state) => {
  expect(faultOf(databaseError(state))).toBe('database');
});

test('it is found under what wraps it, and what no driver threw is nobody’s', () => {
  const lost = DatabaseAwayError.because(new Error('Connection terminated unexpectedly'));
  expect(faultOf(new Error('Failed query', { cause: lost }))).toBe('database');
  // The same words, from somewhere else.
  expect(faultOf(new Error('Connection terminated unexpectedly'))).toBeNull();
  expect(faultOf(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }))).toBeNull();
  for (const other of [new TypeError('x is not a function'), 'text', null, undefined, { code: '22001' }])
    expect(faultOf(other)).toBeNull();
  const circle = new Error('one');
  circle.cause = new Error('two', { cause: circle });
  expect(faultOf(circle)).toBeNull();
});

test('a refused name with several addresses says where it was refused', () => {
  const cause = Object.assign(new AggregateError([new Error('refused by ::1'), new Error('by 127.0.0.1')]), {
    code: 'ECONNREFUSED',
  });
  expect(DatabaseAwayError.because(cause)).toMatchObject({
    message: 'refused by ::1; by 127.0.0.1',
    code: 'ECONNREFUSED',
    cause,
  });
});
