import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../app-error.ts';
import type { TaskReply, ThreadData } from './task-thread.ts';

/** Runs in every thread of a task: loads the task's module, and answers one input after the other. */
const { run } = await import((workerData as ThreadData).module);

parentPort?.on('message', async (input: unknown) => {
  parentPort?.postMessage(await replyTo(input));
});

async function replyTo(input: unknown): Promise<TaskReply> {
  try {
    return { kind: 'done', output: await run(input) };
  } catch (error) {
    // A clone of an error loses what its class adds.
    if (error instanceof AppError) {
      const { code, message, details, retryAfterSeconds } = error;
      return { kind: 'refused', code, message, options: { details, retryAfterSeconds } };
    }
    return { kind: 'failed', error };
  }
}
