/** A place in the drawing; y is null where nothing is known. */
export interface Place {
  x: number;
  y: number | null;
}

interface Known {
  x: number;
  y: number;
}

/** Stretches without a gap. */
function runs(places: readonly Place[]): Known[][] {
  const found: Known[][] = [];
  let isOpen = false;
  for (const { x, y } of places) {
    if (y === null) isOpen = false;
    else if (isOpen) found.at(-1)?.push({ x, y });
    else {
      found.push([{ x, y }]);
      isOpen = true;
    }
  }
  return found;
}

/** A line with gaps. A value between two gaps becomes a ring so small that it is a dot. */
export function linePath(places: readonly Place[]): string {
  return runs(places)
    .map((run) => {
      const [only] = run;
      if (run.length > 1 || only === undefined) return moves(run);
      return `M${round(only.x - 1)} ${round(only.y)}a1 1 0 1 0 2 0a1 1 0 1 0-2 0`;
    })
    .join('');
}

/** What lies between a line and its base, with the same gaps. */
export function areaPath(places: readonly Place[], base: number): string {
  return runs(places)
    .filter((run) => run.length > 1)
    .map((run) => `${moves(run)}V${round(base)}H${round(run[0]?.x ?? 0)}Z`)
    .join('');
}

/** What lies between two lines. It has a gap where either has one. */
export function bandPath(places: readonly { x: number; low: number | null; high: number | null }[]): string {
  const isKnown = places.map(({ low, high }) => low !== null && high !== null);
  const half = (side: 'low' | 'high') =>
    runs(places.map((place, index) => ({ x: place.x, y: isKnown[index] ? place[side] : null })));
  const lows = half('low');
  return half('high')
    .map((run, index) => `${moves(run)}L${moves((lows[index] ?? []).toReversed()).slice(1)}Z`)
    .join('');
}

/** Level across each bucket, and straight up or down between two. `half` is half a bucket's width. */
export function stepPath(places: readonly Place[], half: number): string {
  return runs(places)
    .map((run) => {
      const [first] = run;
      if (first === undefined) return '';
      const rest = run.map(({ x, y }) => `V${round(y)}H${round(x + half)}`).join('');
      return `M${round(first.x - half)} ${round(first.y)}${rest}`;
    })
    .join('');
}

/** All bars in one path. Their free ends are rounded where there is room. */
export function barsPath(places: readonly Place[], { width, base }: { width: number; base: number }): string {
  return places.map(({ x, y }) => (y === null ? '' : barPath({ x, y }, { width, base }))).join('');
}

function barPath({ x, y }: Known, { width, base }: { width: number; base: number }): string {
  const height = base - y;
  if (height === 0) return '';
  const radius = Math.min(2, width / 4, Math.abs(height));
  const inward = Math.sign(height) * radius;
  const [left, right] = [x - width / 2, x + width / 2];
  return (
    `M${round(left)} ${round(base)}V${round(y + inward)}Q${round(left)} ${round(y)} ${round(left + radius)} ${round(y)}` +
    `H${round(right - radius)}Q${round(right)} ${round(y)} ${round(right)} ${round(y + inward)}V${round(base)}Z`
  );
}

function moves(run: readonly Known[]): string {
  return run.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
}

/** A tenth of a pixel is finer than any screen, and paths stay short. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
