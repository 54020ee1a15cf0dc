import { setImmediate } from 'node:timers/promises';

/** How many items are worked on before other requests get their turn. */
const SLICE = 250;

/** Works on many things one after the other; requests that came meanwhile are answered in between. */
export async function mapInSlices<Thing, Result>(
  things: readonly Thing[],
  work: (thing: Thing) => Result,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [place, thing] of things.entries()) {
    if (place > 0 && place % SLICE === 0) await setImmediate();
    results.push(work(thing));
  }
  return results;
}
