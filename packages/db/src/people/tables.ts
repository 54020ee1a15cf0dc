import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  varchar,
} from 'drizzle-orm/pg-core';
import { createdAt, instant, timeZone } from '../core/columns.ts';

/** Roles, from most to fewest rights. The partners' role comes with their portal. */
const ROLES = ['owner', 'operator', 'analyst'] as const;

/** People who sign in, as better-auth stores them. A row stays after its person has left: history refers to it. */
export const authUsers = pgTable(
  'auth_users',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    email: text('email').notNull().unique(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text('image'),
    role: varchar('role', { length: 16, enum: ROLES }).notNull().default('analyst'),
    twoFactorEnabled: boolean('two_factor_enabled').notNull().default(false),
    /** IANA name of the zone that times are shown in; null: the browser's. */
    timeZone: timeZone(),
    /** Of the first steps of a hub, those that this person goes on without … */
    skippedSetupSteps: text('skipped_setup_steps').array().notNull().default(sql`'{}'`),
    /** … and whether they do not want to see them at all. */
    isSetupHidden: boolean('is_setup_hidden').notNull().default(false),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    /** When the person left the team; then there is no password and no session. */
    removedAt: instant('removed_at'),
  },
  (table) => [check('auth_users_role_check', sql`${table.role} IN ('owner', 'operator', 'analyst')`)],
);

/** Second factors, as better-auth stores them: secret and recovery codes are encrypted. */
export const authTwoFactors = pgTable(
  'auth_two_factors',
  {
    id: text('id').primaryKey(),
    secret: text('secret').notNull(),
    backupCodes: text('backup_codes').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    verified: boolean('verified').notNull().default(true),
    failedVerificationCount: integer('failed_verification_count').notNull().default(0),
    lockedUntil: instant('locked_until'),
    /** The time step of the last code that was accepted, in units of 30 seconds since 1970: no code works twice. */
    lastUsedStep: bigint('last_used_step', { mode: 'number' }),
  },
  (table) => [index('idx_auth_two_factors_user_id').on(table.userId)],
);

export const authSessions = pgTable(
  'auth_sessions',
  {
    id: text('id').primaryKey(),
    expiresAt: instant('expires_at').notNull(),
    token: text('token').notNull().unique(),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
    ipAddress: text('ip_address'),
    userAgent: text('user_agent'),
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
  },
  (table) => [index('idx_auth_sessions_user_id').on(table.userId)],
);

export const authAccounts = pgTable(
  'auth_accounts',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id').notNull(),
    providerId: text('provider_id').notNull(),
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: instant('access_token_expires_at'),
    refreshTokenExpiresAt: instant('refresh_token_expires_at'),
    scope: text('scope'),
    password: text('password'),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('idx_auth_accounts_user_id').on(table.userId)],
);

export const authVerifications = pgTable(
  'auth_verifications',
  {
    id: text('id').primaryKey(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: createdAt(),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [index('idx_auth_verifications_identifier').on(table.identifier)],
);

/** Attempts around sign-in in windows that begin with their first one, shared by all processes. */
export const authRateLimits = pgTable('auth_rate_limits', {
  id: text('id').primaryKey(),
  key: text('key').notNull().unique(),
  count: integer('count').notNull(),
  lastRequest: bigint('last_request', { mode: 'number' }).notNull(),
});

/**
 * Links for a new password. Only the token's SHA-256 is stored. A link is void once the password is another one than when
 * it was issued, whoever changed it.
 */
export const passwordResets = pgTable(
  'password_resets',
  {
    tokenHash: varchar('token_hash', { length: 64 }).primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    /** SHA-256 of the password's hash when the link was issued. */
    passwordDigest: varchar('password_digest', { length: 64 }).notNull(),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('idx_password_resets_user_id').on(table.userId)],
);

/** Where a person signed in: there, strangers who guess elsewhere do not keep them out. It gives no rights. */
export const knownPlaces = pgTable(
  'known_places',
  {
    userId: text('user_id')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'cascade' }),
    kind: varchar('kind', { length: 8, enum: ['device', 'network'] }).notNull(),
    /** SHA-256 of a device's token, or a network: /24 or /48. */
    place: varchar('place', { length: 64 }).notNull(),
    createdAt: createdAt(),
    lastSignInAt: instant('last_sign_in_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.userId, table.kind, table.place] }),
    check('known_places_kind_check', sql`${table.kind} IN ('device', 'network')`),
  ],
);

/** One-time links that create the first operator. Only the token's SHA-256 is stored. */
export const setupLinks = pgTable('setup_links', {
  id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
  tokenHash: varchar('token_hash', { length: 64 }).notNull().unique(),
  createdAt: createdAt(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});

/** Links that let one person join the team. Only the token's SHA-256 is stored. */
export const invitations = pgTable(
  'invitations',
  {
    id: integer('id').primaryKey().generatedAlwaysAsIdentity(),
    tokenHash: varchar('token_hash', { length: 64 }).notNull().unique(),
    email: text('email').notNull(),
    role: varchar('role', { length: 16, enum: ROLES }).notNull(),
    invitedBy: text('invited_by')
      .notNull()
      .references(() => authUsers.id, { onDelete: 'restrict' }),
    createdAt: createdAt(),
    expiresAt: instant('expires_at').notNull(),
    acceptedAt: instant('accepted_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [check('invitations_role_check', sql`${table.role} IN ('owner', 'operator', 'analyst')`)],
);
