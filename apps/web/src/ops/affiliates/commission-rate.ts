/** Commission rates: people write percent, the hub stores basis points (1 % = 100). */
export function percentToBasisPoints(percent: number | null): number | null {
  return percent === null ? null : Math.round(percent * 100);
}

export function basisPointsToPercent(basisPoints: number | null): number | null {
  return basisPoints === null ? null : basisPoints / 100;
}

/** Formats basis points: `1250` becomes `12.5 %`. Null is the hub's default rate. */
export function formatCommissionRate(basisPoints: number | null, locale?: string): string {
  if (basisPoints === null) return 'Default';
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    basisPoints / 10_000,
  );
}
