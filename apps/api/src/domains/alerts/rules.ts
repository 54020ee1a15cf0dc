interface Change {
  oldStock: number;
  product: { stock: number; threshold: number };
}

/**
 * The stock that ends a shortage: a tenth above the threshold, at least one unit. What sways around its threshold is one
 * shortage, not many. The database has the same rule where it looks for alerts that move.
 */
export function recoveryLevel(threshold: number): number {
  return threshold + Math.max(1, Math.ceil(threshold / 10));
}

/** The stock fell below the threshold. */
export function hasFallen({ oldStock, product: { stock, threshold } }: Change): boolean {
  return oldStock >= threshold && stock < threshold;
}

/** The stock came so far above the threshold that the shortage is over. */
export function hasRecovered({ oldStock, product: { stock, threshold } }: Change): boolean {
  const recovered = recoveryLevel(threshold);
  return oldStock < recovered && stock >= recovered;
}

/** A scan may be late by as much before it counts as stopped. */
export function scanAllowanceSeconds(intervalSeconds: number): number {
  return 3 * intervalSeconds + 30;
}
