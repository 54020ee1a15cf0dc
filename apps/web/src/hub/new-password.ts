import { z } from './zod.ts';

/** The hub's length rule for passwords. The hub also refuses a password that is easy to guess. */
export const newPassword = z
  .string()
  .min(12, { error: 'Use at least 12 characters.' })
  .max(128, { error: 'Use at most 128 characters.' });

export const PASSWORD_HELP = 'At least 12 characters. Four or five unrelated words work well.';
