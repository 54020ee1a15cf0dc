import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createLog } from './log.ts';

function lineOf(error: unknown): { bytes: number; err: Record<string, unknown> } {
  let line = '';
  createLog('info', { write: (text: string) => (line += text) }).error({ err: error }, 'it broke');
  expect(line.trimEnd()).not.toContain('\n');
  return { bytes: line.length, err: JSON.parse(line).err };
}

const coded = (code: string, message: string) => Object.assign(new Error(message), { code });
const query = (cause: Error) =>
  Object.assign(new Error(`Failed query: ${'SELECT '.repeat(500)} params: secret`, { cause }), {
    query: 'SELECT '.repeat(500),
    params: ['secret'],
  });

test.each([
  ['refused', coded('ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.1:5432')],
  ['reset', coded('ECONNRESET', 'read ECONNRESET')],
  ['a name that nobody knows', coded('ENOTFOUND', 'getaddrinfo ENOTFOUND db')],
  ['ended by PostgreSQL', coded('57P01', 'terminating connection due to administrator command')],
  ['one too many', coded('53300', 'sorry, too many clients already')],
  ['node-postgres’ own words', new Error('Connection terminated unexpectedly')],
  ['a query that it broke', query(coded('ECONNRESET', 'read ECONNRESET'))],
  [
    'several addresses',
    Object.assign(
      new AggregateError([
        new Error('connect ECONNREFUSED ::1:5432'),
        new Error('connect ECONNREFUSED 127.0.0.1:5432'),
      ]),
      { code: 'ECONNREFUSED' },
    ),
  ],
  ['a cause of a cause', new Error('a', { cause: new Error('b', { cause: coded('EPIPE', 'write EPIPE') }) })],
])('a connection that breaks is one short line: %s', (_how, error) => {
  const { bytes, err } = lineOf(error);
  expect(bytes).toBeLessThan(400);
  expect(Object.keys(err).sort()).toEqual(expect.arrayContaining(['message', 'type']));
  expect(err.message).not.toBe('');
  expect(JSON.stringify(err)).not.toContain('secret');
  expect(err).not.toHaveProperty('stack');
});

test('a real connection that is refused names every address', async () => {
  const error = await new Promise((resolve) =>
    connect({ port: 1, host: 'localhost' }).once('error', resolve),
  );
  expect(lineOf(error).err.message).toContain('ECONNREFUSED');
});

test('another error keeps its stack, another query its text', () => {
  expect(lineOf(new Error('a mistake')).err.stack).toContain('log.test.ts');
  const { err } = lineOf(query(coded('23505', 'duplicate key')));
  expect(err).toMatchObject({ message: 'a query failed', causes: [{ code: '23505' }] });
  expect(JSON.stringify(err)).not.toContain('secret');
});
