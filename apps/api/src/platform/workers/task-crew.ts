import { AppError } from '../app-error.ts';
import { type TaskReply, TaskThread } from './task-thread.ts';
import type { TaskModule, WorkerTask } from './worker-task.ts';

/** A thread that had nothing to do for this long ends: a module can hold many megabytes. */
const IDLE_MILLISECONDS = 60_000;

interface Job {
  input: unknown;
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

interface Place {
  thread: TaskThread;
  job: Job | null;
  idle: NodeJS.Timeout | undefined;
}

/** The threads of one task, started when they are needed, and what waits for them. */
export class TaskCrew {
  readonly #task: WorkerTask<TaskModule>;
  readonly #onDeath: (cause: unknown) => void;
  readonly #places = new Set<Place>();
  readonly #waiting: Job[] = [];
  readonly #ending = new Set<Promise<void>>();

  constructor(task: WorkerTask<TaskModule>, onDeath: (cause: unknown) => void) {
    this.#task = task;
    this.#onDeath = onDeath;
  }

  run(input: unknown, signal: AbortSignal | undefined): Promise<unknown> {
    const { name, threads, maxWaiting, deadlineMilliseconds } = this.#task;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const job: Job = { input, resolve, reject };
    const isFree = this.#places.size < threads || [...this.#places].some((place) => place.job === null);
    if (!isFree && this.#waiting.length >= maxWaiting) {
      throw new AppError('unavailable', `too many ${name} at once; try again in a few seconds`);
    }
    const giveUp = (error: unknown) => {
      job.reject(error);
      this.#drop(job);
    };
    const late = () =>
      giveUp(new AppError('unavailable', `${name} take too long now; try again in a moment`));
    const timer = setTimeout(late, deadlineMilliseconds);
    const abort = () => giveUp(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });
    this.#waiting.push(job);
    this.#work();
    return promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    });
  }

  /** Refuses what waits and what runs, and ends the threads. */
  async close(error: AppError): Promise<void> {
    for (const job of this.#waiting.splice(0)) job.reject(error);
    for (const place of [...this.#places]) {
      place.job?.reject(error);
      this.#end(place);
    }
    await Promise.all(this.#ending);
  }

  /** Gives waiting jobs to free threads; starts threads as far as there may be more. */
  #work(): void {
    while (this.#waiting.length > 0) {
      const place = [...this.#places].find(({ job }) => job === null) ?? this.#open();
      if (place === null) return;
      const job = this.#waiting.shift();
      if (job === undefined) return;
      clearTimeout(place.idle);
      try {
        place.thread.begin(job.input);
        place.job = job;
      } catch (error) {
        job.reject(error);
        this.#rest(place);
      }
    }
  }

  #open(): Place | null {
    const { threads } = this.#task;
    if (this.#places.size >= threads) return null;
    const place: Place = {
      job: null,
      idle: undefined,
      thread: new TaskThread({
        ...this.#task,
        onReply: (reply) => {
          const { job } = place;
          this.#rest(place);
          if (job !== null) settle(job, reply);
          this.#work();
        },
        onDeath: (cause) => {
          this.#onDeath(cause);
          place.job?.reject(
            new AppError('unavailable', 'the hub could not finish this; try again in a moment', { cause }),
          );
          this.#end(place);
          this.#work();
        },
      }),
    };
    this.#places.add(place);
    return place;
  }

  #rest(place: Place): void {
    place.job = null;
    clearTimeout(place.idle);
    place.idle = setTimeout(() => this.#end(place), IDLE_MILLISECONDS).unref();
  }

  /** Whoever asked for it does not wait any more; only the end of its thread ends a job that runs. */
  #drop(job: Job): void {
    const index = this.#waiting.indexOf(job);
    if (index !== -1) {
      this.#waiting.splice(index, 1);
      return;
    }
    const place = [...this.#places].find((other) => other.job === job);
    if (place === undefined) return;
    this.#end(place);
    this.#work();
  }

  #end(place: Place): void {
    clearTimeout(place.idle);
    this.#places.delete(place);
    const ending = place.thread.end().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

function settle(job: Job, reply: TaskReply): void {
  switch (reply.kind) {
    case 'done':
      job.resolve(reply.output);
      break;
    case 'refused': {
      const { details, retryAfterSeconds } = reply.options;
      const options = { details, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
      job.reject(new AppError(reply.code, reply.message, options));
      break;
    }
    case 'failed':
      job.reject(reply.error);
      break;
  }
}
