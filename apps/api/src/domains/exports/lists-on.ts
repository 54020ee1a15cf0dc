import type { Database } from '@dreamteamhub/db';
import { AffiliateClickService } from '../affiliates/affiliate-click-service.ts';
import { AffiliateService } from '../affiliates/affiliate-service.ts';
import { EpisodeService } from '../alerts/episode-service.ts';
import { AuditService } from '../audit/audit-service.ts';
import { DeliveryHistoryService } from '../deliveries/delivery-history-service.ts';
import { InventoryService } from '../inventory/inventory-service.ts';
import { TransferService } from '../ledger/transfer-service.ts';
import { ConversionList } from '../orders/conversion-list.ts';
import { OrderViewService } from '../orders/order-view-service.ts';
import { RefusedEventService } from '../refusals/refused-event-service.ts';

/** The services that pages read their lists from, and what else a file says. */
export type Lists = ReturnType<typeof listsOn>;

/** Reads the lists through one connection, such as a snapshot, also in a thread. `currency`: the hub's, of prices. */
export function listsOn(db: Database, { currency }: { currency: string }) {
  return {
    affiliates: new AffiliateService({ db }),
    clicks: new AffiliateClickService({ db }),
    episodes: new EpisodeService({ db, now: () => new Date() }),
    audit: new AuditService({ db }),
    deliveries: new DeliveryHistoryService({ db, channels: [], enqueueDelivery: refuseChange }),
    inventory: new InventoryService({ db, currency }),
    conversions: new ConversionList({ db }),
    orders: new OrderViewService({ db }),
    refusedEvents: new RefusedEventService({ db }),
    transfers: new TransferService({ db }),
    currency,
  };
}

async function refuseChange(): Promise<never> {
  throw new Error('an export only reads');
}
