import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './list-page.module.css';

/** A quiet button with words, beside the number of rows of a list. */
export function ToolButton(props: {
  icon: Icon;
  children: ReactNode;
  isBusy?: boolean;
  onClick: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
}) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-disabled={props.isBusy === true}
      onClick={() => {
        if (props.isBusy !== true) props.onClick();
      }}
      onPointerEnter={props.onPointerEnter}
      onFocus={props.onFocus}
    >
      <props.icon size={16} stroke={1.7} aria-hidden />
      {props.children}
    </button>
  );
}
