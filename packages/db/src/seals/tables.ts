import { sql } from 'drizzle-orm';
import { pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';

/** Secrets of a hub that are not in the database, and that it cannot do without. */
export const SEALED_SECRETS = ['auth-secret', 'encryption-key'] as const;

/** A known text, sealed with each secret: whoever can open it has the secret that this database was written with. */
export const secretSeals = pgTable('secret_seals', {
  secret: varchar('secret', { length: 32, enum: SEALED_SECRETS }).primaryKey(),
  sealed: text('sealed').notNull(),
  sealedAt: instant('sealed_at').notNull().default(sql`now()`),
});
