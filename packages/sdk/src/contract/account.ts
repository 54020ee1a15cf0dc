import { z } from 'zod';
import { SETUP_STEPS } from './choices.ts';
import { mutation, query } from './entry.ts';
import { instant, label, timeZone } from './fields.ts';
import { setupStep } from './setup-steps.ts';
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

/** Who is signed in. */
const me = person.pick({ id: true, name: true, email: true, role: true, twoFactorEnabled: true }).extend({
  /** The zone that times are shown in; null: that of the browser. It changes nothing else. */
  timeZone: z.string().nullable(),
});

export const account = {
  getMe: query({
    access: 'analyst',
    summary: 'Who is signed in, and what they may do.',
    input: z.strictObject({}),
    output: me,
  }),
  updateMe: mutation({
    access: 'analyst',
    summary:
      'Change one’s own settings: the time zone that times are shown in, and what one leaves out of the first steps.',
    input: z.strictObject({
      /** Null: that of the browser. */
      timeZone: timeZone.nullable().optional(),
      /** Steps of `ops.getProgress` that one goes on without; in place of those before. */
      skippedSetupSteps: z.array(setupStep).max(SETUP_STEPS.length).optional(),
      /** Whether one does not want to see the steps at all. */
      isSetupHidden: z.boolean().optional(),
    }),
    output: me,
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
