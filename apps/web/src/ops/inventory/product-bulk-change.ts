import type { AdminInputs } from '@dreamteamhub/sdk/admin';

type Input = AdminInputs['bulk']['prepareProducts'];
export type ProductFilterInput = NonNullable<Input['filter']>;
export type ProductBulkChange = Input['change'];

/** What the dialog about many products asks for. */
export type ProductBulk = 'threshold' | 'supplier' | 'archive' | 'restore';

/** How a number changes thresholds. */
export type ThresholdWay = 'to' | 'by' | 'percent';

const MOST_UNITS = 2_147_483_647;

/** Returns the change that is meant, or null where the number is missing or out of its range. */
export function thresholdChange(way: ThresholdWay, value: string): ProductBulkChange | null {
  const number = value === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || Math.abs(number) > MOST_UNITS) return null;
  switch (way) {
    case 'to':
      return number < 0 ? null : { set: 'threshold', to: number };
    case 'by':
      return { set: 'thresholdBy', units: number };
    case 'percent':
      return number < -100 || number > 100_000 ? null : { set: 'thresholdByPercent', percent: number };
  }
}
