import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { AppErrorCode } from '../app-error.ts';

export interface ThreadData {
  module: string;
}

export type TaskReply =
  | { kind: 'done'; output: unknown }
  /** By an `AppError`, which is for the caller. */
  | {
      kind: 'refused';
      code: AppErrorCode;
      message: string;
      options: { details: unknown; retryAfterSeconds: number | undefined };
    }
  | { kind: 'failed'; error: unknown };

const ENTRY = new URL('./task-thread.entry.ts', import.meta.url);

/** One thread, which runs one task at a time. It keeps the process alive only while it does. */
export class TaskThread {
  readonly #worker: Worker;

  constructor(options: {
    name: string;
    module: URL;
    memoryMegabytes: number;
    youngMegabytes?: number;
    onReply: (reply: TaskReply) => void;
    /** Called once, when the thread ends for another reason than {@link end}. */
    onDeath: (cause: unknown) => void;
  }) {
    const data: ThreadData = { module: options.module.href };
    // The process's flag (ADR 0021) would win over the limit of a thread. The main thread read it when it began.
    setFlagsFromString('--max-semi-space-size=0');
    this.#worker = new Worker(ENTRY, {
      name: options.name,
      workerData: data,
      resourceLimits: {
        maxOldGenerationSizeMb: options.memoryMegabytes,
        ...(options.youngMegabytes === undefined ? {} : { maxYoungGenerationSizeMb: options.youngMegabytes }),
      },
      // Not those of the process: its preloads are about the process. And what reads strangers' data knows no secrets.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
    });
    this.#worker.unref();
    let isOver = false;
    const die = (cause: unknown) => {
      if (isOver) return;
      isOver = true;
      options.onDeath(cause);
    };
    this.#worker
      .on('message', (reply: TaskReply) => {
        this.#worker.unref();
        options.onReply(reply);
      })
      .on('messageerror', die)
      .on('error', die)
      .on('exit', (code) => die(new Error(`the thread ended with exit code ${code}`)));
  }

  /** Begins a task. Throws `DataCloneError` when the input holds what cannot be cloned. */
  begin(input: unknown): void {
    this.#worker.postMessage(input);
    this.#worker.ref();
  }

  /** Ends the thread, also in the middle of a task. */
  async end(): Promise<void> {
    this.#worker.removeAllListeners();
    // It may end by an error of its own at the same moment; nobody is left to be told.
    this.#worker.on('error', () => undefined);
    await this.#worker.terminate();
  }
}
