import type { Platform } from '../../platform/platform.ts';
import { searchRouter } from './router.ts';
import { SearchService } from './search-service.ts';

export type Search = ReturnType<typeof createSearch>;

/** One search over what people look for by name. */
export function createSearch({ db }: Platform) {
  const services = { search: new SearchService({ db }) };
  return { services, admin: searchRouter(services) };
}
