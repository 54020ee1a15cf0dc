import type { Database } from '@dreamteamhub/db';
import { AffiliateClickService } from '../affiliates/affiliate-click-service.ts';
import { AffiliateService } from '../affiliates/affiliate-service.ts';
import { EpisodeService } from '../alerts/episode-service.ts';
import { MuteService } from '../alerts/mute-service.ts';
import { AuditService } from '../audit/audit-service.ts';
import { DeliveryHistoryService } from '../deliveries/delivery-history-service.ts';
import { listImports } from '../imports/import-list-service.ts';
import { InspectorService } from '../inspector/inspector-service.ts';
import { InventoryService } from '../inventory/inventory-service.ts';
import { TransferService } from '../ledger/transfer-service.ts';
import { ConversionList } from '../orders/conversion-list-service.ts';
import { OrderViewService } from '../orders/order-view-service.ts';
import { UnmatchedRefundList } from '../orders/unmatched-refund-list-service.ts';
import { BatchService } from '../payouts/batch-service.ts';
import { StatementService } from '../payouts/statement-service.ts';
import { listTeam } from '../people/team-list-service.ts';
import { RefusedEventService } from '../refusals/refused-event-service.ts';
import { listKeys } from '../storefronts/key-list-service.ts';
import { StorefrontService } from '../storefronts/storefront-service.ts';

/** The services that pages read their lists from, and what else a file says. */
export type Lists = ReturnType<typeof listsOn>;

/** What is the hub's own: the currency of prices, and the zone of storefronts without one. */
export interface HubFacts {
  currency: string;
  hubTimeZone: string;
}

/** Reads the lists through one connection, such as a snapshot, also in a thread. */
export function listsOn(db: Database, { currency, hubTimeZone }: HubFacts) {
  // All pages of a list are of one moment.
  const at = new Date();
  const now = () => at;
  return {
    affiliates: new AffiliateService({ db }),
    clicks: new AffiliateClickService({ db }),
    episodes: new EpisodeService({ db, now }),
    audit: new AuditService({ db }),
    deliveries: new DeliveryHistoryService({ db, channels: [], enqueueDelivery: refuseChange }),
    inventory: new InventoryService({ db, currency }),
    conversions: new ConversionList({ db }),
    orders: new OrderViewService({ db }),
    refusedEvents: new RefusedEventService({ db }),
    transfers: new TransferService({ db }),
    payouts: new BatchService({ db }),
    imports: (asked: Parameters<typeof listImports>[1]) => listImports(db, asked),
    unmatchedRefunds: new UnmatchedRefundList({ db }),
    mutes: new MuteService({ db, now }),
    team: (asked: Parameters<typeof listTeam>[1]) => listTeam(db, asked),
    storefronts: new StorefrontService({ db, hubTimeZone }),
    keys: () => listKeys(db),
    inspector: new InspectorService({ db, now }),
    statements: new StatementService({ db }),
    currency,
  };
}

async function refuseChange(): Promise<never> {
  throw new Error('an export only reads');
}
