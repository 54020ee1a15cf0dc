import { randomUUID } from 'node:crypto';
import { DeliveryDao } from '@dreamteamhub/db/deliveries';
import type { EnqueueDelivery } from '../alerts/alert-service.ts';
import type { PublishEvent } from './publish-event.ts';

/** Sends what is published to the shop's own server, as one delivery an event; without such a server nobody listens. */
export function createEventOutbox(deps: {
  isConfigured: boolean;
  enqueueDelivery: EnqueueDelivery;
  now: () => Date;
}): PublishEvent {
  return async (tx, { type, data }) => {
    if (!deps.isConfigured) return;
    const deliveryId = await new DeliveryDao(tx).createDelivery({
      channel: 'events',
      alertId: randomUUID(),
      content: { kind: 'event', type, data: { ...data }, occurredAt: deps.now().toISOString() },
      carried: [],
    });
    await deps.enqueueDelivery(tx, { deliveryId, channel: 'events' });
  };
}
