import { chosenRange, type RangeSearch } from './date-range.ts';

/**
 * Returns the parameters, as written, that say nothing to the search that was made of them: what it does not have, and days
 * that are no range, such as one without the other.
 */
export function droppedOf(given: Record<string, string>, search: object): string[] {
  const range = chosenRange(search as RangeSearch);
  const isByDays = range !== null && 'from' in range;
  const kept = new Map(
    Object.entries(search)
      .filter(([name]) => isByDays || (name !== 'from' && name !== 'to'))
      .map(([name, value]) => [name, value === undefined ? undefined : String(value)]),
  );
  return Object.entries(given)
    .filter(([name, value]) => value.trim() !== '' && kept.get(name) !== value.trim())
    .map(([name, value]) => `${name}=${value.slice(0, 40)}`);
}
