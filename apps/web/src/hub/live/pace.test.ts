import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Pace } from './pace.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

function paced(takesMilliseconds = 0) {
  const reactions: { at: number; topics: string }[] = [];
  const react = async (topics: ReadonlySet<string>) => {
    reactions.push({ at: Date.now(), topics: [...topics].join() });
    await new Promise((resolve) => setTimeout(resolve, takesMilliseconds));
  };
  return { reactions, pace: new Pace<string>(react, () => 0) };
}

test('the first change is reacted to at once, and those of the next second together', async () => {
  const { pace, reactions } = paced();
  pace.add(['orders'], 1_000);
  await vi.advanceTimersByTimeAsync(10);
  pace.add(['stock'], 1_000);
  pace.add(['orders', 'stock'], 1_000);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reactions).toEqual([
    { at: 0, topics: 'orders' },
    { at: 1_000, topics: 'stock,orders' },
  ]);
});

test('changes that never cease are reacted to once a pause, and one after it at once', async () => {
  const { pace, reactions } = paced();
  for (let second = 0; second < 60; second++) {
    pace.add(['traffic'], 5_000);
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const gaps = reactions.slice(1).map(({ at }, index) => at - (reactions[index]?.at ?? 0));
  expect(new Set(gaps)).toEqual(new Set([5_000]));
  await vi.advanceTimersByTimeAsync(30_000);
  const before = reactions.length;
  pace.add(['traffic'], 5_000);
  await vi.advanceTimersByTimeAsync(0);
  expect(reactions).toHaveLength(before + 1);
});

test('no reaction begins before the one before it is done', async () => {
  const { pace, reactions } = paced(4_000);
  pace.add(['orders'], 1_000);
  await vi.advanceTimersByTimeAsync(1_500);
  pace.add(['stock'], 1_000);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(reactions).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(600);
  expect(reactions).toEqual([
    { at: 0, topics: 'orders' },
    // A timer takes a millisecond at least.
    { at: 4_001, topics: 'stock' },
  ]);
});

test('who has left hears nothing more', async () => {
  const { pace, reactions } = paced();
  pace.add(['orders'], 1_000);
  pace.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reactions).toEqual([]);
});
