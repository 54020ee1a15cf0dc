import { numberRules } from '../../ui/edit-rules.ts';
import type { EditRules } from '../../ui/edit-values.ts';

/** Commission rates: people write percent, the hub stores basis points (1 % = 100). */
export function percentToBasisPoints(percent: number | null): number | null {
  return percent === null ? null : Math.round(percent * 100);
}

export function basisPointsToPercent(basisPoints: number | null): number | null {
  return basisPoints === null ? null : basisPoints / 100;
}

/** Formats basis points: `1250` becomes `12.5%`. Null is the hub's default rate. */
export function formatCommissionRate(basisPoints: number | null, locale?: string): string {
  if (basisPoints === null) return 'Default';
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
    basisPoints / 10_000,
  );
}

const percents = numberRules({ max: 100, maxDecimals: 2, unit: '%', isEmptyAllowed: true, say: String });

/** Cells of commission rates in basis points. People write percent; an empty cell is the hub's default rate. */
export const rateRules: EditRules = {
  ...percents,
  toText: (bps) => percents.toText(basisPointsToPercent(bps === null ? null : Number(bps))),
  read: (text) => {
    const read = percents.read(text);
    if (read.kind === 'problem') return read;
    return { ...read, value: percentToBasisPoints(read.value === null ? null : Number(read.value)) };
  },
  say: (bps) => formatCommissionRate(bps === null ? null : Number(bps)),
};
