import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fromZodError } from './app-error.ts';
import { useProblemTexts } from './problem-texts.ts';

const before = z.config().customError;
beforeAll(useProblemTexts);
afterAll(() => {
  z.config({ customError: before });
});

const schema = z.strictObject({
  name: z.string().min(1).max(3),
  count: z.int().min(1).max(5),
  kind: z.enum(['a', 'b']),
  list: z.array(z.string()).min(1).max(1),
  mail: z.email(),
  since: z.iso.datetime(),
  either: z.union([z.string(), z.number()]),
  own: z.string({ error: 'must be what the shop calls it' }),
});

const problemsOf = (input: unknown) => {
  const { error } = schema.safeParse(input);
  return (fromZodError(error as z.ZodError).details as { path: string; message: string }[]).map(
    ({ path, message }) => `${path} ${message}`,
  );
};

test('a missing field is called missing, unless its schema has words of its own', () => {
  const missing = ['name', 'count', 'kind', 'list', 'mail', 'since', 'either'].map(
    (path) => `${path} is missing`,
  );
  expect(problemsOf({})).toEqual([...missing, 'own must be what the shop calls it']);
});

test('a wrong value is told what it must be', () => {
  expect(
    problemsOf({
      name: 'long',
      count: 1.5,
      kind: 'c',
      list: ['a', 'b'],
      mail: 'x',
      since: 'now',
      either: null,
      own: 'x',
    }),
  ).toEqual([
    'name has more than 3 characters',
    'count must be a whole number',
    'kind must be one of a, b',
    'list has more than 1 entries',
    'mail must be an email address',
    'since must be a time with its date in UTC, such as 2026-01-31T12:00:00Z',
    'either is in none of the allowed forms',
  ]);
  expect(
    problemsOf({ name: '', count: 0, kind: 'a', list: [], mail: 'a@b.co', since: 5, either: 1, own: 'x' }),
  ).toEqual([
    'name must not be empty',
    'count must be at least 1',
    'list must not be empty',
    'since must be a text',
  ]);
});
