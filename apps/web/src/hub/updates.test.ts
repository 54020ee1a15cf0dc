import { expect, test, vi } from 'vitest';
import { entryOf, type PageInBrowser, Updates } from './updates.ts';

const page = (entry: string) => `<head><script src="/start.js"></script>
  <script type="module" crossorigin src="${entry}"></script></head>`;

function open(overrides: Partial<PageInBrowser> = {}) {
  let kept: string | null = null;
  const reload = vi.fn();
  const updates = new Updates({
    fetchPage: async () => page('/assets/index-new.js'),
    entry: '/assets/index-old.js',
    hasUnsavedText: () => false,
    reloadedFor: {
      get: () => kept,
      set: (entry) => {
        kept = entry;
      },
    },
    reload,
    ...overrides,
  });
  const told = vi.fn();
  updates.watch(told);
  return { updates, reload, told };
}

test('an updated page is reloaded once, then only offered', async () => {
  const { updates, reload, told } = open();
  await updates.onMissingPart();
  expect([reload.mock.calls.length, updates.isOffered()]).toEqual([1, false]);
  await updates.onMissingPart();
  expect([reload.mock.calls.length, updates.isOffered(), told.mock.calls.length]).toEqual([1, true, 1]);
});

test('a page with unsaved text is never reloaded by itself', async () => {
  const { updates, reload } = open({ hasUnsavedText: () => true });
  await updates.onMissingPart();
  expect([reload.mock.calls.length, updates.isOffered()]).toEqual([0, true]);
});

test.each([
  ['the hub cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['it is the same as before', async () => page('/assets/index-old.js')],
  ['a proxy answers something else', async () => '<h1>502 Bad Gateway</h1>'],
])('nothing happens when %s', async (_name, fetchPage) => {
  const { updates, reload } = open({ fetchPage });
  await updates.onMissingPart();
  expect([reload.mock.calls.length, updates.isOffered()]).toEqual([0, false]);
});

test('where storage is blocked, a page is offered to be reloaded', async () => {
  const blocked = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  const { updates, reload } = open({ reloadedFor: { get: blocked, set: blocked } });
  await updates.onMissingPart();
  expect([reload.mock.calls.length, updates.isOffered()]).toEqual([0, true]);
});

test('the entry of a page is its first module', () => {
  expect(entryOf(page('/assets/index-1.js'))).toBe('/assets/index-1.js');
  expect(entryOf('<script src="/a.js"></script>')).toBeNull();
});
