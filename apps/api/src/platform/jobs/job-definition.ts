import type { z } from 'zod';

/** What a queue is for, what its jobs carry, and how pg-boss treats them. docs/JOBS.md lists them all. */
export interface JobDefinition<Payload extends object = object> {
  /** Name of the queue: `domain.verb`. */
  readonly queue: string;
  /** What a job of it does, in one line, for docs/JOBS.md. */
  readonly does: string;
  /** Ids only: what they stand for is read when the job runs. */
  readonly payload: z.ZodType<Payload>;
  /** `short`: at most one job waits per singleton key, however many ask for it. */
  readonly policy: 'standard' | 'short';
  /** How often pg-boss gives a job that failed, or whose worker died, to a worker again. */
  readonly retryLimit: number;
  readonly retryDelaySeconds: number;
  /** The longest that a handler may take. */
  readonly expireInSeconds: number;
  /** A worker that is silent for this long is dead, and another takes its job. */
  readonly heartbeatSeconds: number;
  /** The queue that a job goes to after its last retry. */
  readonly deadLetter?: string;
  /** Minute cron in UTC. The handler must be idempotent: on start, a schedule may fire at once. */
  readonly schedule?: string;
  /** How often an idle worker looks for jobs whose time has come; a committed job wakes it anyway. */
  readonly pollingIntervalSeconds: number;
  /** How many jobs a process does at once; 1 unless said otherwise. One worker starts at most one job a look. */
  readonly atOnce?: number;
}

/** A queue and, where this process can work on it, what it does with a job. */
export interface Job {
  readonly definition: JobDefinition;
  /** Unset: this process leaves the queue's jobs to workers that know how. */
  readonly handle?: (payload: object) => Promise<void>;
}

/** Declares a queue. It belongs beside the domain whose service does the work. */
export function defineJob<Payload extends object>(
  definition: JobDefinition<Payload>,
): JobDefinition<Payload> {
  return definition;
}

/** Ties a queue to what a worker does with its jobs; without a handler, the queue exists and its jobs wait. */
export function workOn<Payload extends object>(
  definition: JobDefinition<Payload>,
  handle?: (payload: Payload) => Promise<void>,
): Job {
  // A job's payload has passed the definition's own schema before its handler sees it.
  return handle === undefined ? { definition } : { definition, handle: handle as Job['handle'] & object };
}
