import { z } from 'zod';
import { mutation, query } from './entry.ts';
import { instant, label, text } from './fields.ts';

/** A list of the app that has views. */
const list = z.enum([
  ...(['products', 'partners', 'orders', 'conversions', 'alerts'] as const),
  ...(['imports', 'unmatchedRefunds', 'mutes', 'inspector'] as const),
]);

/** The parameters of the list's address. What a list does not know any more, the app leaves out. */
const search = z
  .record(label(32), text(255))
  .refine((params) => Object.keys(params).length <= 20, { error: 'must be at most 20 parameters' });

/** Names of columns in their order; null: the usual ones. */
const columns = z.array(label(64)).min(1).max(40).nullable();

/** What a list shows, under a name. */
export const listView = z.object({
  id: z.uuid(),
  list: z.string(),
  name: z.string(),
  search: z.record(z.string(), z.string()),
  columns: z.array(z.string()).nullable(),
  /** The whole team sees it. */
  isShared: z.boolean(),
  isMine: z.boolean(),
  owner: z.string(),
  /** Whether the caller may change and delete it: their own, and for operators what is shared. */
  mayChange: z.boolean(),
  version: z.number().int(),
  updatedAt: instant,
});

const known = {
  id: z.uuid(),
  /** Refuse with 409 unless it is this version: somebody else may have changed it. */
  version: z.number().int().positive(),
};

export const views = {
  listViews: query({
    access: 'analyst',
    summary: 'The caller’s views of a list and those that are shared, by name, and what the list opens with.',
    input: z.strictObject({ list }),
    output: z.object({
      views: z.array(listView),
      /** The view that the list opens with; null: none. */
      defaultId: z.uuid().nullable(),
      /** The columns without a view; null: the usual ones. */
      columns: z.array(z.string()).nullable(),
    }),
    rest: { route: 'GET /api/views' },
  }),
  createView: mutation({
    access: 'analyst',
    summary: 'Keep what a list shows under a name, for oneself or, as an operator, for the team.',
    input: z.strictObject({ list, name: label(255), isShared: z.boolean().default(false), search, columns }),
    output: listView,
    rest: { route: 'POST /api/views', status: 201 },
  }),
  updateView: mutation({
    access: 'analyst',
    summary: 'Rename a view, share it or no longer, or let it show something else.',
    input: z.strictObject({
      ...known,
      name: label(255).optional(),
      isShared: z.boolean().optional(),
      search: search.optional(),
      columns: columns.optional(),
    }),
    output: listView,
    rest: { route: 'PATCH /api/views/:id' },
  }),
  deleteView: mutation({
    access: 'analyst',
    summary: 'Delete a view. The rows that it showed stay.',
    input: z.strictObject(known),
    output: z.object({ id: z.uuid() }),
    rest: { route: 'POST /api/views/:id/delete' },
  }),
  chooseView: mutation({
    access: 'analyst',
    summary: 'Say what a list opens with for the caller: a view or none, and the columns without one.',
    input: z.strictObject({ list, viewId: z.uuid().nullable().optional(), columns: columns.optional() }),
    output: z.object({ defaultId: z.uuid().nullable(), columns: z.array(z.string()).nullable() }),
    rest: { route: 'POST /api/views/choice' },
  }),
} as const;
