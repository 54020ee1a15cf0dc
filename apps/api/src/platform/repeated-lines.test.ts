import type { FastifyBaseLogger } from 'fastify';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { collapseRepeats } from './repeated-lines.ts';

interface Line {
  level: 'warn' | 'error';
  message: string;
  repeated?: number;
  request?: number;
}

let lines: Line[];
let repeated: FastifyBaseLogger;
beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  const into = (level: Line['level']) => (fields: object, message: string) =>
    void lines.push({ level, message, ...fields });
  repeated = collapseRepeats({ warn: into('warn'), error: into('error') } as never);
});
afterEach(() => void vi.useRealTimers());

const full = () => Object.assign(new Error('no space left'), { code: 'ENOSPC' });

test('a line that comes a thousand times in a minute is written twice, with how often', () => {
  for (let request = 0; request < 1000; request++) repeated.error({ err: full(), request }, 'not written');
  expect(lines).toMatchObject([{ level: 'error', message: 'not written', request: 0 }]);
  vi.advanceTimersByTime(60_000);
  expect(lines.slice(1)).toMatchObject([{ message: 'not written', request: 999, repeated: 999 }]);
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(2);
});

test('a new outbreak is told at once', () => {
  repeated.warn({ err: full() }, 'not written');
  vi.advanceTimersByTime(60_001);
  repeated.warn({ err: full() }, 'not written');
  expect(lines).toHaveLength(2);
  expect(lines[1]).not.toHaveProperty('repeated');
});

test('another text, level or error is another kind', () => {
  repeated.error({ err: full() }, 'not written');
  repeated.error({ err: full() }, 'not read');
  repeated.warn({ err: full() }, 'not written');
  repeated.error({ err: new Error('permission denied') }, 'not written');
  repeated.error({ err: new Error('a query failed', { cause: full() }) }, 'not written');
  repeated.error({}, 'not written');
  // The fifth has the code of the first.
  expect(lines).toHaveLength(5);
});

test('kinds without end are not remembered without end', () => {
  for (let kind = 0; kind < 1000; kind++) repeated.error({}, `kind ${kind}`);
  expect(lines).toHaveLength(1000);
  expect(vi.getTimerCount()).toBeLessThanOrEqual(200);
});
