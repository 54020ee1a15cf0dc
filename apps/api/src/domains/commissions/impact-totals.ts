import { formatMinor } from '../../platform/money.ts';

/** Sums by currency. */
export class ImpactTotals {
  readonly #totals = new Map<string, { before: bigint; after: bigint }>();
  orders = 0;
  changed = 0;

  add(currency: string, before: bigint, after: bigint): void {
    const total = this.#totals.get(currency) ?? { before: 0n, after: 0n };
    this.#totals.set(currency, { before: total.before + before, after: total.after + after });
    this.orders += 1;
    if (before !== after) this.changed += 1;
  }

  answer() {
    const totals = [...this.#totals].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      orders: this.orders,
      changed: this.changed,
      totals: totals.map(([currency, { before, after }]) => ({
        currency,
        before: formatMinor(before, currency),
        after: formatMinor(after, currency),
        difference: formatMinor(after - before, currency),
      })),
    };
  }
}
