import { defineTask } from '../../platform/workers/worker-task.ts';

/** Reads a file in a thread, to check all of its lines. */
export const readFile = defineTask<typeof import('./read-file.worker.ts')>({
  name: 'imports',
  module: new URL('./read-file.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 4,
  deadlineMilliseconds: 25_000,
  memoryMegabytes: 768,
});

/** Reads a file in a thread, to say how it would be read. */
export const readLayout = defineTask<typeof import('./read-layout.worker.ts')>({
  name: 'files',
  module: new URL('./read-layout.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 4,
  deadlineMilliseconds: 25_000,
  memoryMegabytes: 768,
});

/** Compares lines with the products. As many may wait as {@link readFile} lets through. */
export const planLines = defineTask<typeof import('./plan-lines.worker.ts')>({
  name: 'imports',
  module: new URL('./plan-lines.worker.ts', import.meta.url),
  threads: 1,
  maxWaiting: 8,
  deadlineMilliseconds: 25_000,
  memoryMegabytes: 512,
});
