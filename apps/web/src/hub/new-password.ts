import { z } from 'zod';

/** A password as the hub takes it; it also refuses one that is easy to guess. */
export const newPassword = z
  .string()
  .min(12, { error: 'Use at least 12 characters.' })
  .max(128, { error: 'Use at most 128 characters.' });

export const PASSWORD_HELP = 'At least 12 characters; four or five words that do not go together are good.';
