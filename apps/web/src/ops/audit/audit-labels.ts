import type { AuditEntry } from '../../hub/trpc.ts';
import { nameWords } from '../../ui/name-words.ts';
import { formatCommissionRate } from '../affiliates/commission-rate.ts';

/** The areas of the contract whose calls the audit log records. */
export const domains = {
  affiliates: 'Partners and orders',
  commissions: 'Commissions and rules',
  ledger: 'Ledger',
  payouts: 'Payouts',
  inventory: 'Products',
  imports: 'Imports',
  bulk: 'Bulk changes',
  views: 'Saved views',
  alerts: 'Alerts and deliveries',
  exports: 'Exports',
  team: 'Team',
  account: 'Accounts and sign-in',
  storefronts: 'Storefronts and keys',
  testEvents: 'Test events',
  privacy: 'Privacy',
} as const;

/** What these pages call the things of the contract. */
const TERMS = new Map([
  ['affiliate', 'partner'],
  ['affiliates', 'partners'],
  ['episodes', 'alerts'],
  ['lift', 'end'],
  ['me', 'own settings'],
  ['redrive', 'resend'],
]);

/** Describes an action in the words of these pages: `affiliates.updateAffiliate` is `Update partner`. */
export function describeAction(action: string): string {
  const words = inOurTerms(action.slice(action.indexOf('.') + 1));
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Names a thing or a field of it: `affiliate` is `partner`, `orderId` is `order id`. */
export function inOurTerms(name: string): string {
  return nameWords(name)
    .split(' ')
    .map((word) => TERMS.get(word) ?? word)
    .join(' ');
}

export function describeActor({ actorKind, actorName }: Pick<AuditEntry, 'actorKind' | 'actorName'>): string {
  switch (actorKind) {
    case 'person':
      return actorName ?? 'Somebody who was erased';
    case 'key':
      return actorName === null ? 'A key' : `Key “${actorName}”`;
    case 'command_line':
      return 'Command line';
    case 'anyone':
      return 'Not signed in';
  }
}

export interface FieldChange {
  field: string;
  before: string | null;
  after: string | null;
}

export function changesOf({ before, after }: Pick<AuditEntry, 'before' | 'after'>): FieldChange[] {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return fields.map((field) => ({
    field: field === RATE ? 'commission' : inOurTerms(field),
    before: describeValue(before?.[field], field),
    after: describeValue(after?.[field], field),
  }));
}

/** In hundredths of a percent, which people read as a percentage; null is the hub's own rate. */
const RATE = 'commissionBps';

function describeValue(value: unknown, field: string): string | null {
  if (value === undefined) return null;
  if (field === RATE && (value === null || typeof value === 'number')) return formatCommissionRate(value);
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(textOf).join(', ');
  return textOf(value);
}

function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
