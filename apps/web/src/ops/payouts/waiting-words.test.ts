import { expect, test } from 'vitest';
import { waitingWords } from './waiting-words.ts';

const nothing = { toApprove: 0, toSubmit: 0, unsettled: 0, mismatches: 0 };

test.each([
  [nothing, null],
  [{ ...nothing, toApprove: 2, unsettled: 1 }, '2 to approve, 1 not settled'],
  [{ ...nothing, toSubmit: 1_200 }, '1,200 to submit'],
  [{ ...nothing, mismatches: 1 }, '1 differs'],
  [{ ...nothing, mismatches: 2 }, '2 differ'],
])('%o waits: %s', (waiting, words) => expect(waitingWords(waiting, 'en')).toBe(words));
