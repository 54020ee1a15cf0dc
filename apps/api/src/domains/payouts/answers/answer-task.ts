import { defineTask } from '../../../platform/workers/worker-task.ts';

/** Reads a bank's file in a thread. */
export const readAnswer = defineTask<typeof import('./read-answer.worker.ts')>({
  name: 'banks’ answers',
  module: new URL('./read-answer.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 4,
  deadlineMilliseconds: 25_000,
  memoryMegabytes: 512,
});
