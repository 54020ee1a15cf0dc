import type { Job } from './jobs/job-definition.ts';
import type { Module } from './module.ts';
import type { Platform } from './platform.ts';
import { Undo } from './undo.ts';
import { createUpkeep } from './upkeep.ts';

/** All modules of a process as one, started in the order of the list and stopped in reverse. */
export interface Assembly {
  /** Every queue of the hub, with what this process does with its jobs. */
  readonly queues: readonly Job[];
  /** Brings the database in line with the environment; once per hub, before {@link startQueue}. */
  prepare(): Promise<void>;
  /** Creates the queues, so that services can enqueue jobs. */
  startQueue(): Promise<void>;
  /** Starts working on jobs, if this process does, and starts the background tasks. */
  startWork(): Promise<void>;
  /** Stops what was started, and closes what the modules and the platform opened. */
  stop(): Promise<void>;
}

/** Puts modules together. Opens no connection yet. */
export function assemble(platform: Platform, modules: readonly Module[]): Assembly {
  const upkeep = createUpkeep(
    platform,
    modules.flatMap((module) => module.upkeep ?? []),
  );
  const parts: readonly Module[] = [upkeep, ...modules];
  const queues = parts.flatMap((module) => module.jobs ?? []);
  const undo = new Undo();
  undo.add(() => platform.close());
  for (const { close } of parts) if (close !== undefined) undo.add(close);
  return {
    queues,
    async prepare() {
      for (const module of parts) await module.prepare?.();
    },
    async startQueue() {
      // First, so that a start that fails halfway is stopped as well.
      undo.add(() => platform.jobs.stop());
      await platform.jobs.start(queues.map(({ definition }) => definition));
    },
    async startWork() {
      if (platform.doesJobs) await platform.jobs.work(queues);
      for (const task of parts.flatMap((module) => module.background ?? [])) {
        undo.add(() => task.stop());
        await task.start();
      }
    },
    stop: () => undo.run(),
  };
}
