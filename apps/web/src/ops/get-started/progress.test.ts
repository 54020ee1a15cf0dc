import { expect, test } from 'vitest';
import type { Progress } from '../../hub/trpc.ts';
import { doneSince, isNew, nextStep, progressWords, type StepName, stepFacts } from './progress.ts';

const names = Object.keys(stepFacts) as StepName[];

function progress(done: readonly StepName[], skipped: readonly StepName[] = []): Progress {
  return {
    steps: names.map((name) => ({ name, isDone: done.includes(name), isSkipped: skipped.includes(name) })),
    isHidden: false,
    partner: null,
    storefront: { id: 1, slug: 'default', name: 'Shop' },
    channels: [],
  };
}

test('the next step is the first that is neither done nor skipped', () => {
  expect(nextStep(progress([]))?.name).toBe('partner');
  expect(nextStep(progress(['partner', 'click'], ['origin']))?.name).toBe('key');
  expect(nextStep(progress(names.slice(0, 6), ['products']))).toBeUndefined();
});

test('says how far it is, and what was left out', () => {
  expect(progressWords(progress(['partner', 'key']))).toBe('2 of 7 done');
  // What was skipped and done all the same is done.
  expect(progressWords(progress(['partner'], ['partner', 'key']))).toBe('1 of 7 done, 1 skipped');
  expect(progressWords(progress(names))).toBe('All done');
});

test('a hub is new until something was counted', () => {
  expect(isNew(progress(['partner', 'origin', 'key', 'products']))).toBe(true);
  expect(isNew(progress(['click']))).toBe(false);
  expect(isNew(progress(['order']))).toBe(false);
});

test('tells what was done meanwhile, and nothing at first', () => {
  expect(doneSince(undefined, progress(['partner']))).toEqual([]);
  expect(doneSince(progress(['partner']), progress(['partner', 'click']))).toEqual(['click']);
  expect(doneSince(progress(['click']), progress([]))).toEqual([]);
});
