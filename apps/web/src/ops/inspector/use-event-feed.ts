import { useEffect, useRef, useState } from 'react';
import { trpc } from '../../hub/trpc.ts';
import { countOn, type Feed, type Head, NO_NEWS, receive, release } from './event-feed.ts';
import { askedFor, type InspectorSearch } from './inspector-search.ts';

const POLL_MILLISECONDS = 1_000;
/** After a failure, the pause doubles up to this. */
const LONGEST_PAUSE_MILLISECONDS = 30_000;
/**
 * How far each look goes back. Events become visible a moment late and not in their order, and the key that one came by
 * is known a second later.
 */
const OVERLAP_MILLISECONDS = 10_000;
const NEWS_LIMIT = 100;

export interface LiveFeed extends Feed {
  /** `away`: the hub does not answer. */
  status: 'live' | 'away';
  /** More arrives than is shown: so many in so many seconds. Null: all that arrives is shown. */
  flood: { shown: number; count: number; isMore: boolean; seconds: number } | null;
  release: () => void;
}

/**
 * Asks once a second what is new, while the page is seen. Give the component that uses it a `key` with the filter: another
 * filter begins anew. `head`: where the list that was loaded ends; undefined: not yet.
 */
export function useEventFeed(options: {
  search: InspectorSearch;
  head: string | undefined;
  /** When it was loaded, in milliseconds since 1970. */
  headAt: number | undefined;
  isKnown: (id: string) => boolean;
  /** Whether rows must stay where they are. */
  isHeld: () => boolean;
}): LiveFeed {
  const { head } = options;
  const utils = trpc.useUtils();
  const [feed, setFeed] = useState<Feed>(NO_NEWS);
  const [status, setStatus] = useState<LiveFeed['status']>('live');
  const [flood, setFlood] = useState<LiveFeed['flood']>(null);
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const isReady = head !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a list that was read again has no gap.
  useEffect(() => setFeed((before) => ({ ...before, missing: 0 })), [head]);
  useEffect(() => {
    if (!isReady) return;
    // The list was loaded: what had arrived is in it.
    setFeed(NO_NEWS);
    setFlood(null);
    const first = { at: latest.current.headAt ?? Date.now(), head: latest.current.head ?? '', total: 0 };
    const heads: [Head, ...Head[]] = [first];
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isGone = false;
    let isAsking = false;
    let failures = 0;
    const plan = () => {
      const pause = Math.min(POLL_MILLISECONDS * 2 ** failures, LONGEST_PAUSE_MILLISECONDS);
      clearTimeout(timer);
      if (!isGone && document.visibilityState === 'visible') timer = setTimeout(() => void ask(), pause);
    };
    const ask = async () => {
      if (isAsking) return;
      isAsking = true;
      const asked = Date.now();
      while (heads[1] !== undefined && heads[1].at < asked - OVERLAP_MILLISECONDS) heads.shift();
      const since = heads[0];
      try {
        const answer = await utils.inspector.listEvents.fetch(
          { ...askedFor(latest.current.search), since: since.head, limit: NEWS_LIMIT },
          // Each question is asked once.
          { staleTime: 0, gcTime: 0, retry: false },
        );
        if (isGone) return;
        failures = 0;
        const { items, head } = answer;
        const news = answer.arrived ?? { count: items.length, isMore: false };
        const last = heads.at(-1) ?? since;
        const { total, arrived } = countOn(last, since, news.count);
        heads.push({ at: asked, head, total });
        const { isKnown, isHeld } = latest.current;
        const isCut = news.count > items.length;
        setFeed((before) => receive(before, { items, isKnown, arrived, isCut, isHeld: isHeld() }));
        // Answers overlap: what did not come along again was shown before.
        const isFlood = arrived > items.length;
        setFlood(isFlood ? floodOf(items.length, { ...news, count: arrived }, asked - last.at) : null);
        setStatus('live');
      } catch {
        // The next answer has it all.
        failures += 1;
        if (!isGone && failures > 1) setStatus('away');
      } finally {
        isAsking = false;
        plan();
      }
    };
    const look = () => (document.visibilityState === 'visible' ? void ask() : clearTimeout(timer));
    document.addEventListener('visibilitychange', look);
    window.addEventListener('online', look);
    plan();
    return () => {
      isGone = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
      window.removeEventListener('online', look);
    };
  }, [isReady, utils]);
  return { ...feed, status, flood, release: () => setFeed(release) };
}

function floodOf(shown: number, arrived: { count: number; isMore: boolean }, milliseconds: number) {
  return { shown, ...arrived, seconds: Math.max(1, Math.round(milliseconds / 1000)) };
}
