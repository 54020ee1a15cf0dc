import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isTransient, readHubError } from './hub-error.ts';

const MOST_RETRIES = 2;

/** Calls `onSignedOut` when the hub refuses a call because its session has ended. */
export function createQueryClient(onSignedOut: () => Promise<void>): QueryClient {
  const watch = (error: unknown) => {
    if (readHubError(error).code === 'unauthorized') void onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        networkMode: 'always',
        retry: (failures, error) => failures < MOST_RETRIES && isTransient(error),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
      mutations: { networkMode: 'always' },
    },
  });
}
