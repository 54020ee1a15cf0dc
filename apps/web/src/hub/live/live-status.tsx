import { Timestamp } from '../../ui/timestamp.tsx';
import { useLiveStatus } from './live.tsx';
import type { LiveState } from './live-connection.ts';
import classes from './live-status.module.css';

const TROUBLE: Readonly<Partial<Record<LiveState, { words: string; isOld: boolean }>>> = {
  stale: { words: 'The hub’s database does not answer. These figures are from', isOld: true },
  reconnecting: { words: 'Reconnecting. These figures are from', isOld: true },
  polling: { words: 'Updates every ten seconds', isOld: false },
  offline: { words: 'You are offline. These figures are from', isOld: true },
};

/** A dot with words: whether what is shown follows what happens, or since when it does not. */
export function LiveStatus() {
  const { state, heardAt } = useLiveStatus();
  const trouble = TROUBLE[state];
  return (
    <span className={classes.status} data-state={state} data-testid="live-status">
      {state === 'live' || trouble !== undefined ? <span className={classes.dot} aria-hidden /> : null}
      {state === 'live' ? 'Live' : null}
      {/* Only trouble is announced. */}
      <span role="status">
        {trouble?.words}
        {trouble?.isOld ? (
          <>
            {' '}
            <Timestamp at={new Date(heardAt).toISOString()} isShort />
          </>
        ) : null}
      </span>
    </span>
  );
}
