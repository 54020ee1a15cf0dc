import { expect, test } from 'vitest';
import { watchPresses } from './after-press.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('nothing moves between press and click', async () => {
  const page = new EventTarget();
  const afterPress = watchPresses(page);
  const seen: string[] = [];
  page.addEventListener('click', () => seen.push('click'));
  page.dispatchEvent(new Event('pointerdown'));
  afterPress(() => seen.push('moved'));
  expect(seen).toEqual([]);
  page.dispatchEvent(new Event('pointerup'));
  page.dispatchEvent(new Event('click'));
  expect(seen).toEqual(['click']);
  await settled();
  expect(seen).toEqual(['click', 'moved']);
});

test('what was scrolled away is no press any more', async () => {
  const page = new EventTarget();
  const afterPress = watchPresses(page);
  const seen: string[] = [];
  page.dispatchEvent(new Event('pointerdown'));
  afterPress(() => seen.push('waited'));
  page.dispatchEvent(new Event('pointercancel'));
  await settled();
  afterPress(() => seen.push('at once'));
  expect(seen).toEqual(['waited', 'at once']);
});
