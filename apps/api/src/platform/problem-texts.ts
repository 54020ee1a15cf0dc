import { z } from 'zod';

type Issue = Parameters<z.core.$ZodErrorMap>[0];

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  bigint: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a date',
  null: 'null',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'must be an email address',
  url: 'must be a web address',
  uuid: 'must be a UUID',
  date: 'must be a date, such as 2026-01-31',
  datetime: 'must be a time with its date in UTC, such as 2026-01-31T12:00:00Z',
};

/**
 * Says what is wrong with a value in the words of its caller, where its schema has no words of its own. The library's
 * ("Invalid input: expected string, received undefined") are those of a programmer.
 */
export function describeIssue(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'is not in the right form';
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : 'is in none of the allowed forms';
    default:
      return undefined;
  }
}

function tooSmall({ origin, minimum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (origin === 'string' && inclusive !== false) {
    return Number(minimum) === 1 ? 'must not be empty' : `has fewer than ${minimum} characters`;
  }
  if (origin === 'array' && inclusive !== false) {
    return Number(minimum) === 1 ? 'must not be empty' : `has fewer than ${minimum} entries`;
  }
  return inclusive === false ? `must be more than ${minimum}` : `must be at least ${minimum}`;
}

function tooBig({ origin, maximum, inclusive }: z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>): string {
  if (origin === 'string' && inclusive !== false) return `has more than ${maximum} characters`;
  if (origin === 'array' && inclusive !== false) return `has more than ${maximum} entries`;
  return inclusive === false ? `must be less than ${maximum}` : `must be at most ${maximum}`;
}

/** Has every schema of this process use these texts. */
export function useProblemTexts(): void {
  z.config({ customError: describeIssue });
}
