import type { Transaction } from '@dreamteamhub/db';
import type { HubEvent } from '@dreamteamhub/sdk/contract';
import type { OutboxService } from './outbox-service.ts';

/** What happened, as the shop's own server is told. */
type News = { [Type in HubEvent['type']]: Pick<HubEvent<Type>, 'type' | 'data'> }[HubEvent['type']];

/** Puts a hub event into the caller's transaction: it is sent if and only if that commits. */
export type PublishEvent = (tx: Transaction, news: News) => Promise<void>;

/** Returns what sends hub events to the shop's own server, one delivery each; without such a server it does nothing. */
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
