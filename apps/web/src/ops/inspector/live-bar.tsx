import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { formatCount } from '../../ui/format-number.ts';
import { NewsPill } from '../../ui/news-pill.tsx';
import classes from './inspector.module.css';
import type { LiveFeed } from './use-event-feed.ts';

/** How live the list is, what to do about it, and how much of what arrives it shows. */
export function LiveBar(props: {
  feed: LiveFeed;
  isPaused: boolean;
  onPause: (isPaused: boolean) => void;
  onShow: () => void;
  /** Loads the list again. */
  onReload: () => void;
  /** Stands at the end of the line. */
  children: ReactNode;
}) {
  const { feed, isPaused, onPause } = props;
  const state = isPaused ? 'paused' : feed.status;
  const waiting = feed.waitingCount;
  return (
    <>
      <div className={classes.bar}>
        <span className={classes.state} data-state={state} data-testid="inspector-state">
          <span className={classes.dot} aria-hidden />
          {stateWords(state, waiting)}
        </span>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={
            isPaused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />
          }
          onClick={() => onPause(!isPaused)}
        >
          {isPaused ? 'Resume' : 'Pause'}
        </Button>
        {feed.flood === null ? (
          <Gap missing={feed.missing} onReload={props.onReload} />
        ) : (
          <span>{floodWords(feed.flood)}</span>
        )}
        <div className={classes.end}>{props.children}</div>
      </div>
      <NewsPill words={isPaused || waiting === 0 ? null : newEvents(waiting)} onShow={props.onShow} />
    </>
  );
}

/** Says that the list has a gap: what arrived faster than it was shown, or while nobody looked. */
function Gap({ missing, onReload }: { missing: number; onReload: () => void }) {
  if (missing === 0) return null;
  return (
    <>
      <span>{missingWords(missing)}</span>
      <Button size="compact-sm" variant="default" onClick={onReload}>
        Load the list again
      </Button>
    </>
  );
}

function missingWords(missing: number): string {
  return missing === 1
    ? '1 event that arrived since is not in this list.'
    : `${formatCount(missing)} events that arrived since are not in this list.`;
}

const STATE_WORDS = {
  live: 'Live',
  paused: 'Paused',
  away: 'The hub does not answer. Trying again',
} as const;

function stateWords(state: keyof typeof STATE_WORDS, waiting: number): string {
  const words = STATE_WORDS[state];
  return state === 'paused' && waiting > 0 ? `${words} · ${newEvents(waiting)}` : words;
}

export function newEvents(count: number): string {
  return count === 1 ? '1 new event' : `${formatCount(count)} new events`;
}

export function floodWords({ shown, count, isMore, seconds }: NonNullable<LiveFeed['flood']>): string {
  const most = `${formatCount(count)}${isMore ? ' or more' : ''}`;
  return `Showing the newest ${formatCount(shown)} of ${most} in the last ${seconds === 1 ? 'second' : `${seconds} seconds`}. Filter to see all that match.`;
}
