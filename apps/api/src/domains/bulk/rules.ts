import type { BulkCounts, BulkKind } from '@dreamteamhub/db/bulk';
import { AppError } from '../../platform/app-error.ts';
import type { ConversionAction } from '../orders/conversion-service.ts';

type State = 'ready' | 'running' | 'done' | 'undoing' | 'undone';

/** Why rows stay as they are, in the order in which people read it. */
export const REASONS = [
  'changed',
  'kept',
  'wrong_state',
  'taken',
  'in_payout',
  'own_draft',
  'merged',
  'out_of_range',
  'unknown',
  'unchanged',
] as const;

/** What a line keeps of a conversion: it moves only while all of it is so. */
export interface SeenConversion {
  status: 'pending' | 'approved' | 'paid' | 'void';
  kind: 'verified' | 'claim';
  revenue: string;
  commission: string;
  commissionReversed: string;
  currency: string;
}

/** Returns what a line keeps of a conversion. */
export function seenConversion(conversion: SeenConversion): SeenConversion {
  const { status, kind, revenue, commission, commissionReversed, currency } = conversion;
  return { status, kind, revenue, commission, commissionReversed, currency };
}

/** The state that a step leads to. */
export function stateAfter(step: ConversionAction): string {
  return { verify: 'pending', approve: 'approved', markPaid: 'paid', void: 'void' }[step];
}

/** Whether each row still is as it was when the change was prepared. */
export function isAsSeen(now: SeenConversion, seen: SeenConversion): boolean {
  const keys = Object.keys(seen) as (keyof SeenConversion)[];
  return keys.every((key) => now[key] === seen[key]);
}

/** Steps of conversions book money and tell others: nothing takes them back. */
export function canUndo(kind: BulkKind, state: State, counts: BulkCounts): boolean {
  const isThere = state === 'done' || state === 'undoing' || state === 'running';
  return kind !== 'conversions' && isThere && (counts.get('applied') ?? 0) > 0;
}

/** Throws `conflict` where a change that has been undone would be applied again, or one that was never applied undone. */
export function refuseTurn(state: State, direction: 'apply' | 'undo'): void {
  if (direction === 'apply' && (state === 'undoing' || state === 'undone')) {
    throw new AppError('conflict', 'this change was undone; prepare a new one');
  }
  if (direction === 'undo' && state === 'ready') {
    throw new AppError('conflict', 'this change was not applied yet');
  }
}
