import { keepPreviousData } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { useLastsLong } from '../../ui/use-lasts-long.ts';
import type { Found } from './found.ts';
import { stillMatching } from './matching.ts';

const SETTLE_MILLISECONDS = 120;
const PATIENCE_MILLISECONDS = 5_000;
/** Of each kind. */
const LIMIT = 5;

export interface FoundThings {
  items: readonly Found[];
  /** Whether the hub has not answered yet what is typed now. */
  isSearching: boolean;
  /** Whether that takes longer than people expect. */
  isSlow: boolean;
  failure: string | undefined;
  retry: () => void;
}

const NOTHING: readonly Found[] = [];

/** Asks the hub for what is typed, once typing rests. Answers to what was typed before are dropped. */
export function useFound(search: string): FoundThings {
  const [asked, setAsked] = useState(search);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(search), SETTLE_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [search]);
  const query = trpc.search.find.useQuery(
    { text: asked, limit: LIMIT },
    {
      enabled: asked !== '',
      placeholderData: keepPreviousData,
      retry: 1,
      trpc: { abortOnUnmount: true },
    },
  );
  const isAnswered = asked === search && !query.isPlaceholderData && query.data !== undefined;
  const isFailed = asked === search && query.isError;
  const isSearching = search !== '' && !isAnswered && !isFailed;
  const isSlow = useLastsLong(isSearching, PATIENCE_MILLISECONDS);
  const items = query.data?.items ?? NOTHING;
  return {
    items: search === '' || isFailed ? NOTHING : isAnswered ? items : stillMatching(items, search),
    isSearching,
    isSlow,
    failure: isFailed ? readHubError(query.error).message : undefined,
    retry: () => void query.refetch(),
  };
}
