import type { Value } from './bucket.ts';
import classes from './charts.module.css';
import { describeChange } from './units.ts';

interface ChangeProps {
  /** A ratio, 0.12 for 12 % more; null: from nothing. */
  change: number | null;
  value: Value;
  /** What it is compared with, for readers of screens and as a tooltip: `on last Tuesday`. */
  than: string;
  locale?: string;
}

/** How much a figure has changed: an arrow and a percentage for the eye, words for the ear. */
export function Change({ change, value, than, locale }: ChangeProps) {
  const { direction, short, words } = describeChange(change, value, locale);
  return (
    <span className={classes.change} data-direction={direction} title={`${words} ${than}`}>
      <span aria-hidden="true">{short}</span>
      <span className={classes.hidden}>
        {words} {than}
      </span>
    </span>
  );
}
