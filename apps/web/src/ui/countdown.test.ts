import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Countdown } from './countdown.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('ends after its time', () => {
  const end = vi.fn();
  new Countdown(5_000, end).run();
  vi.advanceTimersByTime(4_999);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledOnce();
});

test('stands still while it is paused, and goes on where it was', () => {
  const end = vi.fn();
  const countdown = new Countdown(10_000, end);
  countdown.run();
  vi.advanceTimersByTime(4_000);
  countdown.pause();
  vi.advanceTimersByTime(60_000);
  expect(end).not.toHaveBeenCalled();
  countdown.run();
  countdown.run();
  vi.advanceTimersByTime(5_999);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledOnce();
});

test('leaves a second to whoever looked until the last moment', () => {
  const end = vi.fn();
  const countdown = new Countdown(5_000, end);
  countdown.run();
  vi.advanceTimersByTime(4_990);
  countdown.pause();
  countdown.run();
  vi.advanceTimersByTime(999);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(end).toHaveBeenCalledOnce();
});
