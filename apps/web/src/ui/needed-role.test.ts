import { expect, test } from 'vitest';
import { neededRole } from './needed-role.ts';

test.each([
  ['Only an owner may do this, and you are an analyst.', 'owner'],
  ['only an operator may do this, and you are an analyst', 'operator'],
  ['This key lacks the scope ops:read.', null],
])('%s', (message, role) => {
  expect(neededRole(message)).toBe(role);
});
