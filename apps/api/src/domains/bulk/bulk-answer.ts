import type { Executor } from '@dreamteamhub/db';
import { type BulkChangeRow, BulkDao, type ListedBulkChange } from '@dreamteamhub/db/bulk';
import { formatStored } from '../../platform/money.ts';
import { canUndo, REASONS } from './rules.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A change of many rows as the API returns it. */
export interface BulkAnswer {
  id: string;
  kind: BulkChangeRow['kind'];
  change: Record<string, Json>;
  state: BulkChangeRow['state'];
  total: number;
  open: number;
  applied: number;
  undone: number;
  left: { reason: (typeof REASONS)[number]; count: number; names: string[] }[];
  first: { name: string; before: Json; after: Json }[];
  sums: { currency: string; revenue: string; commission: string }[];
  changedBy: string[];
  canUndo: boolean;
  createdAt: string;
}

/** A change as lists have it. */
export interface ListedChange
  extends Pick<
    BulkAnswer,
    'id' | 'kind' | 'change' | 'state' | 'total' | 'open' | 'applied' | 'undone' | 'canUndo' | 'createdAt'
  > {
  by: string | null;
  appliedAt: string | null;
}

const MOST_NAMED = 10;

/** Returns a change with its counts and the first names of each kind. */
export async function readBulk(db: Executor, row: BulkChangeRow): Promise<BulkAnswer> {
  const changes = new BulkDao(db);
  const { id, kind, state } = row;
  const counts = await changes.count(id);
  const numberOf = (outcome: string | null) => counts.get(outcome) ?? 0;
  const reasons = REASONS.filter((reason) => numberOf(reason) > 0);
  const shown = numberOf(null) > 0 ? null : numberOf('undone') > 0 ? 'undone' : 'applied';
  const [left, first, sums, changedBy] = await Promise.all([
    Promise.all(
      reasons.map(async (reason) => ({
        reason,
        count: numberOf(reason),
        names: (await changes.getNamed(row, reason, MOST_NAMED)).map(({ name }) => name),
      })),
    ),
    changes.getNamed(row, shown, MOST_NAMED),
    kind === 'conversions' ? changes.sum(id) : [],
    numberOf('kept') > 0 ? changes.getLaterChangers(row) : [],
  ]);
  return {
    ...{ id, kind, state, total: row.total, left, changedBy },
    // A jsonb column holds nothing else.
    change: row.change as Record<string, Json>,
    open: numberOf(null),
    applied: numberOf('applied'),
    undone: numberOf('undone'),
    first: first.map(({ name, before, after }) => ({ name, before: before as Json, after: after as Json })),
    sums: sums.map(({ currency, revenue, commission }) => ({
      currency,
      revenue: formatStored(revenue, currency),
      commission: formatStored(commission, currency),
    })),
    canUndo: canUndo(kind, state, counts),
    createdAt: row.createdAt.toISOString(),
  };
}

export function toListed(row: ListedBulkChange): ListedChange {
  const { id, kind, state, total, open, applied, undone, by } = row;
  return {
    ...{ id, kind, state, total, open, applied, undone, by },
    // A jsonb column holds nothing else.
    change: row.change as Record<string, Json>,
    canUndo: canUndo(kind, state, new Map([['applied', applied]])),
    createdAt: row.createdAt.toISOString(),
    appliedAt: row.appliedAt?.toISOString() ?? null,
  };
}
