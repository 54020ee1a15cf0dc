import { describe, expect, test } from 'vitest';
import { NO_REFUNDS, type Refunds } from '../orders/order-line-rules.ts';
import { type Dispute, type ReversibleLine, reverseLines } from './reversal-rules.ts';

const whole = (amount: bigint, revenue = 10_000n): { revenue: bigint; lines: ReversibleLine[] } => ({
  revenue,
  lines: [{ position: 0, lineId: null, goods: revenue, base: revenue, amount }],
});
const refunded = (total: bigint, byLine: Record<string, bigint> = {}): Refunds => ({
  total,
  isWhole: false,
  byLine: new Map(Object.entries(byLine)),
});
const dispute = (state: Dispute['state'], amount: bigint | null): Dispute => ({ state, amount });

function taken(order: ReturnType<typeof whole>, refunds: Refunds, ...disputes: Dispute[]) {
  return reverseLines(order, { refunds, disputes }).map(({ reversed, held }) => [reversed, held]);
}

// The numbers of the cases are those of public bug reports of other programs, each with the right result.
describe('refunds', () => {
  test('case 5: 100.00 at 25 %, 40.00 refunded, keeps 15.00; all of it nothing', () => {
    expect(taken(whole(2500n), refunded(4000n))).toEqual([[1000n, 0n]]);
    expect(taken(whole(2500n), refunded(10_000n))).toEqual([[2500n, 0n]]);
    expect(taken(whole(2500n), { ...NO_REFUNDS, isWhole: true })).toEqual([[2500n, 0n]]);
  });

  test('case 6: a refund without lines reverses its part: 30.00 of 100.00 at 20 % is 6.00', () => {
    expect(taken(whole(2000n), refunded(3000n))).toEqual([[600n, 0n]]);
    const lines = [
      { position: 1, lineId: 'a', goods: 6000n, base: 6000n, amount: 1200n },
      { position: 2, lineId: 'b', goods: 4000n, base: 4000n, amount: 800n },
    ];
    expect(taken({ revenue: 10_000n, lines }, refunded(3000n))).toEqual([
      [360n, 0n],
      [240n, 0n],
    ]);
  });

  test('case 12: 80.00 due and 30.00 of it refunded is 50.00 at once: a reversal has no hold', () => {
    const due = 8000n;
    const [[reversed = 0n] = []] = taken(whole(3000n), refunded(10_000n));
    expect(due - reversed).toBe(5000n);
  });

  test('are rounded half up, and never drift however they come', () => {
    expect(taken(whole(5n, 10n), refunded(5n))).toEqual([[3n, 0n]]);
    expect(taken(whole(5n, 10n), refunded(10n))).toEqual([[5n, 0n]]);
  });

  test('of a line are that line’s, and its base goes with them', () => {
    const lines = [
      { position: 1, lineId: 'a', goods: 5000n, base: 5500n, amount: 550n },
      { position: 2, lineId: 'b', goods: 5000n, base: 5500n, amount: 1100n },
    ];
    const order = { revenue: 11_000n, lines };
    expect(reverseLines(order, { refunds: refunded(2500n, { b: 2500n }), disputes: [] })).toEqual([
      { position: 1, reversed: 0n, held: 0n, baseReversed: 0n },
      { position: 2, reversed: 550n, held: 0n, baseReversed: 2750n },
    ]);
  });

  test('of an order that cost nothing take what was paid on it', () => {
    expect(taken(whole(500n, 0n), NO_REFUNDS)).toEqual([[0n, 0n]]);
    expect(taken(whole(500n, 0n), { ...NO_REFUNDS, isWhole: true })).toEqual([[500n, 0n]]);
  });

  test('of a fee are no part of a line that has no goods', () => {
    const lines = [
      { position: 1, lineId: 'a', goods: 0n, base: 0n, amount: 100n },
      { position: 2, lineId: 'b', goods: 1000n, base: 1000n, amount: 100n },
    ];
    expect(taken({ revenue: 1000n, lines }, refunded(500n))).toEqual([
      [0n, 0n],
      [50n, 0n],
    ]);
    expect(taken({ revenue: 1000n, lines }, refunded(1000n))).toEqual([
      [100n, 0n],
      [100n, 0n],
    ]);
  });
});

describe('disputes', () => {
  test('hold their part while they are open, give it back when won, and take it when lost', () => {
    expect(taken(whole(2500n), NO_REFUNDS, dispute('opened', 4000n))).toEqual([[0n, 1000n]]);
    expect(taken(whole(2500n), NO_REFUNDS, dispute('won', 4000n))).toEqual([[0n, 0n]]);
    expect(taken(whole(2500n), NO_REFUNDS, dispute('lost', 4000n))).toEqual([[1000n, 0n]]);
    expect(taken(whole(2500n), NO_REFUNDS, dispute('opened', null))).toEqual([[0n, 2500n]]);
  });

  test('and a refund of the same money take it once', () => {
    expect(taken(whole(2500n), refunded(10_000n), dispute('lost', 10_000n))).toEqual([[2500n, 0n]]);
    expect(taken(whole(2500n), refunded(10_000n), dispute('opened', 10_000n))).toEqual([[2500n, 0n]]);
    expect(taken(whole(2500n), refunded(4000n), dispute('opened', 10_000n))).toEqual([[1000n, 1500n]]);
  });

  test('that were won are nothing to a later refund', () => {
    expect(taken(whole(2500n), refunded(10_000n), dispute('won', 10_000n))).toEqual([[2500n, 0n]]);
    expect(taken(whole(2500n), refunded(4000n), dispute('won', null))).toEqual([[1000n, 0n]]);
  });

  test('never hold less than nothing, where a larger share of all is a smaller one of a line', () => {
    // Of 10, lines of 6, 6 and 2 get 4, 4 and 2; of 11, they get 5, 5 and 1.
    const lines = [6n, 6n, 2n].map((goods, place) => ({
      ...{ position: place + 1, lineId: `${place + 1}`, goods, base: goods, amount: goods },
    }));
    expect(taken({ revenue: 14n, lines }, refunded(10n), dispute('opened', 1n))).toEqual([
      [4n, 1n],
      [4n, 1n],
      [2n, 0n],
    ]);
  });

  test('of several add up', () => {
    const both = [dispute('lost', 2000n), dispute('opened', 3000n), dispute('won', 9000n)];
    expect(taken(whole(2500n), refunded(1000n), ...both)).toEqual([[750n, 750n]]);
  });
});
