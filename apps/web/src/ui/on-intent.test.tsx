import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LatePart } from './on-intent.tsx';

const Dialog = () => null;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('what somebody waits for comes when the hub is back, without another click', async () => {
  let isHubThere = false;
  let asked = 0;
  const part = new LatePart(async () => {
    asked += 1;
    if (!isHubThere) throw new Error('connection refused');
    return Dialog;
  });
  part.insist();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(part.component()).toBeNull();
  isHubThere = true;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(part.component()).toBe(Dialog);
  const before = asked;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(before);
});

test('what nobody waits for any more is not asked for again', async () => {
  let asked = 0;
  const part = new LatePart(async () => {
    asked += 1;
    throw new Error('connection refused');
  });
  const giveUp = part.insist();
  await vi.advanceTimersByTimeAsync(0);
  giveUp();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
});
