import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from './fold.module.css';

/** A part of a form that most people leave as it is: closed, it says how it is set. */
export function Fold(props: {
  title: string;
  /** How it is set, in few words. */
  says: string;
  /** Something inside needs to be seen, such as what is wrong with a field: it stays open. */
  isNeeded?: boolean;
  /** It is open at first. */
  beginsOpen?: boolean;
  children: ReactNode;
}) {
  const [isOpen, setOpen] = useState(props.beginsOpen ?? false);
  return (
    <details
      className={classes.fold}
      open={isOpen || props.isNeeded === true}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className={classes.summary}>
        <IconChevronRight size={15} className={classes.arrow} aria-hidden />
        <span className={classes.title}>{props.title}</span>
        <span className={classes.says}>{props.says}</span>
      </summary>
      <div className={classes.body}>{props.children}</div>
    </details>
  );
}
