import { z } from 'zod';
import { mutation, query, SCOPES } from './entry.ts';
import { currency, id, instant, label, money, moneyString, timeZone } from './fields.ts';

const scope = z.enum(SCOPES);

/** A shop's origin as browsers write it: scheme, host and port, and nothing behind. */
const origin = z
  .string()
  .max(255)
  .refine((text) => readOrigin(text) === text, { error: 'must be an origin like https://shop.example' });

const origins = z.array(origin).max(50);

const claimMode = z.enum(['count', 'apart', 'refuse']);

/** A shop front that embeds the SDK. */
export const storefront = z.object({
  id: z.number().int(),
  slug: z.string(),
  name: z.string(),
  currency: z.string(),
  /** Tracked links lead there only, to the first one unless they say; and pages of other origins may not use its publishable keys. */
  allowedOrigins: z.array(z.string()),
  /** What becomes of claims, which anybody can send: they count in the 30-day figures, are kept apart, or are refused. */
  claims: claimMode,
  /** The highest revenue of a claim; null: the hub's own, `MAX_CLAIM`. */
  maxClaim: moneyString.nullable(),
  /** Where its months, periods and statements begin and end; null: in the hub's own zone, `TIME_ZONE`. */
  timeZone: z.string().nullable(),
  createdAt: instant,
});

export const apiKeyKind = z.enum(['publishable', 'secret']);

/** A key, without the key itself. */
export const apiKey = z.object({
  id: z.number().int(),
  /** Slug of its storefront; null for HUB_SECRET_KEY, which is of all of them. */
  storefront: z.string().nullable(),
  kind: apiKeyKind,
  /** Its events are simulated and count nowhere: `pk_test_…`, `sk_test_…`. */
  isTest: z.boolean(),
  name: z.string(),
  /** Its last four characters, to tell keys apart. */
  lastFour: z.string(),
  scopes: z.array(scope),
  /** `expiring`: rotated, and still valid until `expiresAt`. */
  status: z.enum(['active', 'expiring', 'expired', 'revoked']),
  /** Set by HUB_SECRET_KEY: it is changed there. */
  isFromEnvironment: z.boolean(),
  createdAt: instant,
  /** To the minute. */
  lastUsedAt: instant.nullable(),
  /** The network that a secret key was last used from, never a whole address; null for other keys. */
  lastUsedNetwork: z.string().nullable(),
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
});

const issuedKey = z.object({
  /** The key itself, answered this once. */
  key: z.string(),
  apiKey,
});

/** A rotated key can be valid beside the next one for 30 days at most. */
const MAX_OVERLAP_SECONDS = 30 * 24 * 60 * 60;

export const storefronts = {
  listStorefronts: query({
    access: 'analyst',
    scope: 'ops:read',
    summary: 'List storefronts, oldest first.',
    input: z.strictObject({}),
    output: z.object({
      items: z.array(storefront),
      /** The hub's own zone, `TIME_ZONE`: that of storefronts without one. */
      hubTimeZone: z.string(),
    }),
  }),
  createStorefront: mutation({
    access: 'owner',
    summary: 'Add a storefront.',
    input: z.strictObject({
      slug: z
        .string()
        .max(64)
        .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, {
          error: 'must be lower-case letters, digits and "-", beginning and ending with a letter or digit',
        }),
      name: label(255),
      currency,
      allowedOrigins: origins.default([]),
      /** Null: the hub's own. */
      timeZone: timeZone.nullable().default(null),
    }),
    output: storefront,
  }),
  updateStorefront: mutation({
    access: 'owner',
    summary: 'Rename a storefront, or change its origins, its time zone, and what it does with claims.',
    input: z.strictObject({
      id,
      name: label(255).optional(),
      allowedOrigins: origins.optional(),
      claims: claimMode.optional(),
      maxClaim: money
        .refine((value) => Number(value) > 0, { error: 'must be more than zero' })
        .nullable()
        .optional(),
      /** Null: the hub's own. */
      timeZone: timeZone.nullable().optional(),
    }),
    output: storefront,
  }),
  listKeys: query({
    access: 'operator',
    summary: 'List keys, newest first, never the keys themselves.',
    input: z.strictObject({}),
    output: z.object({ items: z.array(apiKey) }),
  }),
  issueKey: mutation({
    access: 'owner',
    summary: 'Issue a key of a storefront; it is answered this once.',
    input: z
      .strictObject({
        storefront: label(64),
        kind: apiKeyKind,
        name: label(255),
        /** A key of test mode: what it reports counts nowhere, and it reads nothing else. */
        isTest: z.boolean().default(false),
        /** Of a secret key. */
        scopes: z.array(scope).max(SCOPES.length).default([]),
      })
      .refine(({ kind, scopes }) => (kind === 'secret') === scopes.length > 0, {
        path: ['scopes'],
        error: 'a secret key needs at least one scope, a publishable one has none',
      }),
    output: issuedKey,
  }),
  rotateKey: mutation({
    access: 'owner',
    summary: 'Issue a key in place of another, which stays valid for a while beside it.',
    input: z.strictObject({
      id,
      /** How long the old key stays valid; 0 ends it at once. */
      overlapSeconds: z.number().int().min(0).max(MAX_OVERLAP_SECONDS).default(86_400),
    }),
    output: issuedKey,
  }),
  revokeKey: mutation({
    access: 'owner',
    summary: 'Revoke a key: every process refuses it within a second.',
    input: z.strictObject({ id }),
    output: apiKey,
  }),
} as const;

/** The origin in what somebody wrote or pasted, `https://Shop.example/` for instance; null for anything that is more or less than an origin. */
export function readOrigin(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isOrigin =
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.username === '' &&
    url.password === '' &&
    url.href === `${url.origin}/`;
  return isOrigin ? url.origin : null;
}
