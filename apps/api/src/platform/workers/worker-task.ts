/** What a module for a thread exports: one function, whose input and output can be cloned (no functions, no classes). */
interface TaskModule {
  // biome-ignore lint/suspicious/noExplicitAny: any one input; each task names its own.
  run: (input: any) => unknown;
}

interface TaskOptions {
  /** What it does, in the plural, for people: "password checks". */
  name: string;
  /** Exports `run`. A source of ours, as Node runs it: `new URL('./rate-password.worker.ts', import.meta.url)`. */
  module: URL;
  /** Threads of a process that do nothing else, so that no kind of task keeps another waiting. */
  threads: number;
  /** Tasks that may wait for a thread; more are refused. */
  maxWaiting: number;
  /** From the call to the result, with the wait for a thread and its start. */
  deadlineMilliseconds: number;
  /** The heap of a thread: one that needs more ends, and the process lives on. */
  memoryMegabytes: number;
  /** Of new objects, beside that; V8's own limit unless given. Much garbage and little that lives needs little. */
  youngMegabytes?: number;
}

/** A kind of work that takes so much processor time that it has threads of its own. */
export interface WorkerTask<Module extends TaskModule> extends TaskOptions {
  /** Only for the types: the function is loaded by the threads alone. */
  readonly run?: Module['run'];
}

export type TaskInput<Module extends TaskModule> = Parameters<Module['run']>[0];
export type TaskOutput<Module extends TaskModule> = Awaited<ReturnType<Module['run']>>;
export type { TaskModule };

/** Declares a task: `defineTask<typeof import('./rate-password.worker.ts')>({ … })`. */
export function defineTask<Module extends TaskModule>(options: TaskOptions): WorkerTask<Module> {
  return options;
}
