import type { ReactNode } from 'react';
import classes from './form-row.module.css';
import { formatSentence } from './format-sentence.ts';

/** The props of a Mantine input in a row. Spread them into the input. */
export interface RowControl {
  label: ReactNode;
  description: ReactNode;
  error: ReactNode;
  withAsterisk: boolean;
  classNames: { root: string; label: string; description: string; wrapper: string; error: string };
}

/**
 * One row of a form: label and help beside the control, and its error below it. They are stacked where space is short.
 * The input itself connects label, help and error for assistive technology.
 */
export function FormRow(props: {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  isRequired?: boolean;
  children: (control: RowControl) => ReactNode;
}) {
  return (
    <div className={classes.container}>
      {props.children({
        label: props.label,
        description: props.help,
        error: props.error === undefined ? undefined : formatSentence(props.error),
        withAsterisk: props.isRequired ?? false,
        classNames: rowClassNames,
      })}
    </div>
  );
}

const rowClassNames = {
  root: classes.row ?? '',
  label: classes.label ?? '',
  description: classes.description ?? '',
  wrapper: classes.control ?? '',
  error: classes.error ?? '',
};
