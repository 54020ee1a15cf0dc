interface Change {
  oldStock: number;
  product: { stock: number; threshold: number };
}

/**
 * Returns the stock that ends a shortage: a tenth above the threshold, at least one unit. Stock that hovers around its
 * threshold is one shortage, not many. The database has the same rule where it looks for alerts that change.
 */
export function recoveryLevel(threshold: number): number {
  return threshold + Math.max(1, Math.ceil(threshold / 10));
}

/** Whether the stock fell below the threshold. */
export function hasFallen({ oldStock, product: { stock, threshold } }: Change): boolean {
  return oldStock >= threshold && stock < threshold;
}

/** Whether the stock rose far enough above the threshold to end the shortage. */
export function hasRecovered({ oldStock, product: { stock, threshold } }: Change): boolean {
  const recovered = recoveryLevel(threshold);
  return oldStock < recovered && stock >= recovered;
}

/** Returns how late a scan may be before scans count as stopped. */
export function scanAllowanceSeconds(intervalSeconds: number): number {
  return 3 * intervalSeconds + 30;
}
