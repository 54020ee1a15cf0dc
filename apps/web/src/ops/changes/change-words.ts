import type { Noun } from '../../hub/bulk/bulk-words.ts';
import type { ListedBulkChange } from '../../hub/trpc.ts';
import { formatCount, formatQuantity } from '../../ui/format-number.ts';
import { formatCommissionRate } from '../affiliates/commission-rate.ts';

type Kind = ListedBulkChange['kind'];

export const kindNames: Readonly<Record<Kind, string>> = {
  products: 'Products',
  affiliates: 'Partners',
  conversions: 'Conversions',
  alerts: 'Alerts',
};

export const nouns: Readonly<Record<Kind, Noun>> = {
  products: { one: 'product', many: 'products' },
  affiliates: { one: 'partner', many: 'partners' },
  conversions: { one: 'conversion', many: 'conversions' },
  alerts: { one: 'alert', many: 'alerts' },
};

const fixed: Readonly<Record<string, string>> = {
  verify: 'Verified',
  approve: 'Approved',
  markPaid: 'Marked as paid',
  void: 'Voided',
  acknowledge: 'Acknowledged',
  snooze: 'Snoozed',
  reopen: 'Reopened',
  active: 'Resumed',
  paused: 'Paused',
  archived: 'Archived',
};

/** Says what a change did: `Threshold set to 20`. */
export function describeChange({ change }: Pick<ListedBulkChange, 'change'>, locale?: string): string {
  switch (change.set) {
    case 'threshold':
      return `Threshold set to ${formatCount(Number(change.to), locale)}`;
    case 'thresholdBy':
      return `Threshold ${signed(Number(change.units), locale)}`;
    case 'thresholdByPercent':
      return `Threshold ${signed(Number(change.percent), locale)}%`;
    case 'supplier':
      return change.to === null ? 'Supplier removed' : `Supplier set to ${String(change.to)}`;
    case 'archived':
      return change.to === true ? 'Archived' : 'Restored';
    case 'commission':
      return change.toBps === null
        ? 'Commission set to the hub’s default'
        : `Commission set to ${formatCommissionRate(Number(change.toBps), locale)}`;
    default: {
      const word = String(change.step ?? change.to);
      return fixed[word] ?? word;
    }
  }
}

function signed(value: number, locale: string | undefined): string {
  return value < 0
    ? `−${formatQuantity(String(-value), locale)}`
    : `+${formatQuantity(String(value), locale)}`;
}

/** Says how far a change got: `38 of 40 products`. */
export function describeReach(
  { kind, total, applied, undone }: Pick<ListedBulkChange, 'kind' | 'total' | 'applied' | 'undone'>,
  locale?: string,
): string {
  const changed = applied + undone;
  const noun = total === 1 ? nouns[kind].one : nouns[kind].many;
  return changed === total
    ? `${formatCount(total, locale)} ${noun}`
    : `${formatCount(changed, locale)} of ${formatCount(total, locale)} ${noun}`;
}

/** The state of a change. What says that it runs for longer than a few seconds was left: somebody closed the page. */
export function stateOf(change: Pick<ListedBulkChange, 'state' | 'applied' | 'undone'>): {
  name: string;
  tone: 'good' | 'warn' | 'faint';
} {
  switch (change.state) {
    case 'undone':
      return { name: 'Undone', tone: 'faint' };
    case 'running':
      return { name: 'Not finished', tone: 'warn' };
    case 'undoing':
      return { name: 'Undo not finished', tone: 'warn' };
    case 'ready':
    case 'done':
      return change.applied + change.undone === 0
        ? { name: 'Nothing changed', tone: 'faint' }
        : { name: 'Done', tone: 'good' };
  }
}

/** How many rows stay as they are: a change did not reach them, or its undo did not. */
export function countLeft({
  state,
  total,
  open,
  applied,
  undone,
}: Pick<ListedBulkChange, 'state' | 'total' | 'open' | 'applied' | 'undone'>): number {
  return total - open - undone - (state === 'undone' ? 0 : applied);
}
