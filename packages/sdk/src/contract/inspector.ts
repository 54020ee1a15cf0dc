import { z } from 'zod';
import { query } from './entry.ts';
import { instant, label } from './fields.ts';

/** `claim`: an order that only a page reported. `link`: a partner's link that does not lead where it says. */
const eventKind = z.enum(['click', 'claim', 'order', 'refund', 'link', 'stock']);

/** `counted`: it is in the figures or took effect; in test mode it would be. `refused`: the hub did not take it. */
const eventOutcome = z.enum(['counted', 'not_counted', 'refused']);

/** `api`: a request of JSON, as trackers send them; `pixel`; `link`; `server`: a request with a secret key. */
const eventDoor = z.enum(['api', 'pixel', 'link', 'server']);

const fields = z.record(z.string(), z.unknown());

/** An event as it came in, what became of it, and why. */
export const inspectedEvent = z.object({
  /** Such as `click-123`; of no other event. */
  id: z.string(),
  at: instant,
  mode: z.enum(['live', 'test']),
  kind: eventKind,
  outcome: eventOutcome,
  /** An error's code, or the hub's word for why; null: nothing to explain. */
  reason: z.string().nullable(),
  /** What happened, in a sentence. */
  explanation: z.string(),
  /** What to do about it; null: nothing. */
  advice: z.string().nullable(),
  /** Slug; null where the caller did not prove whose it is. */
  storefront: z.string().nullable(),
  affiliate: z.object({ id: z.number().int(), handle: z.string(), name: z.string() }).nullable(),
  /** An order's id, a click's, a handle, a SKU. */
  subject: z.string().nullable(),
  /** Null: not recorded. Of busy storefronts, the hub notes it of a sample. */
  door: eventDoor.nullable(),
  /** Null: without a key, or not recorded. */
  key: z
    .object({
      /** Null: no key that the hub knows. */
      id: z.number().int().nullable(),
      name: z.string().nullable(),
      /** Its beginning and end, such as `pk_…x9Kq`. */
      hint: z.string(),
      isTest: z.boolean(),
    })
    .nullable(),
  /** The page's origin, where a browser sent it; null also where it is not recorded. */
  origin: z.string().nullable(),
  /** What was sent, as it is stored: without what names a visitor. */
  body: fields,
  /** What became of it: an order's commission and credit, the click that counted, a product's simulated stock. */
  result: fields.nullable(),
});

const filter = {
  kind: eventKind.optional(),
  outcome: eventOutcome.optional(),
  door: eventDoor.optional(),
  mode: z.enum(['live', 'test']).optional(),
  /** Slug; a storefront's key sees its own only. */
  storefront: label(64).optional(),
  /** An order's id, a partner's handle or pixel id, the id of a click, or a SKU. */
  text: label(255).optional(),
  /** Only those of the last so many minutes. */
  minutes: z.number().int().min(1).max(43_200).optional(),
};

export const inspector = {
  listEvents: query({
    access: 'analyst',
    scope: 'ops:read',
    summary:
      'List the events that storefronts sent, newest first, with what became of each and why: live and test, counted or not, refused.',
    input: z.strictObject({
      ...filter,
      limit: z.number().int().min(1).max(200).default(100),
      /** `nextCursor` of an earlier answer: goes on further back. */
      cursor: z.string().max(1_000).optional(),
      /** `head` of an earlier answer: only what came after it. Not with `cursor`. */
      since: z.string().max(1_000).optional(),
    }),
    output: z.object({
      items: z.array(inspectedEvent),
      /** Null: there are none further back. A page may have few events, or none, and still go on. */
      nextCursor: z.string().nullable(),
      /** How far this page looked back; null: to the first event. */
      lookedBackTo: instant.nullable(),
      /** With `since`: how many came after it, shown or not. `isMore`: too many to count. */
      arrived: z.object({ count: z.number().int(), isMore: z.boolean() }).nullable(),
      /** Where the newest event is now. */
      head: z.string(),
    }),
    rest: { route: 'GET /api/inspector/events' },
  }),
  getEvent: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'Show an event that a storefront sent, what became of it, and why.',
    input: z.strictObject({ id: label(64) }),
    output: inspectedEvent,
    rest: { route: 'GET /api/inspector/events/:id' },
  }),
} as const;
