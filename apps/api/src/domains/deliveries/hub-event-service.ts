import type { Transaction } from '@dreamteamhub/db';
import type { HubEvent } from '@dreamteamhub/sdk/contract';
import type { OutboxService } from './outbox-service.ts';

/** What happened, as a server of the shop's own is told. */
type News = { [Type in HubEvent['type']]: Pick<HubEvent<Type>, 'type' | 'data'> }[HubEvent['type']];

/** Puts a hub event into the caller's transaction: it is sent if and only if that commits. */
export type PublishEvent = (tx: Transaction, news: News) => Promise<void>;

/** Returns what sends hub events to the shop's own server, a delivery each; without such a server nobody listens. */
export function createEventPublisher(deps: {
  isConfigured: boolean;
  outbox: OutboxService;
  now: () => Date;
}): PublishEvent {
  return async (tx, { type, data }) => {
    if (!deps.isConfigured) return;
    await deps.outbox.send(tx, {
      channels: ['events'],
      content: { kind: 'event', type, data: { ...data }, occurredAt: deps.now().toISOString() },
    });
  };
}
