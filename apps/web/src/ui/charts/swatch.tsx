import classes from './charts.module.css';

/** How something is drawn. The shape differs as well as the colour. */
export type Mark =
  | 'first'
  | 'second'
  | 'comparison'
  | 'threshold'
  | 'bars'
  | 'secondBars'
  | 'forecast'
  | 'wide'
  | 'narrow'
  | 'out';

const LINES: ReadonlySet<Mark> = new Set(['first', 'second', 'comparison', 'threshold', 'forecast']);

/** A small piece of what it stands for. */
export function Swatch({ mark }: { mark: Mark }) {
  const isArea = !LINES.has(mark);
  return (
    <svg className={classes.swatch} width="18" height="10" aria-hidden="true" data-mark={mark}>
      {isArea ? <rect x="1" y="0.5" width="16" height="9" rx="1.5" /> : <path d="M1.5 5H16.5" />}
      {mark === 'second' ? <rect className={classes.knot} x="6.5" y="2.5" width="5" height="5" /> : null}
    </svg>
  );
}
