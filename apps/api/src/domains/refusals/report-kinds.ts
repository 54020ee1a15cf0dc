/** What reports are of. */
export type ReportKind = 'click' | 'order' | 'refund' | 'stock';

const KINDS: Readonly<Record<string, ReportKind>> = {
  recordClick: 'click',
  recordClicks: 'click',
  recordConversion: 'order',
  recordOrder: 'order',
  recordRefund: 'refund',
  updateStock: 'stock',
  adjustStock: 'stock',
  changeStock: 'stock',
};

/** Returns what an entry takes reports of; null for one that takes none. */
export function kindOfReport(name: string): ReportKind | null {
  return Object.hasOwn(KINDS, name) ? (KINDS[name] ?? null) : null;
}
