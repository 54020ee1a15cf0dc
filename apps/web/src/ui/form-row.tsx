import type { ReactNode } from 'react';
import classes from './form-row.module.css';
import { formatSentence } from './format-sentence.ts';

/** What a Mantine input needs to stand in a row: spread it into the input. */
export interface RowControl {
  label: ReactNode;
  description: ReactNode;
  error: ReactNode;
  withAsterisk: boolean;
  classNames: { root: string; label: string; description: string; wrapper: string; error: string };
}

/**
 * One row of a form: label and help beside the control, its error below it; stacked where there is no room.
 * The input itself ties label, help and error together for assistive technology.
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
