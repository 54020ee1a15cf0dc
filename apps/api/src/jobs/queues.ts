import { z } from 'zod';

/** A queue: what its jobs carry, and how pg-boss treats them. */
interface QueueDefinition {
  payload: z.ZodType<object>;
  /** `short`: at most one job waits per singleton key, however many ask for it. */
  policy: 'standard' | 'short';
  retryLimit: number;
  retryDelaySeconds: number;
  /** Longest time a handler may take. */
  expireInSeconds: number;
  /** A worker that is silent for this long is dead, and its job is given to another. */
  heartbeatSeconds: number;
  deadLetter?: 'alerts.dead';
  /** Minute cron; the queue's handler must be idempotent, for on start a schedule may fire at once. */
  schedule?: string;
  /** How often an idle worker looks; a committed job wakes it anyway. */
  pollingIntervalSeconds: number;
}

const deliveryPayload = z.object({ deliveryId: z.uuid() });

const delivery = {
  payload: deliveryPayload,
  policy: 'standard',
  // Only for workers that died or a database that was away: an attempt that failed ends its job and enqueues the next.
  retryLimit: 10,
  retryDelaySeconds: 5,
  expireInSeconds: 120,
  heartbeatSeconds: 20,
  deadLetter: 'alerts.dead',
  pollingIntervalSeconds: 1,
} as const satisfies QueueDefinition;

/** Once a night, and again a minute later when a lock was not to be had: every try goes on where the last one stopped. */
const nightly = {
  payload: z.object({}),
  policy: 'short',
  retryLimit: 10,
  retryDelaySeconds: 60,
  // The first night after an upgrade has all of the past to do.
  expireInSeconds: 4 * 3600,
  heartbeatSeconds: 30,
  pollingIntervalSeconds: 30,
} as const satisfies QueueDefinition;

/** Every queue of the hub. */
export const queues = {
  'inventory.scan': {
    payload: z.object({}),
    policy: 'short',
    // The chain goes on by itself and by its watchdog: a retry would only come too late.
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 120,
    heartbeatSeconds: 20,
    pollingIntervalSeconds: 1,
  },
  'inventory.scanWatchdog': {
    payload: z.object({}),
    policy: 'short',
    retryLimit: 0,
    retryDelaySeconds: 0,
    expireInSeconds: 60,
    heartbeatSeconds: 20,
    schedule: '* * * * *',
    pollingIntervalSeconds: 5,
  },
  'inventory.import': {
    payload: z.object({ importId: z.uuid() }),
    policy: 'standard',
    // Only for workers that died or a database that was away: what was applied stays, the next try goes on.
    retryLimit: 100,
    retryDelaySeconds: 10,
    expireInSeconds: 3600,
    heartbeatSeconds: 20,
    pollingIntervalSeconds: 2,
  },
  'alerts.deliver.webhook': delivery,
  'alerts.deliver.email': delivery,
  'alerts.deliver.events': delivery,
  'alerts.dead': {
    payload: deliveryPayload,
    policy: 'standard',
    retryLimit: 10,
    retryDelaySeconds: 30,
    expireInSeconds: 60,
    heartbeatSeconds: 20,
    pollingIntervalSeconds: 5,
  },
  'database.upkeep': { ...nightly, schedule: '17 3 * * *' },
  'affiliates.dropOldClicks': { ...nightly, schedule: '22 3 * * *' },
  'affiliates.forgetAddresses': { ...nightly, schedule: '27 3 * * *' },
  'affiliates.forgetVisitors': { ...nightly, schedule: '32 3 * * *' },
  'inventory.dropOldEvents': { ...nightly, schedule: '37 3 * * *' },
} as const satisfies Record<string, QueueDefinition>;

export type QueueName = keyof typeof queues;

export type Payload<Name extends QueueName> = z.output<(typeof queues)[Name]['payload']>;
