import type { FastifyBaseLogger } from 'fastify';
import { AppError } from '../app-error.ts';
import { TaskCrew } from './task-crew.ts';
import type { TaskInput, TaskModule, TaskOutput, WorkerTask } from './worker-task.ts';

/**
 * Runs tasks in threads, so that what computes for long keeps no request waiting. Starts none before the first task.
 * Ours because the libraries for it leave waiting tasks without a thread when theirs dies and none must be kept running.
 */
export class WorkerPool {
  readonly #log: FastifyBaseLogger;
  readonly #crews = new Map<WorkerTask<TaskModule>, TaskCrew>();
  #isClosed = false;

  constructor(deps: { log: FastifyBaseLogger }) {
    this.#log = deps.log;
  }

  /**
   * Runs a task and returns its output. Throws what the task throws; `unavailable` when too many wait for a thread, when
   * the deadline passes and when the thread dies; and the signal's reason, which also ends a task that runs.
   */
  async run<Module extends TaskModule>(
    task: WorkerTask<Module>,
    input: TaskInput<Module>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<TaskOutput<Module>> {
    if (this.#isClosed) throw closed();
    signal?.throwIfAborted();
    return (await this.#crewOf(task).run(input, signal)) as TaskOutput<Module>;
  }

  /** Ends all threads. What still runs is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#crews.values()].map((crew) => crew.close(closed())));
  }

  #crewOf(task: WorkerTask<TaskModule>): TaskCrew {
    let crew = this.#crews.get(task);
    if (crew === undefined) {
      crew = new TaskCrew(task, (error) =>
        this.#log.error({ err: error, task: task.name }, 'a worker thread died'),
      );
      this.#crews.set(task, crew);
    }
    return crew;
  }
}

function closed(): AppError {
  return new AppError('unavailable', 'the hub is stopping; try again in a moment');
}
