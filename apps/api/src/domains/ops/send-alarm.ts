import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { AlarmSubject, Notifier } from '@dreamteamhub/notifiers';
import type { FastifyBaseLogger } from 'fastify';

/** Sends an alarm about this machine straight to every channel: a job may not find the room to be written. Never rejects. */
export type SendAlarm = (alarm: { about: AlarmSubject; message: string }) => Promise<void>;

export function alarmSender(deps: { notifiers: readonly Notifier[]; log: FastifyBaseLogger }): SendAlarm {
  return async ({ about, message }) => {
    deps.log.error(message);
    const alarm = {
      kind: 'alarm',
      id: randomUUID(),
      about,
      message: `${hostname()}: ${message}`,
      occurredAt: new Date(),
    } as const;
    const outcomes = await Promise.all(deps.notifiers.map((notifier) => notifier.send(alarm)));
    for (const [index, outcome] of outcomes.entries()) {
      if (outcome.outcome === 'delivered') continue;
      const channel = deps.notifiers[index]?.channel;
      deps.log.error({ channel, reason: outcome.reason }, 'the alarm did not arrive');
    }
  };
}
