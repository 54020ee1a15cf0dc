import type { ReactNode } from 'react';
import classes from './row-button.module.css';

/**
 * The next step of a row. Lists have hundreds of them, so it is a plain button: Mantine's costs too much to draw that often.
 * `label` names it for screen readers, which read it without its row, and begins with what the button says.
 */
export function RowButton(props: {
  label: string;
  onPress: () => void;
  isBusy?: boolean;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={classes.button}
      aria-label={props.label}
      aria-busy={props.isBusy ?? false}
      disabled={props.isBusy ?? false}
      onClick={props.onPress}
    >
      {props.children}
    </button>
  );
}

/** The actions of a row, at its end. */
export function RowActions({ children }: { children: ReactNode }) {
  return <div className={classes.actions}>{children}</div>;
}
