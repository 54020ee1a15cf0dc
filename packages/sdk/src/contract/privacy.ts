import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { id, instant, label } from './fields.ts';

/** Everything that the hub holds about somebody, for them to read. */
const dataExport = z.object({
  exportedAt: instant,
  /** By kind, as in `clicks`; the newest 10,000 of each at most. */
  data: z.record(z.string(), z.unknown()),
});

const visitor = z.strictObject({
  /** The first-party id that the shop gave the visitor. */
  visitorId: label(1024),
});

const byUser = z.strictObject({ id: label(64) });
const byAffiliate = z.strictObject({ id });

export const privacy = {
  getRetention: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'How long what is personal is kept, in days.',
    input: z.strictObject({}),
    output: z.object({
      /** Clicks as a whole. */
      clickDays: z.number().int(),
      /** Networks and user agents of clicks. */
      addressDays: z.number().int(),
      /** Which visitor clicked last: as far back as an order is credited. */
      visitorDays: z.number().int(),
      /** Movements of stock, which name who made them. */
      stockEventDays: z.number().int(),
    }),
  }),
  exportVisitor: mutation({
    access: 'owner',
    summary: 'Everything about a visitor: clicks, and orders credited through them.',
    input: visitor,
    output: dataExport,
  }),
  eraseVisitor: mutation({
    access: 'owner',
    summary:
      'Forget a visitor: clicks stay counted and say nothing any more of who made them; orders keep their amounts.',
    input: visitor,
    output: z.object({ clicks: z.number().int() }),
  }),
  exportAffiliate: mutation({
    access: 'owner',
    summary: 'Everything about an affiliate: orders, daily numbers, changes.',
    input: byAffiliate,
    output: dataExport,
  }),
  eraseAffiliate: mutation({
    access: 'owner',
    summary:
      'Forget who an affiliate is and archive it; its numbers and orders stay in the books. Not while it is owed money.',
    input: byAffiliate,
    output: z.object({ success: z.literal(true) }),
  }),
  exportPerson: mutation({
    access: 'owner',
    summary: 'Everything about somebody of the team, also when they have left.',
    input: byUser,
    output: dataExport,
  }),
  erasePerson: mutation({
    access: 'owner',
    summary: 'Take somebody out of the team and forget who they are; what they did stays, by nobody.',
    input: byUser,
    output: z.object({ success: z.literal(true) }),
  }),
} as const;
