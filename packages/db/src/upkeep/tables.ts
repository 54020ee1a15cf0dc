import { pgTable, varchar } from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';

/** The progress of retention: everything of `subject` before `until` is deleted or being deleted. Never moves back. */
export const retentionMarks = pgTable('retention_marks', {
  subject: varchar('subject', {
    length: 32,
    enum: ['clicks', 'click_addresses', 'stock_events'],
  }).primaryKey(),
  until: instant('until').notNull(),
});
