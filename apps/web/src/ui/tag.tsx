import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './tag.module.css';

export type Tone = 'neutral' | 'accent' | 'good' | 'warn' | 'bad' | 'faint';

/** A label for a state. The tone supports the word and never replaces it. */
export function Tag(props: { tone?: Tone; icon?: Icon; children: ReactNode }) {
  return (
    <span className={classes.tag} data-tone={props.tone ?? 'neutral'}>
      {props.icon === undefined ? null : <props.icon size={13} stroke={2} aria-hidden />}
      {props.children}
    </span>
  );
}
