import type { Checkout } from '@dreamteamhub/harness/checkout.ts';
import type { FreshHub } from './fresh-hub.ts';
import { decimal, table, whole } from './markdown.ts';
import { median } from './statistics.ts';

/** What one measurement found, by name, in the order in which it is shown. */
export type Figures = Record<string, number>;

/** All rounds of one checkout. */
interface Side {
  checkout: Checkout;
  rounds: Figures[];
}

/** Measures the hubs round by round, so that a slow minute of the machine meets all of them, and prints what was found. */
export async function measureInTurns(
  what: string,
  { hubs, rounds }: { hubs: readonly FreshHub[]; rounds: number },
  measure: (hub: FreshHub) => Promise<Figures>,
): Promise<void> {
  const sides = hubs.map((hub) => ({ hub, checkout: hub.checkout, rounds: [] as Figures[] }));
  for (let round = 1; round <= rounds; round++) {
    // Whoever goes second meets what the first one left behind.
    for (const side of round % 2 === 0 ? sides.toReversed() : sides) {
      const figures = await measure(side.hub);
      side.rounds.push(figures);
      const shown = Object.entries(figures).map(([name, value]) => `${name} ${number(value)}`);
      const whose = hubs.length === 1 ? '' : `, ${side.checkout.name}`;
      console.log(`${what}, round ${round}${whose}: ${shown.join(', ')}`);
    }
  }
  console.log(`\n${renderTurns(what, sides)}\n`);
}

/** Returns a table: a row for each figure, with medians and ranges; for two checkouts also the ratio within each round. */
function renderTurns(what: string, sides: readonly Side[]): string {
  const [first, second] = sides;
  const names = Object.keys(first?.rounds[0] ?? {});
  const head = sides.map(({ checkout }) => `${checkout.name} (min–max)`);
  const rows = names.map((name) => [name, ...sides.map(({ rounds }) => withRange(valuesOf(rounds, name)))]);
  const title = `${what}: medians of ${first?.rounds.length ?? 0} rounds`;
  if (first === undefined || second === undefined) {
    return `${title}\n\n${table(['figure', ...head.map(() => 'median (min–max)')], rows)}`;
  }
  const ratios = names.map((name) => {
    const before = valuesOf(first.rounds, name);
    return withRange(
      valuesOf(second.rounds, name).map((value, round) => value / (before[round] ?? Number.NaN)),
      (ratio) => ratio.toFixed(3),
    );
  });
  const folders = sides.map(({ checkout }) => `${checkout.name}: ${checkout.folder}`);
  return [
    `${title}; ${folders.join(', ')}`,
    table(
      ['figure', ...head, `${second.checkout.name} : ${first.checkout.name} (min–max)`],
      rows.map((row, index) => [...row, ratios[index] ?? '']),
    ),
  ].join('\n\n');
}

function valuesOf(rounds: readonly Figures[], name: string): number[] {
  return rounds.map((figures) => figures[name] ?? Number.NaN);
}

function withRange(values: readonly number[], show = number): string {
  const middle = median(values);
  if (Number.isNaN(middle)) return '–';
  return `${show(middle)} (${show(Math.min(...values))}–${show(Math.max(...values))})`;
}

function number(value: number): string {
  return value < 100 ? decimal(value) : whole(value);
}
