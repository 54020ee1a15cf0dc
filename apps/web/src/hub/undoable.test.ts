import { TRPCClientError } from '@trpc/client';
import { beforeEach, expect, test, vi } from 'vitest';
import { toasts } from '../ui/toasts.ts';
import { undoable } from './undoable.ts';

beforeEach(() => {
  for (const { id } of toasts.list()) toasts.remove(id);
});

const refusal = (hubCode: string, message: string) =>
  new TRPCClientError(message, { result: { error: { data: { hubCode } } } as never });

const shown = () => toasts.list().map(({ kind, title, message }) => [kind, title, message]);

const change = (overrides: Partial<Parameters<typeof undoable<number>>[0]> = {}) => ({
  commit: async () => 7,
  done: (version: number) => `Saved as ${version}.`,
  undo: vi.fn(async (_version: number): Promise<unknown> => undefined),
  undone: 'As it was before.',
  refresh: vi.fn(),
  ...overrides,
});

async function pressUndo(): Promise<void> {
  toasts.list()[0]?.action?.run();
  await vi.waitFor(() => expect(toasts.list()).toHaveLength(2));
}

test('the change is made at once, and undone with what it returned', async () => {
  const made = change();
  expect(await undoable(made)).toBe(true);
  expect(shown()).toEqual([['success', undefined, 'Saved as 7.']]);
  await pressUndo();
  expect(made.undo).toHaveBeenCalledWith(7);
  expect(shown()[1]).toEqual(['success', undefined, 'As it was before.']);
  expect(made.refresh).toHaveBeenCalledTimes(2);
});

test('where nothing was done, there is nothing to undo', async () => {
  expect(await undoable(change({ isUndoable: (version) => version !== 7 }))).toBe(true);
  expect(shown()).toEqual([['success', undefined, 'Saved as 7.']]);
  expect(toasts.list()[0]?.action).toBeUndefined();
});

test('a later change of somebody else is kept, and said', async () => {
  await undoable(change({ undo: () => Promise.reject(refusal('conflict', 'it is version 8 now')) }));
  await pressUndo();
  expect(shown()[1]).toEqual([
    'failure',
    'Not undone',
    'Somebody else has changed it since. It is version 8 now.',
  ]);
});

test('another refusal of the undo is said as it is', async () => {
  await undoable(change({ undo: () => Promise.reject(refusal('forbidden', 'an operator may')) }));
  await pressUndo();
  expect(shown()[1]).toEqual(['failure', 'Not undone', 'An operator may.']);
});

test('a change that was refused offers no undo', async () => {
  const made = change({ commit: () => Promise.reject(refusal('not_found', 'it is gone')) });
  expect(await undoable(made)).toBe(false);
  expect(toasts.list().map(({ kind, action }) => [kind, action])).toEqual([['failure', undefined]]);
  expect(made.refresh).toHaveBeenCalledOnce();
});
