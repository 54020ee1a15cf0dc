import type { Platform } from '../../platform/platform.ts';
import { viewsRouter } from './router.ts';
import { ViewService } from './view-service.ts';

/** Saved views of lists. */
export function createViews({ db }: Platform) {
  const services = { views: new ViewService({ db }) };
  return { services, admin: viewsRouter(services) };
}
