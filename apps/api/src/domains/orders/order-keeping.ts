import type { Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { OrderDao, type OrderStore } from '@dreamteamhub/db/orders';
import { TestOrderDao } from '@dreamteamhub/db/test-events';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';

/** Where orders and refunds are kept, and who hears of them. */
export interface OrderKeeping {
  open(tx: Transaction): OrderStore;
  /** Writes the audit log. */
  record(tx: Transaction, ...entry: Parameters<AuditDao['record']>): Promise<unknown>;
  publishEvent: PublishEvent;
}

/** The books. */
export function inBooks(publishEvent: PublishEvent): OrderKeeping {
  return {
    open: (tx) => new OrderDao(tx),
    record: (tx, ...entry) => new AuditDao(tx).record(...entry),
    publishEvent,
  };
}

/** The test events: nothing is owed for these orders, and nobody answers for them. */
export function amongTestEvents(noteHubEvent: PublishEvent): OrderKeeping {
  return {
    open: (tx) => new TestOrderDao(tx),
    record: async () => undefined,
    publishEvent: noteHubEvent,
  };
}
