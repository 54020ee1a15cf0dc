import { pgTable, varchar } from 'drizzle-orm/pg-core';
import { instant } from '../core/columns.ts';

/** How far retention has come: of `subject`, everything before `until` is gone or going. Never moves back. */
export const retentionMarks = pgTable('retention_marks', {
  subject: varchar('subject', {
    length: 32,
    enum: ['clicks', 'click_addresses', 'stock_events'],
  }).primaryKey(),
  until: instant('until').notNull(),
});
