import type { LiveMarks, LiveSource } from '@dreamteamhub/db/live';
import type { LiveTopic } from './topics.ts';

/** What a row in each table is news of. Clicks are news once they are counted, and `audit` names domains. */
const TOPIC_OF: Readonly<Record<Exclude<LiveSource, 'clicks' | 'fold' | 'audit'>, LiveTopic>> = {
  orders: 'orders',
  attributions: 'orders',
  refunds: 'orders',
  movements: 'stock',
  episodes: 'alerts',
  deliveries: 'deliveries',
  channels: 'deliveries',
};

/** Changes by people and keys that leave no row but in the audit log, by its domains. */
const TOPICS_OF_DOMAIN: Readonly<Record<string, readonly LiveTopic[]>> = {
  affiliates: ['traffic', 'orders'],
  alerts: ['alerts', 'deliveries'],
  imports: ['stock'],
  inventory: ['stock'],
  payouts: ['orders'],
  privacy: ['traffic', 'orders'],
};

/**
 * Returns how long a watcher should leave between two readings. What all of them read costs the hub a hundred readings a
 * second at most, until there are so many that pages would no longer seem to be live.
 */
export function pauseMilliseconds(watchers: number): number {
  return Math.min(Math.max(watchers * 10, 1_000), 5_000);
}

/** Returns what has changed between two looks at the database. */
export function changedTopics(before: LiveMarks, after: LiveMarks): Set<LiveTopic> {
  const topics = new Set<LiveTopic>();
  for (const [source, topic] of Object.entries(TOPIC_OF)) {
    if (newMarks(before, after, source as keyof typeof TOPIC_OF).length > 0) topics.add(topic);
  }
  for (const mark of newMarks(before, after, 'audit')) {
    for (const topic of TOPICS_OF_DOMAIN[mark.split(':')[1] ?? ''] ?? []) topics.add(topic);
  }
  if (isTraffic(before, after)) topics.add('traffic');
  return topics;
}

/** Whether clicks or orders wait for the fold that have come since: a look soon afterwards finds them counted. */
export function isFoldDue(before: LiveMarks, after: LiveMarks): boolean {
  return isPending(after) && !isPending(before);
}

// Who reads the metrics between a click and its fold reads them too early, and nothing would tell them again. Where clicks
// never cease, some are always waiting: then those before them are news.
function isTraffic(before: LiveMarks, after: LiveMarks): boolean {
  const isCounted = !isPending(after) && isPending(before);
  const isMore = newMarks(before, after, 'clicks').length > 0;
  return isCounted || (isMore && isPending(after) === isPending(before));
}

function isPending({ fold }: LiveMarks): boolean {
  return fold.includes('pending');
}

function newMarks(before: LiveMarks, after: LiveMarks, source: LiveSource): string[] {
  const known = new Set(before[source]);
  return after[source].filter((mark) => !known.has(mark));
}
