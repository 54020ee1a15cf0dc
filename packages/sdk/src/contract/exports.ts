import { z } from 'zod';
import { affiliates } from './affiliates.ts';
import { alerts } from './alerts.ts';
import { audit } from './audit.ts';
import { conversions } from './conversions.ts';
import { deliveries } from './deliveries.ts';
import { mutation, query } from './entry.ts';
import { instant, label, timeZone } from './fields.ts';
import { imports } from './imports.ts';
import { inspector } from './inspector.ts';
import { inventory } from './inventory.ts';
import { ledger } from './ledger.ts';
import { mutes } from './mutes.ts';
import { orders } from './orders.ts';
import { payouts } from './payouts.ts';
import { refusals } from './refusals.ts';
import { storefronts } from './storefronts.ts';
import { team } from './team.ts';

const ofPages = { limit: true, cursor: true } as const;
const ofCountedPages = { ...ofPages, withTotal: true } as const;

/** What each list that can be exported takes: the filters and the order of its own entry. */
export const exportQueries = {
  affiliates: affiliates.listAffiliates.input.omit(ofCountedPages),
  orders: orders.listOrders.input.omit(ofCountedPages),
  conversions: affiliates.listConversions.input.omit(ofPages),
  /** Of one affiliate. */
  clicks: affiliates.listClicks.input.omit(ofPages),
  products: inventory.listProducts.input.omit(ofCountedPages),
  stockMovements: inventory.listEvents.input.omit(ofPages),
  alerts: alerts.listEpisodes.input.omit(ofCountedPages),
  deliveries: deliveries.listDeliveries.input.omit(ofPages),
  auditLog: audit.listEntries.input.omit(ofPages),
  refusedEvents: refusals.listRefusedEvents.input.omit(ofPages),
  transfers: ledger.listTransfers.input.omit(ofCountedPages),
  payoutItems: payouts.listItems.input.omit(ofCountedPages),
  imports: imports.listImports.input.omit(ofCountedPages),
  unmatchedRefunds: conversions.listUnmatchedRefunds.input.omit(ofCountedPages),
  mutes: mutes.listMutes.input.omit(ofCountedPages),
  /** The people, without those who are invited. */
  team: team.listTeam.input,
  storefronts: storefronts.listStorefronts.input,
  /** Never the keys themselves. */
  keys: storefronts.listKeys.input,
  inspectedEvents: inspector.listEvents.input.omit({ ...ofPages, since: true }),
  /** Of closed periods. */
  statements: payouts.listStatements.input.omit(ofCountedPages),
  /** Of one statement. */
  statementLines: payouts.getStatement.input,
} as const;

export type ExportList = keyof typeof exportQueries;

const exportList = z.enum([
  'affiliates',
  'orders',
  'conversions',
  'clicks',
  'products',
  'stockMovements',
  'alerts',
  'deliveries',
  'auditLog',
  'refusedEvents',
  'transfers',
  'payoutItems',
  'imports',
  'unmatchedRefunds',
  'mutes',
  'team',
  'storefronts',
  'keys',
  'inspectedEvents',
  'statements',
  'statementLines',
] as const satisfies readonly ExportList[]);

/**
 * `queued`: others are written first; with a `startedAt`, it was interrupted, and begins again with its first row. `done`:
 * the file can be fetched until `expiresAt`.
 */
export const exportStatus = z.enum(['queued', 'running', 'done', 'failed', 'cancelled']);

/** What separates the fields of a file: spreadsheets that write 1,5 for one and a half expect semicolons. */
const separator = z.enum(['comma', 'semicolon']);

/** What stands before the decimals of amounts. */
const decimalMark = z.enum(['point', 'comma']);

const json = z.record(z.string(), z.unknown());

