import { useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { readHubError } from '../hub-error.ts';
import { trpc } from '../trpc.ts';
import {
  LiveConnection,
  type LiveStatus,
  type LiveTopic,
  type StreamEvents,
  type StreamRequest,
} from './live-connection.ts';
import { isOfTopics } from './topic-queries.ts';

const Connection = createContext<LiveConnection | null>(null);

/** Holds the tab's one stream of changes, for the pages inside. It opens when the first of them calls {@link useLive}. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const utils = trpc.useUtils();
  const [connection] = useState(
    () => new LiveConnection({ open: openWhenLoaded, check: () => checkHub(utils) }),
  );
  useEffect(() => {
    const look = () => {
      connection.setSeen(document.visibilityState === 'visible');
      connection.setOnline(navigator.onLine);
    };
    look();
    const events = [
      [document, 'visibilitychange'],
      [window, 'pageshow'],
      [window, 'online'],
      [window, 'offline'],
    ] as const;
    for (const [target, name] of events) target.addEventListener(name, look);
    return () => {
      for (const [target, name] of events) target.removeEventListener(name, look);
    };
  }, [connection]);
  return <Connection value={connection}>{children}</Connection>;
}

/**
 * Keeps what a page shows up to date: calls `onChange` when something of the topics has changed, or may have while the
 * page was away. Without it, the queries of the topics that are shown are read anew, but for lists that were paged
 * through. One call follows another when that is done, at the earliest after a second, or later when many watch.
 */
export function useLive(
  topics: readonly LiveTopic[],
  onChange?: (topics: ReadonlySet<LiveTopic>) => unknown,
): void {
  const connection = useConnection();
  const queryClient = useQueryClient();
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  const key = topics.join();
  useEffect(() => {
    const mine = key.split(',') as LiveTopic[];
    return connection.subscribe(mine, (changed) =>
      latest.current === undefined
        ? queryClient.invalidateQueries({ predicate: isOfTopics(changed) })
        : latest.current(changed),
    );
  }, [connection, queryClient, key]);
}

const TODAY_TOPICS = ['traffic', 'orders', 'stock', 'alerts'] as const;

/**
 * Keeps the figures of today up to date for a page that shows them. The stream brings them with each change, so that many
 * open pages cost the hub one reading; where it does not, they are read anew.
 */
export function useLiveToday(zone: string): void {
  const connection = useConnection();
  const utils = trpc.useUtils();
  useEffect(
    () =>
      connection.subscribe(TODAY_TOPICS, () => utils.analytics.getToday.invalidate(), {
        request: { zone },
        take: (today) => utils.analytics.getToday.setData({ zone }, today),
      }),
    [connection, utils, zone],
  );
}

/**
 * For lists: says that there is something new instead of pushing rows away under a reader. While `isFollowing` says so, as
 * at the top of a list, `refresh` is called at once; otherwise `show` does it, and `hasNews` says that it is worth it.
 */
export function useLiveNews(
  topics: readonly LiveTopic[],
  { isFollowing, refresh }: { isFollowing: () => boolean; refresh: () => unknown },
): { hasNews: boolean; show: () => void } {
  const [hasNews, setHasNews] = useState(false);
  const show = () => {
    setHasNews(false);
    return refresh();
  };
  useLive(topics, () => (isFollowing() ? show() : setHasNews(true)));
  return { hasNews, show };
}

/** How live the page is. */
export function useLiveStatus(): LiveStatus {
  const connection = useConnection();
  return useSyncExternalStore(connection.onStatus, () => connection.status);
}

function useConnection(): LiveConnection {
  const connection = useContext(Connection);
  if (connection === null) throw new Error('there is no LiveProvider around this');
  return connection;
}

/** Opens a stream once its code is there. */
function openWhenLoaded(request: StreamRequest, events: StreamEvents) {
  let isWanted = true;
  let close = () => {
    isWanted = false;
  };
  import('./open-stream.ts').then(({ openStream }) => {
    if (isWanted) close = openStream(request, events);
  }, events.onEnd);
  return () => close();
}

/** Goes through the query client, which knows what to do when the session has ended. */
async function checkHub(
  utils: ReturnType<typeof trpc.useUtils>,
): Promise<'ok' | 'signed-out' | 'unreachable'> {
  try {
    await utils.account.getMe.fetch({}, { staleTime: 0, retry: false });
    return 'ok';
  } catch (error) {
    return readHubError(error).code === 'unauthorized' ? 'signed-out' : 'unreachable';
  }
}
