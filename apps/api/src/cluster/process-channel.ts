import type { Worker } from 'node:cluster';
import type { Exposition } from '../platform/metrics.ts';

/** The metrics of one process, as JSON. */
export type MetricsSnapshot = object[];

/** The questions that one process asks another, with the type of each answer. */
interface Answers {
  /** Primary to web process. */
  readMetrics: MetricsSnapshot;
  /** Web process to primary, which then asks every web process. */
  collectMetrics: Exposition;
}

/** The notices that one process sends another, with the content of each. */
interface Notices {
  /** Web process to primary: it now takes requests. */
  serving: { port: number };
  /** Web process to primary: it cannot start; the reason is for a person to read. */
  startFailed: { reason: string };
  /** Primary to web process: serve on, but be ready no more. */
  drain: Record<never, never>;
  /** Primary to web process. */
  stop: Record<never, never>;
}

type Question = keyof Answers;
type Notice = keyof Notices;

type Message =
  | { kind: 'question'; id: number; question: Question }
  | { kind: 'answer'; id: number; answer: unknown }
  | { kind: 'refusal'; id: number; reason: string }
  | { kind: 'notice'; notice: Notice; content: unknown };

/** The primary's answer waits for those of all web processes, so it may take longer. */
const TIMEOUT_MILLISECONDS: Record<Question, number> = { readMetrics: 2_000, collectMetrics: 4_000 };

interface Pending {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** Questions, answers and notices between the primary and one web process; both ends use this class. */
export class ProcessChannel {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #answerers = new Map<Question, () => Promise<unknown>>();
  readonly #listeners = new Map<Notice, (content: never) => void>();
  #lastId = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: Message) => this.#receive(message));
    worker.once('disconnect', () => {
      for (const { reject } of this.#pending.values()) reject(new Error('the other process is gone'));
    });
  }

  /** Rejects when the other end refuses, is gone, or does not answer in time. */
  async ask<Q extends Question>(question: Q): Promise<Answers[Q]> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(id, { resolve, reject });
    const silence = setTimeout(
      () => reject(new Error(`no answer to ${question} in time`)),
      TIMEOUT_MILLISECONDS[question],
    );
    // Not awaited: a message to a process that hangs may wait behind a connection that it does not accept.
    this.#send({ kind: 'question', id, question }).catch(reject);
    try {
      return (await promise) as Answers[Q];
    } finally {
      clearTimeout(silence);
      this.#pending.delete(id);
    }
  }

  /** Sets how this end answers a question. */
  answer<Q extends Question>(question: Q, answer: () => Promise<Answers[Q]>): void {
    this.#answerers.set(question, answer);
  }

  /** Resolves once the notice is on its way. That the other process is gone is not an error. */
  async tell<N extends Notice>(notice: N, content: Notices[N]): Promise<void> {
    await this.#send({ kind: 'notice', notice, content }).catch(() => undefined);
  }

  onNotice<N extends Notice>(notice: N, listener: (content: Notices[N]) => void): void {
    this.#listeners.set(notice, listener);
  }

  #send(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#worker.isConnected()) return reject(new Error('the other process is gone'));
      this.#worker.send(message, (error) => (error === null ? resolve() : reject(error)));
    });
  }

  #receive(message: Message): void {
    switch (message.kind) {
      case 'question':
        void this.#reply(message.id, message.question);
        break;
      case 'answer':
        this.#pending.get(message.id)?.resolve(message.answer);
        break;
      case 'refusal':
        this.#pending.get(message.id)?.reject(new Error(message.reason));
        break;
      case 'notice':
        this.#listeners.get(message.notice)?.(message.content as never);
        break;
      // Others, such as Node's watcher, send on the same channel.
    }
  }

  async #reply(id: number, question: Question): Promise<void> {
    const answer = this.#answerers.get(question);
    const reply: Message = await (
      answer?.() ?? Promise.reject(new Error(`cannot answer ${question} yet`))
    ).then(
      (answer) => ({ kind: 'answer', id, answer }),
      (error: Error) => ({ kind: 'refusal', id, reason: error.message }),
    );
    // A process that is gone waits for no answer.
    await this.#send(reply).catch(() => undefined);
  }
}
