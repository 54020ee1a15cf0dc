import { Paper, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './overview.module.css';

/** A part of the overview, with its title and what leads to all of it. */
export function Card(props: {
  title: string;
  /** Behind the title: what it is sorted by, or how many there are. */
  note?: ReactNode;
  aside?: ReactNode;
  /** By which links lead to it. */
  anchor?: string;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <Paper component="section" aria-labelledby={titleId} id={props.anchor} className={classes.card}>
      <div className={classes.cardHead}>
        <div className={classes.cardTitle}>
          <Title order={2} fz={15} id={titleId}>
            {props.title}
          </Title>
          {props.note === undefined ? null : <span className={classes.quiet}>{props.note}</span>}
        </div>
        {props.aside}
      </div>
      {props.children}
    </Paper>
  );
}
