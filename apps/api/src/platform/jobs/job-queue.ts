import type { Transaction } from '@dreamteamhub/db';
import { sql } from 'drizzle-orm';
import type { FastifyBaseLogger } from 'fastify';
import { fromDrizzle, PgBoss } from 'pg-boss';
import type { Job, JobDefinition } from './job-definition.ts';

/** What connections for jobs are called at the database; a worker always has one. */
export const APPLICATION_NAME = 'dreamteamhub-jobs';

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
      // With the heartbeats of the queues, the job of a killed worker is back within 75 s.
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 30,
      useListenNotify: deps.works,
    });
    // Without a listener, a database restart would end the process.
    this.#boss.on('error', (error) => this.#log.error({ err: error }, 'job queue error'));
    this.#boss.on('warning', (warning) => this.#log.warn({ warning }, 'job queue warning'));
  }

  /** Connects, and makes sure that every queue exists as its definition says. */
  async start(definitions: readonly JobDefinition[]): Promise<void> {
    await this.#boss.start();
    // Dead-letter queues must exist before the queues that name them.
    await this.#ensureQueues(definitions.filter(({ deadLetter }) => deadLetter === undefined));
    await this.#ensureQueues(definitions.filter(({ deadLetter }) => deadLetter !== undefined));
  }

  async #ensureQueues(definitions: readonly JobDefinition[]): Promise<void> {
    await Promise.all(
      definitions.map(async ({ queue, policy, deadLetter, ...definition }) => {
        const options = {
          retryLimit: definition.retryLimit,
          retryDelay: definition.retryDelaySeconds,
          expireInSeconds: definition.expireInSeconds,
          heartbeatSeconds: definition.heartbeatSeconds,
          notify: true,
          ...(deadLetter === undefined ? {} : { deadLetter }),
        };
        await this.#boss.createQueue(queue, { policy, ...options });
        await this.#boss.updateQueue(queue, options);
      }),
    );
  }

  /** Starts working on the queues that have a handler here, and on their schedules. */
  async work(jobs: readonly Job[]): Promise<void> {
    this.#works = true;
    for (const { definition, handle } of jobs) {
      if (handle === undefined) continue;
      const { queue, payload, pollingIntervalSeconds, schedule } = definition;
      const polling = {
        pollingIntervalSeconds,
        // A notification wakes workers when a job is sent, not when its time has come: a delayed job needs the poll.
        notifyPollingIntervalSeconds: pollingIntervalSeconds,
      };
      await this.#boss.work(queue, { ...polling, batchSize: 1 }, async (received) => {
        for (const job of received) {
          try {
            await handle(payload.parse(job.data));
          } catch (error) {
            // pg-boss keeps the message with the job; the log keeps the cause.
            this.#log.error({ err: error, queue, jobId: job.id }, 'job failed');
            throw error;
          }
        }
      });
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

  /** Lets running jobs finish, for a while, then disconnects. */
  async stop(): Promise<void> {
    await this.#boss.stop({ graceful: this.#works, timeout: 5_000 });
  }
}
