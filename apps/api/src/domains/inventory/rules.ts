import { canonicalSku } from '@dreamteamhub/sdk/contract';
import { formatMinor, readMinorField } from '../../platform/money.ts';

/** Low means below the threshold: at the threshold there is still enough. */
export function isLowStock(product: { stock: number; threshold: number }): boolean {
  return product.stock < product.threshold;
}

/** Returns a price as the database takes it. Throws `bad_request` for one that the currency does not have. */
export function unitPriceText(
  price: number | string | null | undefined,
  currency: string,
): string | null | undefined {
  if (price === null || price === undefined) return price;
  return formatMinor(readMinorField('unitPrice', price, currency), currency);
}

export type MovementReason = 'sale' | 'return' | 'restocked' | 'adjusted' | 'damaged';

interface MovementNotes {
  reference?: string | undefined;
  note?: string | undefined;
}

/** A product's stock as it was counted. */
export type LevelInput = { sku: string; stock: number; expectedStock?: number | undefined } & MovementNotes;

/** What is added to a product's stock or taken from it. */
export type DeltaInput = { sku: string; quantityDelta: number; reason: MovementReason } & MovementNotes;

/** Whether a difference has the sign of its reason: a sale takes away, a return adds, a correction does either. */
export function hasSignOf(reason: MovementReason, quantityDelta: number): boolean {
  switch (reason) {
    case 'sale':
    case 'damaged':
      return quantityDelta < 0;
    case 'return':
    case 'restocked':
      return quantityDelta > 0;
    case 'adjusted':
      return true;
  }
}

/**
 * Returns the place of a line that contradicts an earlier one: the same SKU is in both, and counted in one. Null when
 * there is none; differences of one SKU add up.
 */
export function findContradiction(lines: readonly (LevelInput | DeltaInput)[]): number | null {
  const isCounted = new Map<string, boolean>();
  for (const [place, line] of lines.entries()) {
    const sku = canonicalSku(line.sku);
    const before = isCounted.get(sku);
    const isLevel = 'stock' in line;
    if (before !== undefined && (before || isLevel)) return place;
    isCounted.set(sku, isLevel);
  }
  return null;
}

/** A year, and the month that it is compared with. */
export const MOST_DAYS_OF_TYPE = 400;

/** Whether a filter by type would read the movements of all products of years. */
export function isTooWide(filter: {
  sku?: string | undefined;
  eventType?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
}): boolean {
  const { sku, eventType, from, to } = filter;
  if (sku !== undefined || eventType === undefined) return false;
  if (from === undefined || to === undefined) return true;
  return to.getTime() - from.getTime() > MOST_DAYS_OF_TYPE * 86_400_000;
}
