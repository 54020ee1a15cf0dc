import { threadId } from 'node:worker_threads';
import { AppError } from '../../src/platform/app-error.ts';

/** A task that does what a test asks of its thread. */
export async function run(input: {
  way: 'work' | 'spin' | 'exit' | 'throw' | 'reject-later' | 'exhaust' | 'refuse' | 'secrets';
  milliseconds?: number;
}): Promise<number | string[]> {
  switch (input.way) {
    case 'work':
      spin(input.milliseconds ?? 0);
      return threadId;
    case 'spin':
      spin(Number.POSITIVE_INFINITY);
      return threadId;
    case 'exit':
      return process.exit(3);
    case 'throw':
      throw new TypeError('a mistake in the task');
    case 'reject-later':
      setImmediate(() => {
        throw new Error('outside of what the task waits for');
      });
      return new Promise(() => undefined);
    case 'exhaust': {
      const hoard: number[][] = [];
      for (;;) hoard.push(Array.from({ length: 10_000 }, (_, index) => index + hoard.length));
    }
    case 'refuse':
      throw new AppError('rate_limited', 'csv: too much of it', {
        details: [{ path: 'csv' }],
        retryAfterSeconds: 7,
      });
    case 'secrets':
      return Object.keys(process.env);
  }
}

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
