import { DatabaseAwayError } from '@dreamteamhub/db';
import { databaseError } from '@dreamteamhub/db/test';
import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError, fromZodError } from '../platform/app-error.ts';
import { errorTable, toAppError } from './errors.ts';

const withCode = (message: string, code: string, extra: object = {}) =>
  Object.assign(new Error(message), { code, ...extra });

describe('toAppError', () => {
  test('lets an AppError speak for itself, however deep it is wrapped', () => {
    const inner = new AppError('conflict', 'taken');
    const wrapped = new TRPCError({ code: 'CONFLICT', cause: new Error('outer', { cause: inner }) });
    expect(toAppError(inner)).toBe(inner);
    expect(toAppError(wrapped)).toBe(inner);
  });

  test.each([
    DatabaseAwayError.because(withCode('connect ECONNREFUSED 10.0.0.1:5432', 'ECONNREFUSED')),
    DatabaseAwayError.because(new Error('Connection terminated unexpectedly by 10.0.0.1')),
    ...[
      '08006',
      '25006',
      '26000',
      '40001',
      '42P01',
      '42P05',
      '53300',
      '55P03',
      '57P01',
      '58030',
      'XX000',
    ].map((state) => databaseError(state, `raised by 10.0.0.1 as ${state}`)),
    new Error('Failed query', { cause: databaseError('57P03', 'the database system is shutting down') }),
    new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: databaseError('57P03', 'also in tRPC') }),
  ])('says 503 for $message, and nothing of the database', (error) => {
    const appError = toAppError(error);
    expect(appError.code).toBe('unavailable');
    expect(appError.message).not.toContain('10.0.0.1');
  });

  test.each([
    new Error('password of admin is hunter2'),
    // Nobody reckoned with it: that is no reason for the caller to give up the event.
    databaseError('22021', 'invalid byte sequence'),
    databaseError('23505', 'duplicate key value violates unique constraint'),
    new Error('Connection terminated unexpectedly'),
    withCode('connect ECONNREFUSED of a mail server', 'ECONNREFUSED'),
    new TypeError('x is not a function'),
    'a string',
    null,
    undefined,
    { message: 'no error at all' },
  ])('keeps %s to the log', (error) => {
    const appError = toAppError(error);
    expect(appError.code).toBe('internal');
    expect(appError.message).toBe('something went wrong inside the hub; its log has the details');
    expect(appError.cause).toBe(error);
  });

  test.each([
    [
      withCode('Request body is too large', 'FST_ERR_CTP_BODY_TOO_LARGE', { statusCode: 413 }),
      'payload_too_large',
    ],
    [
      withCode('Unsupported Media Type', 'FST_ERR_CTP_INVALID_MEDIA_TYPE', { statusCode: 415 }),
      'unsupported_media_type',
    ],
    [withCode('broken', 'FST_ERR_SEND_INSIDE_ONERR', { statusCode: 500 }), 'internal'],
    [Object.assign(new SyntaxError('Unexpected token'), { statusCode: 400 }), 'bad_request'],
    [new SyntaxError('Unexpected token'), 'internal'],
    [new TRPCError({ code: 'NOT_FOUND' }), 'not_found'],
    [new TRPCError({ code: 'PARSE_ERROR' }), 'bad_request'],
    [new TRPCError({ code: 'UNSUPPORTED_MEDIA_TYPE' }), 'unsupported_media_type'],
    [new TRPCError({ code: 'METHOD_NOT_SUPPORTED' }), 'method_not_allowed'],
    [new TRPCError({ code: 'INTERNAL_SERVER_ERROR', message: 'secret' }), 'internal'],
  ])('reads %s as %s', (error, code) => {
    expect(toAppError(error).code).toBe(code);
  });

  test('does not walk in circles', () => {
    const error = new Error('one');
    error.cause = new Error('two', { cause: error });
    expect(toAppError(error).code).toBe('internal');
  });
});

describe('fromZodError', () => {
  test('names every field, the first one in the message', () => {
    const schema = z.strictObject({
      sku: z.string(),
      stock: z.number(),
      nested: z.object({ a: z.string() }),
    });
    const { error } = schema.safeParse({ sku: 1, nested: {}, surprise: true });
    const appError = fromZodError(error as z.ZodError);
    expect(appError.code).toBe('bad_request');
    expect(appError.message).toMatch(/^sku: /);
    expect((appError.details as { path: string }[]).map(({ path }) => path)).toEqual([
      'sku',
      'stock',
      'nested.a',
      'surprise',
    ]);
  });

  test('a problem of the whole has no path', () => {
    const { error } = z.strictObject({}).safeParse([]);
    expect(fromZodError(error as z.ZodError).message).not.toMatch(/^: /);
  });
});

test('the table gives every code its own HTTP status, and tRPC one that stands for it', () => {
  const statuses = Object.values(errorTable).map(({ http }) => http);
  expect(new Set(statuses).size).toBe(statuses.length);
  for (const [code, { trpc }] of Object.entries(errorTable)) {
    if (code === 'internal') continue;
    expect(toAppError(new TRPCError({ code: trpc })).code).toBe(code);
  }
});
