import { z } from 'zod';
import { mutation, query, ROLES } from './entry.ts';
import { id, instant, label, listOrder } from './fields.ts';

export const role = z.enum(ROLES);

/** A password that the hub takes; one that is easy to guess is refused as well, with a reason. */
export const newPassword = z.string().min(12).max(128);

export const email = z.email().max(254);

const userId = label(64);

/** Somebody who can sign in. */
export const person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role,
  twoFactorEnabled: z.boolean(),
  createdAt: instant,
  /** When one of their sessions was last renewed, which happens once a day of use; null without a session. */
  lastSeenAt: instant.nullable(),
  sessionCount: z.number().int(),
  /** Mail address of whoever invited them; null for the first person, and for who was added on the command line. */
  invitedBy: z.string().nullable(),
});

/** A link that waits to be opened. */
export const invitation = z.object({
  id: z.number().int(),
  email: z.string(),
  role,
  invitedBy: z.string(),
  createdAt: instant,
  expiresAt: instant,
});

export const done = z.object({ success: z.literal(true) });

export const team = {
  listTeam: query({
    access: 'operator',
    summary:
      'List the people of the team, first who joined first unless told otherwise, and open invitations.',
    input: z.strictObject({
      /** Words of a name or an address, in any order and case. */
      search: label(255).optional(),
      role: role.optional(),
      /** `role`: owners first. `seen`: who never was comes last in either order. */
      sort: z.enum(['name', 'role', 'seen', 'since']).default('since'),
      order: listOrder.default('asc'),
    }),
    output: z.object({ people: z.array(person), invitations: z.array(invitation) }),
  }),
  invitePerson: mutation({
    access: 'owner',
    summary: 'Invite somebody; the link is answered this once, and mailed when mail is configured.',
    input: z.strictObject({ email, role }),
    output: z.object({
      invitation,
      /** Opens once, for seven days. */
      link: z.url(),
      /** Whether it was mailed too. */
      mailed: z.boolean(),
    }),
  }),
  revokeInvitation: mutation({
    access: 'owner',
    summary: 'Close an invitation that nobody has accepted.',
    input: z.strictObject({ id }),
    output: done,
  }),
  getInvitation: query({
    access: 'anyone',
    summary: 'What an invitation’s link invites to.',
    input: z.strictObject({ token: label(200) }),
    output: invitation.pick({ email: true, role: true, invitedBy: true, expiresAt: true }),
  }),
  acceptInvitation: mutation({
    access: 'anyone',
    summary: 'Join the team with an invitation’s link.',
    input: z.strictObject({ token: label(200), name: label(100), password: newPassword }),
    output: done,
  }),
  changeRole: mutation({
    access: 'owner',
    summary: 'Change what somebody may do; the last owner stays one.',
    input: z.strictObject({ id: userId, role }),
    output: person,
  }),
  removePerson: mutation({
    access: 'owner',
    summary: 'Take somebody out of the team: their sessions end at once. The last owner stays.',
    input: z.strictObject({ id: userId }),
    output: done,
  }),
  signOutPerson: mutation({
    access: 'owner',
    summary: 'End all sessions of somebody.',
    input: z.strictObject({ id: userId }),
    output: z.object({ ended: z.number().int() }),
  }),
} as const;
