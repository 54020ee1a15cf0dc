import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, text, varchar } from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';

/** `person`: somebody of the team; `key`: a secret key; `command_line`: whoever may run commands on the hub's machine; `anyone`: not known. */
const ACTOR_KINDS = ['person', 'key', 'command_line', 'anyone'] as const;

/**
 * Who changed what. Only ever inserted into: a trigger refuses everything else. It names people by id, so that somebody who is
 * erased from the team is erased from here as well.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull().default(sql`now()`),
    actorKind: varchar('actor_kind', { length: 16, enum: ACTOR_KINDS }).notNull(),
    /** Id of the user or of the key. */
    actorId: text('actor_id'),
    /** What was done, as the contract calls it: `affiliates.updateAffiliate`. */
    action: varchar('action', { length: 64 }).notNull(),
    /** What it was done to, as in `affiliate` and its id. */
    subjectKind: varchar('subject_kind', { length: 32 }).notNull(),
    subjectId: text('subject_id').notNull(),
    /** The fields that changed, as they were; null for what is new. */
    before: jsonb('before').$type<Record<string, unknown>>(),
    /** The same fields as they are now; null for what is gone. */
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
