export interface ValueScale {
  min: number;
  max: number;
  /** From the lowest to the highest; zero is always among them. */
  ticks: number[];
  step: number;
}

const STEPS = [1, 2, 2.5, 5, 10];
/** Five lines are enough to read from, and leave room. */
const LINES = 5;

/**
 * A scale from zero that holds all values, with about five round ticks. Refunds can be below zero. `isWhole` allows no
 * tick between two whole numbers.
 */
export function valueScale(values: Iterable<number | null>, isWhole: boolean): ValueScale {
  let [low, high] = [0, 0];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  // Nothing that is counted or paid is as small, and steps would be lost in the rounding.
  if (high - low < 1e-9) return { min: 0, max: 1, ticks: [0, 1], step: 1 };
  const step = roundStep((high - low) / (LINES - 1), isWhole);
  const [first, last] = [Math.floor(low / step), Math.ceil(high / step)];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => clean((first + index) * step));
  return { min: clean(first * step), max: clean(last * step), ticks, step };
}

/** The round number at or above a step. */
function roundStep(rough: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10) * power;
  if (!isWhole) return step;
  return Number.isInteger(step) ? step : Math.ceil(step);
}

/** Takes away what binary fractions add: 0.30000000000000004 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(12));
}
