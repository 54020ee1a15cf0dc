import { expect, test } from 'vitest';
import { explainRefusal } from './session.ts';

test.each([
  [0, null, 'cannot be reached'],
  [401, { message: 'Invalid code' }, 'Invalid code.'],
  [400, { error: { message: 'newPassword: is easy to guess' } }, 'The password is easy to guess.'],
  [
    429,
    { error: { message: 'too many wrong passwords; try again in 3 minutes' } },
    'Too many wrong passwords',
  ],
  [429, null, 'Wait a minute'],
  [500, { message: 'secret details' }, 'Try again in a moment'],
  [403, 'nonsense', 'refused'],
])('%i %j', (status, body, words) => {
  expect(explainRefusal(status, body)).toContain(words);
});
