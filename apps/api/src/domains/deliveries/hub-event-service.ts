import type { Transaction } from '@dreamteamhub/db';
import type { HubEvent } from '@dreamteamhub/sdk/contract';
import type { OutboxService } from './outbox-service.ts';

/** What happened, as the shop's own server is told. */
export type News = { [Type in HubEvent['type']]: Pick<HubEvent<Type>, 'type' | 'data'> }[HubEvent['type']];

/**
 * Puts a hub event into the caller's transaction: it is sent if and only if that commits. What takes a query to tell comes
 * as a function, which runs only where somebody listens; null: nothing happened.
 */
export type PublishEvent = (tx: Transaction, news: News | (() => Promise<News | null>)) => Promise<void>;

/** Returns what happened. */
export async function readNews(news: News | (() => Promise<News | null>)): Promise<News | null> {
  return typeof news === 'function' ? news() : news;
}

/** Returns what sends hub events to the shop's own server, one delivery each; without such a server it does nothing. */
export function createEventPublisher(deps: {
  isConfigured: boolean;
  outbox: OutboxService;
  now: () => Date;
}): PublishEvent {
  return async (tx, news) => {
    const told = deps.isConfigured ? await readNews(news) : null;
    if (told === null) return;
    const { type, data } = told;
    await deps.outbox.send(tx, {
      channels: ['events'],
      content: { kind: 'event', type, data: { ...data }, occurredAt: deps.now().toISOString() },
    });
  };
}
