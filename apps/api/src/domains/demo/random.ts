/** A source of random numbers that returns the same ones for the same seed. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number;
  /** Whether something happens that has this probability. */
  chance(probability: number): boolean;
  /** How often something happens that happens `mean` times on average: Poisson's distribution. */
  count(mean: number): number;
  /** One of the items, each as likely as its weight. */
  pick<Item>(items: readonly Item[], weight?: (item: Item) => number): Item;
}

/** Above this mean a normal distribution is close enough, and its time does not grow. */
const NORMAL_FROM = 40;

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for made-up data. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    chance: (probability) => next() < probability,
    count(mean) {
      if (mean >= NORMAL_FROM) {
        // Box and Muller.
        const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
        return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal));
      }
      // Knuth: multiplies until the product falls below e^-mean.
      const limit = Math.exp(-mean);
      let events = 0;
      for (let product = next(); product > limit; product *= next()) events++;
      return events;
    },
    pick(items, weight = () => 1) {
      const total = items.reduce((sum, item) => sum + weight(item), 0);
      let left = next() * total;
      for (const item of items) {
        left -= weight(item);
        if (left < 0) return item;
      }
      const last = items.at(-1);
      if (last === undefined) throw new RangeError('nothing to pick from');
      return last;
    },
  };
}
