import { Paper, Progress as ProgressBar, Title } from '@mantine/core';
import { useId } from 'react';
import type { Progress } from '../../hub/trpc.ts';
import classes from './get-started.module.css';
import { progressWords } from './progress.ts';
import { SetupSteps } from './setup-steps.tsx';

/** How far the hub is, and each step with what does it. */
export function GetStarted({ progress, note }: { progress: Progress; note?: string }) {
  const titleId = useId();
  const words = progressWords(progress);
  const done = progress.steps.filter(({ isDone }) => isDone).length;
  return (
    <Paper component="section" aria-labelledby={titleId} className={classes.card}>
      <div className={classes.head}>
        <Title order={2} fz={16} id={titleId}>
          Set up your hub
        </Title>
        <span className={classes.quiet}>{note === undefined ? words : `${words} · ${note}`}</span>
        <ProgressBar
          className={classes.bar ?? ''}
          value={(100 * done) / progress.steps.length}
          size={6}
          aria-label={words}
        />
      </div>
      <SetupSteps progress={progress} />
    </Paper>
  );
}
