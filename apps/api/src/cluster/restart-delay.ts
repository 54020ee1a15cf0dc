/** A first death is made good quickly; a process that dies again and again must not keep the machine busy. */
const FIRST_MILLISECONDS = 100;
const LONGEST_MILLISECONDS = 10_000;
/** After this long, a death has nothing to do with the one before. */
const STEADY_MILLISECONDS = 60_000;

/** Returns the number of deaths in a row, including that of a process that lived for `livedMilliseconds`. */
export function deathsInARow(before: number, livedMilliseconds: number): number {
  return livedMilliseconds >= STEADY_MILLISECONDS ? 1 : before + 1;
}

/** Returns how long to wait before forking again: doubles with each death in a row, up to ten seconds. */
export function restartDelayMilliseconds(deaths: number): number {
  return Math.min(FIRST_MILLISECONDS * 2 ** (deaths - 1), LONGEST_MILLISECONDS);
}
