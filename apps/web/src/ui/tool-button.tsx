import type { Icon } from '@tabler/icons-react';
import { createLink } from '@tanstack/react-router';
import type { ComponentProps, ReactNode } from 'react';
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

/** Like {@link ToolButton}, but leads to another page. */
export const ToolLink = createLink((props: ComponentProps<'a'>) => <a {...props} className={classes.tool} />);
