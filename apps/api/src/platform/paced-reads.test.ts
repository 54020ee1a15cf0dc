import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { PacedReads } from './paced-reads.ts';

/** Reads that return how often they were begun. */
function counting() {
  const paced = new PacedReads<number>({ pauseMilliseconds: 100 });
  let begun = 0;
  const ask = (key = 'a') => paced.get(key, async () => ++begun);
  return { ask, begun: () => begun };
}

test('the first to ask is answered at once, and all who ask soon after share the next read', async () => {
  const { ask, begun } = counting();
  expect(await ask()).toBe(1);
  expect(await Promise.all(Array.from({ length: 1_000 }, () => ask()))).toEqual(Array(1_000).fill(2));
  expect(begun()).toBe(2);
});

test('an answer is from a read that began after the question', async () => {
  const paced = new PacedReads<string>({ pauseMilliseconds: 50 });
  let state = 'before';
  const ask = () => paced.get('a', async () => state);
  expect(await ask()).toBe('before');
  state = 'after';
  expect(await ask()).toBe('after');
});

test('keys do not wait for each other', async () => {
  const { ask } = counting();
  expect(await Promise.all([ask('a'), ask('b')])).toEqual([1, 2]);
});

test('after a pause nobody waits', async () => {
  const { ask, begun } = counting();
  await ask();
  await sleep(120);
  const asked = performance.now();
  await ask();
  expect(performance.now() - asked).toBeLessThan(80);
  expect(begun()).toBe(2);
});

test('a read that fails fails for those who shared it, and for nobody after', async () => {
  const paced = new PacedReads<number>({ pauseMilliseconds: 20 });
  let fails = true;
  const ask = () =>
    paced.get('a', async () => {
      if (fails) throw new Error('the database is away');
      return 1;
    });
  await expect(ask()).rejects.toThrow('away');
  await expect(Promise.all([ask(), ask()])).rejects.toThrow('away');
  fails = false;
  expect(await ask()).toBe(1);
});
