import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

/** How long nobody types until the hub is asked. */
const REST_MILLISECONDS = 350;

/**
 * Asks the hub about something that is being written, whenever it is complete and nobody types; `asked` is null while it
 * is not. An answer to what was asked before stays until the next one, and `isOld` says so.
 */
export function useAsked<Asked extends object, Answer>(
  name: string,
  asked: Asked | null,
  ask: (asked: Asked, signal: AbortSignal) => Promise<Answer>,
) {
  const key = asked === null ? null : JSON.stringify(asked);
  const [settled] = useDebouncedValue(key, REST_MILLISECONDS);
  const query = useQuery({
    queryKey: ['asked', name, settled],
    queryFn: ({ signal }) => ask(JSON.parse(settled ?? '{}') as Asked, signal),
    enabled: settled !== null,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 60_000,
    staleTime: 0,
  });
  const isOld = key !== settled || query.isFetching || query.isPlaceholderData;
  return {
    answer: key === null ? undefined : query.data,
    error: key === null || isOld ? null : query.error,
    isOld,
    isFetching: query.isFetching,
    refetch: query.refetch,
  };
}
