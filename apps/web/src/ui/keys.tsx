import { Fragment } from 'react';
import classes from './keys.module.css';

/** Whether this browser runs where the key for commands is ⌘. */
export function isApple(): boolean {
  return typeof navigator !== 'undefined' && /^(?:Mac|iPhone|iPad)/.test(navigator.platform);
}

/** How the key that goes with others, Ctrl or ⌘, is called here. */
export function commandKey(): string {
  return isApple() ? '⌘' : 'Ctrl';
}

/** Shows keys as they are pressed: together, or one after the other when `isSequence`. */
export function Keys(props: { keys: readonly string[]; isSequence?: boolean; isHidden?: boolean }) {
  return (
    <span className={classes.keys} dir="ltr" aria-hidden={props.isHidden ?? false}>
      {props.keys.map((key, index) => (
        <Fragment key={key}>
          {index > 0 && props.isSequence === true ? 'then' : null}
          <kbd>{key === 'Command' ? commandKey() : key}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
