import { UpkeepDao } from '@dreamteamhub/db/upkeep';
import type { Platform } from '../../platform/platform.ts';
import type { Deliveries } from '../deliveries/module.ts';
import { ConversionService } from './conversion-service.ts';
import { conversionsRouter } from './router.ts';

/** Orders: who is credited with them, what is owed for them, and what was given back. */
export function createConversions({ db }: Platform, { deliveries }: { deliveries: Deliveries }) {
  const services = { conversions: new ConversionService({ db, publishEvent: deliveries.publishEvent }) };
  const upkeep = new UpkeepDao(db);
  return {
    services,
    admin: conversionsRouter(services),
    upkeep: [() => upkeep.deleteUnattributedRefunds()],
  };
}