/** A list as a CSV file, for the person who asked for it. */
export const listExport = z.object({
  id: z.uuid(),
  list: exportList,
  /** Filters and order, as the list's own entry takes them. */
  query: json,
  /** Names of the columns, in the order of the file. */
  columns: z.array(z.string()),
  /** What its times are written in, each with its offset. */
  timeZone: z.string(),
  separator,
  decimalMark,
  fileName: z.string(),
  status: exportStatus,
  /** Rows that are written so far, without the header. */
  rows: z.number().int(),
  /** Rows that match; null before they are counted, and for lists that are not counted. */
  total: z.number().int().nullable(),
  /** Size of what is written so far. */
  bytes: z.number().int(),
  /** Why it failed, and what helps; null otherwise. */
  problem: z.string().nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** When the file is deleted. */
  expiresAt: instant.nullable(),
});

interface Wish {
  list: ExportList;
  query: Record<string, unknown>;
}

/** Refuses what the list itself would refuse, by the same field, under `query`. */
function refuseWrongQuery({ list, query: given }: Wish, context: z.core.$RefinementCtx): void {
  const read = exportQueries[list].safeParse(given);
  for (const issue of read.error?.issues ?? []) {
    const { input: _, ...rest } = issue;
    context.addIssue({ ...rest, path: ['query', ...issue.path] });
  }
}

interface Marks {
  separator?: z.output<typeof separator> | undefined;
  decimalMark?: z.output<typeof decimalMark> | undefined;
}

/** Refuses a file whose amounts spreadsheets would split in two. */
function refuseWrongMarks(given: Marks, context: z.core.$RefinementCtx): void {
  if (given.separator !== 'comma' || given.decimalMark !== 'comma') return;
  context.addIssue({
    code: 'custom',
    path: ['decimalMark'],
    message: 'can only be "comma" where the separator is "semicolon"',
  });
}

const byId = z.strictObject({ id: z.uuid() });

/** Only for people: a file with names in it has an owner, who answers for it. Keys read the lists themselves. */
export const exports = {
  createExport: mutation({
    access: 'analyst',
    summary:
      'Export a list as CSV: all rows that its filters show, in its order. A job writes the file; only who asked can fetch it, for a day.',
    example: {
      list: 'orders',
      query: { orderedFrom: '2026-10-01T00:00:00.000Z', orderedTo: '2026-11-01T00:00:00.000Z' },
    },
    input: z
      .strictObject({
        list: exportList,
        /** Filters and order, as the list's own entry takes them. */
        query: json.default({}),
        /** Names of columns, in the order of the file; all of them unless given. */
        columns: z.array(label(64)).min(1).max(100).optional(),
        /** What times are written in; the person's own unless given. */
        timeZone: timeZone.optional(),
        /** What separates fields: commas, unless decimal commas are asked for. */
        separator: separator.optional(),
        /** What stands before the decimals of amounts: a comma where semicolons separate, otherwise a point. */
        decimalMark: decimalMark.optional(),
      })
      .superRefine(refuseWrongQuery)
      .superRefine(refuseWrongMarks),
    output: z.object({
      export: listExport,
      /** False when the same export of the same person is not finished yet: this is that one. */
      created: z.boolean(),
      /** Columns that were asked for and that the list does not have: the file is without them. */
      unknownColumns: z.array(z.string()),
    }),
    rest: { route: 'POST /api/exports', status: 201, createdField: 'created' },
  }),
  listExports: query({
    access: 'analyst',
    summary: 'List your own exports, newest first: those that are not finished, and the last 10 others.',
    input: z.strictObject({}),
    output: z.object({ exports: z.array(listExport) }),
    rest: { route: 'GET /api/exports' },
  }),
  getExport: query({
    access: 'analyst',
    summary: 'Get one of your exports. Its file is at `/api/exports/{id}/file` when it is done.',
    input: byId,
    output: listExport,
    rest: { route: 'GET /api/exports/:id' },
  }),
  cancelExport: mutation({
    access: 'analyst',
    summary: 'Cancel one of your exports that is not finished: nothing is kept of its file.',
    input: byId,
    output: listExport,
    rest: { route: 'POST /api/exports/:id/cancel' },
  }),
} as const;
