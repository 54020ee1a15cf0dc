import { z } from 'zod';
import { query } from './entry.ts';
import { countedPage, cursor, instant, label, listOrder, withTotal } from './fields.ts';

const fields = z.record(z.string(), z.unknown()).nullable();

/** A change, and who answers for it. */
export const auditEntry = z.object({
  id: z.number().int(),
  at: instant,
  /** `command_line`: whoever may run commands on the hub’s machine. */
  actorKind: z.enum(['person', 'key', 'command_line', 'anyone']),
  actorId: z.string().nullable(),
  /** Mail address of the person or name of the key, as it is today; null for others and for who was erased. */
  actorName: z.string().nullable(),
  /** As the contract names it: `affiliates.updateAffiliate`. */
  action: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  /** What people know it by today, where its id says little: a mail address, a handle, a name. */
  subjectName: z.string().nullable(),
  /** The fields that changed, as they were; null for what is new. */
  before: fields,
  /** The same fields afterwards; null for what is gone. */
  after: fields,
  requestId: z.string().nullable(),
  /** Of the caller; never a whole address. */
  network: z.string().nullable(),
});

/** What a list or an export is narrowed to. */
export const auditFilter = {
  actorId: label(64).optional(),
  /** A whole action, or the domain in front of its dot. */
  action: label(64).optional(),
  subjectKind: label(32).optional(),
  subjectId: label(255).optional(),
  from: instant.optional(),
  until: instant.optional(),
};

export const audit = {
  listEntries: query({
    access: 'owner',
    summary: 'List who changed what; unless told otherwise, newest first.',
    input: z.strictObject({
      ...auditFilter,
      order: listOrder.default('desc'),
      withTotal,
      limit: z.number().int().min(1).max(500).default(50),
      cursor: cursor.optional(),
    }),
    output: countedPage(auditEntry),
  }),
} as const;
