import { useSyncExternalStore } from 'react';
import type { Updates } from '../../hub/updates.ts';
import classes from './update-bar.module.css';

/** Says that the hub was updated, where a reload would lose what somebody has typed. It is loaded with the page: later, its file is gone. */
export function UpdateBar({ updates }: { updates: Updates }) {
  const isOffered = useSyncExternalStore(updates.watch, updates.isOffered);
  return (
    <div role="status" className={classes.region}>
      {isOffered ? (
        <div className={classes.bar}>
          <span>The hub was updated. Save or copy what you have typed, then reload this page.</span>
          <button type="button" className={classes.reload} onClick={() => window.location.reload()}>
            Reload
          </button>
        </div>
      ) : null}
    </div>
  );
}
