import type { Transaction } from '@dreamteamhub/db';
import { sql } from 'drizzle-orm';
import type { FastifyBaseLogger } from 'fastify';
import { fromDrizzle, PgBoss } from 'pg-boss';
import { type Payload, type QueueName, queues } from '../../jobs/queues.ts';

/** What connections for jobs are called at the database; a worker always has one. */
export const APPLICATION_NAME = 'dreamteamhub-jobs';

/** Handlers by queue. A worker leaves the queues it has no handler for to others. */
export type JobHandlers = { [Name in QueueName]?: (payload: Payload<Name>) => Promise<void> };

interface SendOptions {
  /** Jobs of a `short` queue with the same key are one. */
  singletonKey?: string;
  startAfter?: Date | number;
  /** Enqueue inside this transaction. */
  tx?: Transaction;
}

/** The hub's queues on pg-boss: sends from any process, works in those that have the role. */
export class JobQueue {
  readonly #boss: PgBoss;
  readonly #log: FastifyBaseLogger;
  #works = false;

  constructor(deps: { connectionString: string; log: FastifyBaseLogger; works: boolean }) {
    this.#log = deps.log;
    this.#boss = new PgBoss({
      connectionString: deps.connectionString,
      application_name: APPLICATION_NAME,
      max: deps.works ? 5 : 2,
      supervise: deps.works,
      schedule: deps.works,
      // With the heartbeats below, the job of a killed worker is back within 75 s.
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 30,
      useListenNotify: deps.works,
    });
    // Without a listener, a database restart would end the process.
    this.#boss.on('error', (error) => this.#log.error({ err: error }, 'job queue error'));
    this.#boss.on('warning', (warning) => this.#log.warn({ warning }, 'job queue warning'));
  }

  /** Connects and makes sure that every queue exists as the table says. */
  async start(): Promise<void> {
    await this.#boss.start();
    // Dead-letter queues must exist before the queues that name them.
    const names = Object.keys(queues) as QueueName[];
    for (const name of names.sort(
      (a, b) => Number('deadLetter' in queues[a]) - Number('deadLetter' in queues[b]),
    )) {
      const queue = queues[name];
      const options = {
        retryLimit: queue.retryLimit,
        retryDelay: queue.retryDelaySeconds,
        expireInSeconds: queue.expireInSeconds,
        heartbeatSeconds: queue.heartbeatSeconds,
        notify: true,
        ...('deadLetter' in queue ? { deadLetter: queue.deadLetter } : {}),
      };
      await this.#boss.createQueue(name, { policy: queue.policy, ...options });
      await this.#boss.updateQueue(name, options);
    }
  }

  /** Starts working on the queues that have a handler, and on their schedules. */
  async work(handlers: JobHandlers): Promise<void> {
    this.#works = true;
    for (const name of Object.keys(queues) as QueueName[]) {
      const { payload, pollingIntervalSeconds } = queues[name];
      const handler = handlers[name] as ((payload: unknown) => Promise<void>) | undefined;
      if (handler === undefined) continue;
      const polling = {
        pollingIntervalSeconds,
        // A notification wakes workers when a job is sent, not when its time has come: a delayed job needs the poll.
        notifyPollingIntervalSeconds: pollingIntervalSeconds,
      };
      await this.#boss.work(name, { ...polling, batchSize: 1 }, async (jobs) => {
        for (const job of jobs) {
          try {
            await handler(payload.parse(job.data));
          } catch (error) {
            // pg-boss keeps the message with the job; the log keeps the cause.
            this.#log.error({ err: error, queue: name, jobId: job.id }, 'job failed');
            throw error;
          }
        }
      });
      const { schedule } = queues[name] as { schedule?: string };
      if (schedule !== undefined) await this.#boss.schedule(name, schedule, {}, { tz: 'UTC' });
    }
  }

  /** Enqueues a job; false when a `short` queue has one waiting already. */
  async send<Name extends QueueName>(
    name: Name,
    payload: Payload<Name>,
    options: SendOptions = {},
  ): Promise<boolean> {
    const { tx, ...rest } = options;
    const id = await this.#boss.send(name, payload, {
      ...rest,
      ...(tx === undefined ? {} : { db: fromDrizzle(tx, sql) }),
    });
    return id !== null;
  }

  /** Lets running jobs finish, for a while, then disconnects. */
  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: this.#works, timeout: 5_000 });
  }
}
