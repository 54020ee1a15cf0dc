import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { shareAnswer } from './shared-answer.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the work is done once for all who ask while it is under way or within a second after it', async () => {
  const pending: ((answer: string) => void)[] = [];
  const ask = shareAnswer(() => new Promise<string>((resolve) => pending.push(resolve)));
  const asked = Array.from({ length: 100 }, () => ask());
  await vi.advanceTimersByTimeAsync(5_000);
  asked.push(ask());
  expect(pending).toHaveLength(1);
  pending[0]?.('one');
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['one']));

  await vi.advanceTimersByTimeAsync(999);
  expect(await ask()).toBe('one');
  await vi.advanceTimersByTimeAsync(1);
  const next = ask();
  expect(pending).toHaveLength(2);
  pending[1]?.('two');
  expect(await next).toBe('two');
});

test('what fails is told to all who wait, and tried again by the next', async () => {
  let tries = 0;
  const ask = shareAnswer(async () => {
    tries++;
    throw new Error('away');
  });
  const waiting = [ask(), ask()];
  for (const one of waiting) await expect(one).rejects.toThrow('away');
  await expect(ask()).rejects.toThrow('away');
  expect(tries).toBe(2);
});

test('kept for no time, it is shared only while it is under way', async () => {
  let tries = 0;
  const ask = shareAnswer(async () => ++tries, 0);
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(await ask()).toBe(2);
});
