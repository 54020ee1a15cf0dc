import type { Platform } from '../../platform/platform.ts';
import { InspectorService } from './inspector-service.ts';
import { inspectorRouter } from './router.ts';

/** What storefronts sent, what became of each event, and why. */
export function createInspector({ db, now }: Platform) {
  const services = { inspector: new InspectorService({ db, now }) };
  return { services, admin: inspectorRouter(services) };
}
