import { useLiveNews } from '../../hub/live/live.tsx';
import { trpc } from '../../hub/trpc.ts';
import { totalWords } from '../../ui/count-line.tsx';
import { NewsPill } from '../../ui/news-pill.tsx';
import type { AlertFilter, AlertState } from './alert-search.ts';

/**
 * Says how many alerts of this filter have opened since the list was loaded, or that others have changed. Rows never move by
 * themselves. Give it a `key` with the time at which they were loaded.
 */
export function AlertNews(props: {
  filter: Omit<AlertFilter, 'status'> & { status: AlertState };
  /** When the rows were loaded, by the hub's clock. */
  asOf: string | undefined;
  /** Whether the list may load anew by itself. */
  isFollowing: () => boolean;
  refresh: () => unknown;
}) {
  const { filter, asOf } = props;
  const { hasNews, show } = useLiveNews(['alerts'], props);
  const since = [asOf, filter.openedFrom]
    .filter((at) => at !== undefined)
    .sort()
    .at(-1);
  // What is shown of `alerts` is read anew with each change, so the count follows.
  const opened = trpc.alerts.listEpisodes.useQuery(
    { ...filter, openedFrom: since, limit: 1, withTotal: true },
    { enabled: hasNews && since !== undefined },
  ).data?.total;
  if (!hasNews) return <NewsPill words={null} onShow={show} />;
  const isNew = opened !== undefined && opened.count > 0;
  return <NewsPill words={isNew ? totalWords(opened, 'new alert') : 'Show what changed'} onShow={show} />;
}
