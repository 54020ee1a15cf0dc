import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { instant, label } from './fields.ts';
import { done, person } from './team.ts';

/** A browser that somebody is signed in with. */
export const session = z.object({
  id: z.string(),
  /** The one that asks. */
  isCurrent: z.boolean(),
  createdAt: instant,
  /** When it was last renewed, which happens once a day of use. */
  lastSeenAt: instant,
  expiresAt: instant,
  /** Where it began; never a whole address. */
  network: z.string().nullable(),
  userAgent: z.string().nullable(),
});

export const account = {
  getMe: query({
    access: 'analyst',
    summary: 'Who is signed in, and what they may do.',
    input: z.strictObject({}),
    output: person.pick({ id: true, name: true, email: true, role: true, twoFactorEnabled: true }),
  }),
  listSessions: query({
    access: 'analyst',
    summary: 'List the browsers that one is signed in with.',
    input: z.strictObject({}),
    output: z.object({ items: z.array(session) }),
  }),
  endSession: mutation({
    access: 'analyst',
    summary: 'Sign out one of one’s own browsers.',
    input: z.strictObject({ id: label(64) }),
    output: done,
  }),
  endOtherSessions: mutation({
    access: 'analyst',
    summary: 'Sign out everywhere else.',
    input: z.strictObject({}),
    output: z.object({ ended: z.number().int() }),
  }),
} as const;
