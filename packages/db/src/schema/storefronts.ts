import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { createdAt, instant } from './columns.ts';

/** A shop front that embeds the SDK. Affiliates, and with them clicks and orders, belong to one. */
export const storefronts = pgTable('storefronts', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  slug: varchar('slug', { length: 64 }).notNull().unique(),
  name: varchar('name', { length: 255 }).notNull(),
  /** ISO 4217 code of a two-decimal currency. */
  currency: varchar('currency', { length: 3 }).notNull().default('USD'),
  /** The shop's origins, like `https://shop.example`: tracked links lead there only, to the first one unless they say. */
  allowedOrigins: text('allowed_origins').array().notNull().default(sql`'{}'`),
  createdAt: createdAt(),
});

/** Keys of callers. Only the SHA-256 is kept; the key itself is shown once. */
export const apiKeys = pgTable(
  'api_keys',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    storefrontId: integer('storefront_id')
      .notNull()
      .references(() => storefronts.id, { onDelete: 'restrict' }),
    kind: varchar('kind', { length: 16, enum: ['publishable', 'secret'] }).notNull(),
    name: varchar('name', { length: 255 }).notNull(),
    /** SHA-256 of the key, hex. */
    keyHash: varchar('key_hash', { length: 64 }).notNull().unique(),
    /** Last four characters, to tell keys apart. */
    lastFour: varchar('last_four', { length: 4 }).notNull(),
    /** `environment`: made from HUB_SECRET_KEY at boot; `issued`: made by a person. */
    source: varchar('source', { length: 16, enum: ['environment', 'issued'] })
      .notNull()
      .default('issued'),
    createdAt: createdAt(),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    index('idx_api_keys_storefront_id').on(table.storefrontId),
    check('api_keys_kind_check', sql`${table.kind} IN ('publishable', 'secret')`),
  ],
);
