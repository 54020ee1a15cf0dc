import { NewsPill } from '../../ui/news-pill.tsx';
import { useLiveNews } from './live.tsx';
import type { LiveTopic } from './live-connection.ts';

/**
 * Offers what is new in a list. Give it a `key` with the filters and the time at which the rows were loaded: what is new is
 * new compared with them. For the `notice` of a list page.
 */
export function ListNews(props: {
  topics: readonly LiveTopic[];
  words: string;
  /** Whether the list may load anew by itself, since nobody reads rows that would move. */
  isFollowing: () => boolean;
  refresh: () => unknown;
}) {
  const { hasNews, show } = useLiveNews(props.topics, props);
  return <NewsPill words={hasNews ? props.words : null} onShow={show} />;
}

/** The same of a list that never loads anew by itself, for what its page shows now. */
export function StillListNews({
  search,
  updatedAt,
  ...news
}: Omit<Parameters<typeof ListNews>[0], 'isFollowing'> & {
  search: object;
  updatedAt?: number | undefined;
}) {
  return <ListNews key={`${JSON.stringify(search)} ${updatedAt}`} {...news} isFollowing={() => false} />;
}
