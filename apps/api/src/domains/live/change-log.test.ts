import { expect, test } from 'vitest';
import { ChangeLog } from './change-log.ts';
import type { LiveTopic } from './topics.ts';

function logOf(...topics: LiveTopic[]): ChangeLog {
  const log = new ChangeLog();
  for (const [second, topic] of topics.entries()) {
    log.add({ topics: new Set([topic]), at: new Date(second * 1_000) });
  }
  return log;
}

test('it tells what came after a position, each topic once', () => {
  const log = logOf('stock', 'orders', 'orders');
  expect([...(log.since(0) ?? [])]).toEqual(['stock', 'orders']);
  expect([...(log.since(1) ?? [])]).toEqual(['orders']);
  expect([...(log.since(3) ?? [])]).toEqual([]);
});

test('it does not go back further than it remembers', () => {
  const log = logOf(...Array.from({ length: 300 }, (): LiveTopic => 'traffic'));
  expect(log.since(0)).toBeNull();
  expect(log.since(43)).toBeNull();
  expect(log.since(44)).not.toBeNull();
});

test('an instant has the position of the first change after it', () => {
  const log = logOf('stock', 'orders', 'alerts');
  expect([-1, 0, 1_000, 9_000].map((at) => log.positionAt(new Date(at)))).toEqual([0, 1, 2, 3]);
});

test('an id leads back to its position, in its own log only', () => {
  const log = logOf('stock', 'orders');
  expect(log.positionOf(log.idOf(1))).toBe(1);
  expect(logOf('stock', 'orders').positionOf(log.idOf(1))).toBeNull();
  const [name] = log.idOf(0).split('.');
  for (const id of ['', name, `${name}.`, `${name}.3`, `${name}.-1`, `${name}.1e0`]) {
    expect(log.positionOf(id ?? ''), id).toBeNull();
  }
});
