import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './steps.module.css';

export interface Step {
  name: string;
  /** `stopped`: it will not come to it any more. */
  state: 'done' | 'current' | 'ahead' | 'stopped';
  /** Who did it and when, or what it waits for. */
  detail?: ReactNode;
}

const spoken: Readonly<Record<Step['state'], string>> = {
  done: 'done',
  current: 'now',
  ahead: 'not yet',
  stopped: 'not done',
};

/** The steps that something goes through, side by side where there is space: which are done, and which one is next. */
export function Steps({ label, steps }: { label: string; steps: readonly Step[] }) {
  return (
    <ol className={classes.steps} aria-label={label}>
      {steps.map(({ name, state, detail }, index) => (
        <li
          key={name}
          className={classes.step}
          data-state={state}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          <span className={classes.mark} aria-hidden>
            {state === 'done' ? <IconCheck size={14} stroke={2.4} /> : index + 1}
          </span>
          <span className={classes.words}>
            <span className={classes.name}>
              {name}
              <span className="hub-unseen">, {spoken[state]}</span>
            </span>
            {detail === undefined ? null : <span className={classes.detail}>{detail}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
