import type { JobDefinition } from './job-definition.ts';

/** How fast the queue notices that a job is due, or that its worker is dead. */
export interface JobTimings {
  /** How often a worker looks whether others are silent. pg-boss allows a second at least. */
  readonly superviseIntervalSeconds: number;
  /** How old the look at a queue must be before there is another. */
  readonly monitorIntervalSeconds: number;
  /** Shortens what the definitions of the jobs say; without it they hold. */
  readonly atMost?: {
    /** pg-boss allows no heartbeat below 10 seconds. */
    readonly heartbeatSeconds: number;
    readonly pollingIntervalSeconds: number;
    readonly retryDelaySeconds: number;
  };
}

/** With the heartbeats that the jobs declare, the job of a killed worker is back within 75 s. */
export const JOB_TIMINGS: JobTimings = { superviseIntervalSeconds: 10, monitorIntervalSeconds: 30 };

/** A definition with the durations that these timings leave it. */
export function timed(definition: JobDefinition, { atMost }: JobTimings): JobDefinition {
  if (atMost === undefined) return definition;
  const { heartbeatSeconds, pollingIntervalSeconds, retryDelaySeconds } = definition;
  return {
    ...definition,
    heartbeatSeconds: Math.min(heartbeatSeconds, atMost.heartbeatSeconds),
    pollingIntervalSeconds: Math.min(pollingIntervalSeconds, atMost.pollingIntervalSeconds),
    retryDelaySeconds: Math.min(retryDelaySeconds, atMost.retryDelaySeconds),
  };
}
