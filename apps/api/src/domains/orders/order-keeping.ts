import type { Transaction } from '@dreamteamhub/db';
import { AuditDao } from '@dreamteamhub/db/audit';
import { OrderDao, type OrderStore } from '@dreamteamhub/db/orders';
import { TestOrderDao } from '@dreamteamhub/db/test-events';
import type { RatingOptions } from '../commissions/rating-service.ts';
import type { PublishEvent } from '../deliveries/hub-event-service.ts';
import { BookedCommissions } from './booked-commissions.ts';
import type { OrderCommissions } from './order-commissions.ts';
import { TestCommissions } from './test-commissions.ts';

/** What orders are rated by, and the clock. */
export type Rating = RatingOptions & { now: () => Date };

/** Where orders and refunds are kept, and who hears of them. */
export interface OrderKeeping {
  open(tx: Transaction): OrderStore;
  openCommissions(tx: Transaction): OrderCommissions;
  /** Writes the audit log. */
  record(tx: Transaction, ...entry: Parameters<AuditDao['record']>): Promise<unknown>;
  publishEvent: PublishEvent;
}

/** The books. */
export function inBooks(publishEvent: PublishEvent, rating: Rating): OrderKeeping {
  const { now, ...options } = rating;
  return {
    open: (tx) => new OrderDao(tx),
    openCommissions: (tx) => new BookedCommissions(tx, { ...options, now: now(), publishEvent }),
    record: (tx, ...entry) => new AuditDao(tx).record(...entry),
    publishEvent,
  };
}

/** The test events: nothing is owed for these orders, and nobody answers for them. */
export function amongTestEvents(noteHubEvent: PublishEvent, rating: Rating): OrderKeeping {
  return {
    open: (tx) => new TestOrderDao(tx),
    openCommissions: (tx) => new TestCommissions(tx, rating),
    record: async () => undefined,
    publishEvent: noteHubEvent,
  };
}
