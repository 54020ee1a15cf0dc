import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';

/** `person`: a team member; `key`: a secret key; `command_line`: a command on the hub's machine; `anyone`: unknown. */
const ACTOR_KINDS = ['person', 'key', 'command_line', 'anyone'] as const;

/**
 * Who changed what. Append-only: a trigger refuses everything but inserts. It names people by id, so that erasing
 * somebody from the team erases them here as well.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().default(sql`now()`),
    actorKind: varchar('actor_kind', { length: 16, enum: ACTOR_KINDS }).notNull(),
    /** Id of the user or key. */
    actorId: text('actor_id'),
    /** The procedure's name in the contract: `affiliates.updateAffiliate`. */
    action: varchar('action', { length: 64 }).notNull(),
    /** What was changed: its kind, such as `affiliate`, and its id. */
    subjectKind: varchar('subject_kind', { length: 32 }).notNull(),
    subjectId: text('subject_id').notNull(),
    /** The changed fields before the change; null for a new subject. */
    before: jsonb('before').$type<Record<string, unknown>>(),
    /** The same fields after the change; null for a deleted subject. */
    after: jsonb('after').$type<Record<string, unknown>>(),
    requestId: text('request_id'),
    /** The caller's network, never the whole address. */
    network: text('network'),
  },
  (table) => [
    index('idx_audit_log_at').on(table.at),
    index('idx_audit_log_actor').on(table.actorKind, table.actorId, table.id),
    index('idx_audit_log_action').on(table.action, table.id),
    index('idx_audit_log_subject').on(table.subjectKind, table.subjectId, table.id),
    check(
      'audit_log_actor_kind_check',
      sql`${table.actorKind} IN ('person', 'key', 'command_line', 'anyone')`,
    ),
  ],
);
