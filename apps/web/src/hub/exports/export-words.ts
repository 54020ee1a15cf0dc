import { formatCount } from '../../ui/format-number.ts';
import type { ListExport } from '../trpc.ts';

/** What lists are called, for the titles of their exports. */
export const listNames: Readonly<Record<ListExport['list'], string>> = {
  affiliates: 'Partners',
  orders: 'Orders',
  conversions: 'Conversions',
  clicks: 'Clicks',
  products: 'Products',
  stockMovements: 'Stock movements',
  alerts: 'Alerts',
  deliveries: 'Deliveries',
  auditLog: 'Audit log',
  transfers: 'Transfers',
  payoutItems: 'Payments',
  refusedEvents: 'Refused events',
  imports: 'Imports',
  unmatchedRefunds: 'Refunds without an order',
  mutes: 'Mutes',
  team: 'Team',
  storefronts: 'Storefronts',
  keys: 'Keys',
  inspectedEvents: 'Events',
  statements: 'Statements',
  statementLines: 'Statement',
};

export function isUnfinished({ status }: Pick<ListExport, 'status'>): boolean {
  return status === 'queued' || status === 'running';
}

/** Says how far an export is, or what became of it. */
export function progressWords(
  one: Pick<ListExport, 'status' | 'rows' | 'total' | 'problem' | 'bytes' | 'startedAt'>,
  locale?: string,
): string {
  const rows = `${formatCount(one.rows, locale)} ${one.rows === 1 ? 'row' : 'rows'}`;
  switch (one.status) {
    case 'queued':
      return one.startedAt === null
        ? 'Starts in a moment'
        : 'The hub was interrupted: starts again in a moment';
    case 'running':
      return one.total === null
        ? `${rows} so far`
        : `${formatCount(one.rows, locale)} of ${formatCount(one.total, locale)} rows`;
    case 'done':
      return `${rows}, ${sizeWords(one.bytes, locale)}`;
    case 'failed':
      return `Failed: ${one.problem ?? 'the reason is not known'}.`;
    case 'cancelled':
      return 'Cancelled';
  }
}

/** `12 kB`, `1.4 MB`: as file managers count. */
export function sizeWords(bytes: number, locale?: string): string {
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
  const maximumFractionDigits = unit === 'MB' && size < 100 ? 1 : 0;
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits }).format(Math.max(size, 1))} ${unit}`;
}
