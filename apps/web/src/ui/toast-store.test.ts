import { expect, test, vi } from 'vitest';
import { ToastStore } from './toast-store.ts';

const messages = (store: ToastStore) => store.list().map(({ message }) => message);

test('the oldest success gives way to a new one, failures stay', () => {
  const store = new ToastStore();
  store.add({ kind: 'failure', message: 'broken' });
  for (const message of ['one', 'two', 'three', 'four', 'five']) store.add({ kind: 'success', message });
  expect(messages(store)).toEqual(['broken', 'three', 'four', 'five']);
});

test('a failure that happens again is said once, and last', () => {
  const store = new ToastStore();
  for (const message of ['broken', 'late', 'broken']) store.add({ kind: 'failure', message });
  expect(messages(store)).toEqual(['late', 'broken']);
});

test('watchers hear of what is added and removed, until they go', () => {
  const store = new ToastStore();
  const watcher = vi.fn();
  const leave = store.watch(watcher);
  store.add({ kind: 'success', message: 'done' });
  store.remove(store.list()[0]?.id ?? 0);
  leave();
  store.add({ kind: 'success', message: 'unheard' });
  expect([watcher.mock.calls.length, messages(store)]).toEqual([2, ['unheard']]);
});
