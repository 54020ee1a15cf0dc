import { expect, it } from 'vitest';
import { explainSignInError } from './auth.ts';

it.each([
  [401, 'The e-mail or the password is wrong.'],
  [429, 'Too many attempts. Wait a minute, then try again.'],
  [0, 'The hub cannot be reached. Check your connection, then try again.'],
  [503, 'The hub could not sign you in just now. Try again in a moment.'],
])('a sign-in refused with %i is explained', (status, words) => {
  expect(explainSignInError(status)).toBe(words);
});
