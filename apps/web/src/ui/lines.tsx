import type { ReactNode } from 'react';
import classes from './lines.module.css';

/** Two lines of a cell: what it is, and something about it. In compact rows they are one line, cut off where it ends. */
export function Lines({ children, detail }: { children: ReactNode; detail?: ReactNode }) {
  return (
    // Spans, since some stand in a `time`.
    <span className={classes.lines}>
      <span className={classes.line}>{children}</span>
      {detail === undefined || detail === null ? null : <span className={classes.detail}>{detail}</span>}
    </span>
  );
}
