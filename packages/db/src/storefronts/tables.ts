import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgTable, primaryKey, text, varchar } from 'drizzle-orm/pg-core';
import { AMOUNT_LIMIT, amount, createdAt, decimalsOf, instant, timeZone } from '../core/columns.ts';

const CLAIM_MODES = ['count', 'apart', 'refuse'] as const;

/** A shop front that embeds the SDK. Affiliates, and with them clicks and orders, belong to one. */
export const storefronts = pgTable(
  'storefronts',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    slug: varchar('slug', { length: 64 }).notNull().unique(),
    name: varchar('name', { length: 255 }).notNull(),
    /** ISO 4217 code. */
    currency: varchar('currency', { length: 3 }).notNull().default('USD'),
    /** The shop's origins, such as `https://shop.example`. Tracked links lead only there; to the first one by default. */
    allowedOrigins: text('allowed_origins').array().notNull().default(sql`'{}'`),
    /** What becomes of claims: they count in the 30-day metrics, are kept apart from them, or are refused. */
    claims: varchar('claims', { length: 8, enum: CLAIM_MODES }).notNull().default('count'),
    /** The highest revenue that a claim may have; null: the hub's own, MAX_CLAIM. */
    maxClaim: amount('max_claim'),
    /** IANA name of the zone in which its months, periods and statements begin and end; null: the hub's, TIME_ZONE. */
    timeZone: timeZone(),
    createdAt: createdAt(),
  },
  (table) => [
    check('storefronts_claims_check', sql`${table.claims} IN ('count', 'apart', 'refuse')`),
    check('storefronts_max_claim_check', sql`${table.maxClaim} > 0`),
    check(
      'storefronts_currency_check',
      sql`${table.maxClaim} < ${AMOUNT_LIMIT} AND min_scale(${table.maxClaim}) <= ${decimalsOf(table.currency)}`,
    ),
  ],
);

/** Callers' keys. Only the SHA-256 is stored; the key itself is shown once. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    kind: varchar('kind', { length: 16, enum: ['publishable', 'secret'] }).notNull(),
    /** Reports test events only, which count nowhere. */
    isTest: boolean('is_test').notNull().default(false),
    name: varchar('name', { length: 255 }).notNull(),
    /**
     * SHA-256 of the key, hex. Of a test key, a hash of that: a version of the hub that knows no test mode does not find
     * it, instead of taking it for a live one.
     */
    keyHash: varchar('key_hash', { length: 64 }).notNull().unique(),
    /** Last four characters, to tell keys apart. */
    lastFour: varchar('last_four', { length: 4 }).notNull(),
    /** `environment`: from HUB_SECRET_KEY, at start; `issued`: by a person. */
    source: varchar('source', { length: 16, enum: ['environment', 'issued'] })
      .notNull()
      .default('issued'),
    /** Scopes of a secret key, such as `inventory:write`. A publishable key has none; it may only write events. */
    scopes: text('scopes').array().notNull().default(sql`'{}'`),
    /** Verifies a secret key's signatures; encrypted. Null for keys that cannot sign. */
    signingKey: text('signing_key'),
    createdAt: createdAt(),
    /** Set by rotation: the key stays valid until then, beside its successor. */
    expiresAt: instant('expires_at'),
    /** To the minute. */
    lastUsedAt: instant('last_used_at'),
    /** The network that a secret key was last used from; null for a publishable one, which visitors use. */
    lastUsedNetwork: text('last_used_network'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    index('idx_api_keys_storefront_id').on(table.storefrontId),
    check('api_keys_kind_check', sql`${table.kind} IN ('publishable', 'secret')`),
  ],
);

/** Signed requests of the last minutes, so that a replayed one is refused. */
export const signedRequests = pgTable(
  'signed_requests',
  {
    keyId: integer('key_id')
      .notNull()
      .references(() => apiKeys.id, { onDelete: 'cascade' }),
    messageId: varchar('message_id', { length: 128 }).notNull(),
    receivedAt: instant('received_at').notNull().default(sql`now()`),
  },
  (table) => [
    primaryKey({ columns: [table.keyId, table.messageId] }),
    index('idx_signed_requests_received_at').on(table.receivedAt),
  ],
);
