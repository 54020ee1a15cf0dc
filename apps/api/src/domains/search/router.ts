import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../../transport/implement.ts';
import type { SearchService } from './search-service.ts';

export const searchRouter = (services: { search: SearchService }): Handlers<(typeof admin)['search']> => ({
  find: ({ input }) => services.search.find(input),
});
