import { type Limits, sessionConfig, type Transaction, watchedConnections } from '@dreamteamhub/db';
import { sql } from 'drizzle-orm';
import type { FastifyBaseLogger } from 'fastify';
import { fromDrizzle, PgBoss, type QueueResult } from 'pg-boss';
import { collapseRepeats } from '../repeated-lines.ts';
import type { Job, JobDefinition } from './job-definition.ts';
import { JOB_TIMINGS, type JobTimings, timed } from './job-timings.ts';

/** What connections for jobs are called at the database; a worker always has one. */
export const APPLICATION_NAME = 'dreamteamhub-jobs';

interface SendOptions {
  /** Jobs of a `short` queue with the same key are one. */
  singletonKey?: string;
  startAfter?: Date | number;
  /** Enqueue inside this transaction. */
  tx?: Transaction;
}

/** A definition in pg-boss' words: everything that it can change in a queue that exists. */
function queueOptions(definition: JobDefinition) {
  const { deadLetter } = definition;
  return {
    retryLimit: definition.retryLimit,
    retryDelay: definition.retryDelaySeconds,
    expireInSeconds: definition.expireInSeconds,
    heartbeatSeconds: definition.heartbeatSeconds,
    notify: true,
    ...(deadLetter === undefined ? {} : { deadLetter }),
  };
}

/** The hub's queues on pg-boss: sends from any process, works in those that have the role. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #log: FastifyBaseLogger;
  readonly #timings: JobTimings;
  #works = false;

  constructor(deps: {
    connectionString: string;
    /** Leads to sessions of one's own, where `connectionString` leads to a pooler; whoever works has to listen. */
    directConnectionString?: string | undefined;
    limits: Limits;
    log: FastifyBaseLogger;
    works: boolean;
    timings?: JobTimings | undefined;
  }) {
    this.#log = deps.log;
    this.#timings = deps.timings ?? JOB_TIMINGS;
    const { connectionString, directConnectionString } = deps;
    this.#boss = new PgBoss({
      // What is not its own it hands to its pool.
      ...watchedConnections,
      ...(directConnectionString === undefined || deps.works
        ? sessionConfig(directConnectionString ?? connectionString, deps.limits)
        : { connectionString }),
      connectionTimeoutMillis: deps.limits.waitMilliseconds,
      application_name: APPLICATION_NAME,
      // Its schema is made with the migrations: this role may not.
      migrate: false,
      max: deps.works ? 5 : 2,
      supervise: deps.works,
      schedule: deps.works,
      superviseIntervalSeconds: this.#timings.superviseIntervalSeconds,
      monitorIntervalSeconds: this.#timings.monitorIntervalSeconds,
      useListenNotify: deps.works,
    });
    // Without a listener, a database restart would end the process.
    const quietLog = collapseRepeats(this.#log);
    this.#boss.on('error', (error) => quietLog.error({ err: error }, 'job queue error'));
    this.#boss.on('warning', (warning) => this.#log.warn({ warning }, 'job queue warning'));
  }

  /**
   * Connects, and makes sure that every queue exists as its definition says. Queues that do are left alone: most starts
   * read them once and write nothing.
   */
  async start(definitions: readonly JobDefinition[]): Promise<void> {
    await this.#boss.start();
    const names = definitions.map(({ queue }) => queue);
    const existing = await this.#boss.getQueues(names, { limit: Math.max(names.length, 1) });
    const existingByName = new Map(existing.map((queue) => [queue.name, queue]));
    const ensure = (definition: JobDefinition) =>
      this.#ensureQueue(timed(definition, this.#timings), existingByName.get(definition.queue));
    // Dead-letter queues must exist before the queues that name them.
    await Promise.all(definitions.filter(({ deadLetter }) => deadLetter === undefined).map(ensure));
    await Promise.all(definitions.filter(({ deadLetter }) => deadLetter !== undefined).map(ensure));
  }

  async #ensureQueue(definition: JobDefinition, existing: QueueResult | undefined): Promise<void> {
    const { queue, policy } = definition;
    const options = queueOptions(definition);
    if (existing === undefined) {
      // Where another process creates it at the same moment, this does nothing.
      await this.#boss.createQueue(queue, { policy, ...options });
      return;
    }
    if (existing.policy !== policy) {
      // It would take a new queue. Jobs are still done, with the policy that the queue was created with.
      this.#log.warn(
        { queue, policy, existingPolicy: existing.policy },
        'pg-boss cannot change a queue’s policy',
      );
    }
    const names = Object.keys(options) as (keyof typeof options)[];
    if (names.some((name) => options[name] !== existing[name])) await this.#boss.updateQueue(queue, options);
  }

  /** Starts working on the queues that have a handler here, and on their schedules. */
  async work(jobs: readonly Job[]): Promise<void> {
    this.#works = true;
    for (const { definition, handle } of jobs) {
      if (handle === undefined) continue;
      const {
        queue,
        payload,
        pollingIntervalSeconds,
        schedule,
        atOnce = 1,
      } = timed(definition, this.#timings);
      const polling = {
        pollingIntervalSeconds,
        // A notification wakes workers when a job is sent, not when its time has come: a delayed job needs the poll.
        notifyPollingIntervalSeconds: pollingIntervalSeconds,
      };
      await this.#boss.work(
        queue,
        { ...polling, batchSize: 1, localConcurrency: atOnce },
        async (received) => {
          for (const job of received) {
            try {
              await handle(payload.parse(job.data));
            } catch (error) {
              // pg-boss keeps the message with the job; the log keeps the cause.
              this.#log.error({ err: error, queue, jobId: job.id }, 'job failed');
              throw error;
            }
          }
        },
      );
      if (schedule !== undefined) await this.#boss.schedule(queue, schedule, {}, { tz: 'UTC' });
    }
  }

  /** Enqueues a job. Returns false when a `short` queue has one waiting already. */
  async send<Payload extends object>(
    { queue }: JobDefinition<Payload>,
    payload: Payload,
    options: SendOptions = {},
  ): Promise<boolean> {
    const { tx, ...rest } = options;
    const id = await this.#boss.send(queue, payload, {
      ...rest,
      ...(tx === undefined ? {} : { db: fromDrizzle(tx, sql) }),
    });
    return id !== null;
  }

  /** Returns the number of jobs of each queue, as of the last time that a worker counted them. */
  async counts(): Promise<{ queue: string; ready: number; active: number; failed: number }[]> {
    const queues = await this.#boss.getQueues();
    return queues.map(({ name, readyCount, activeCount, failedCount }) => ({
      queue: name,
      ready: readyCount,
      active: activeCount,
      failed: failedCount,
    }));
  }

  /** Lets running jobs finish, for a while, then disconnects. */
  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: this.#works, timeout: 5_000 });
  }
}
