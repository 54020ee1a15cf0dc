import { Text } from '@mantine/core';
import type { DeliveryAttempt } from '../../hub/trpc.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import classes from './attempt-list.module.css';

/** The attempts of a delivery, with the provider's answers. */
export function AttemptList({ attempts }: { attempts: readonly DeliveryAttempt[] }) {
  return (
    <ol className={classes.attempts} aria-label="Attempts">
      {attempts.map((attempt) => (
        <li key={attempt.attempt} className={classes.attempt}>
          <span className={classes.number}>{attempt.attempt}.</span>
          <div>
            <Timestamp at={attempt.startedAt} /> · {describeOutcome(attempt)}
            {attempt.detail === null ? null : (
              <Text fz={13} c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {attempt.detail}
              </Text>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}

function describeOutcome({ outcome }: DeliveryAttempt): string {
  switch (outcome) {
    case 'delivered':
      return 'accepted';
    case 'retry':
      return 'failed for now';
    case 'terminal':
      return 'refused';
    case null:
      return 'no outcome: it is still running, or the hub stopped during it';
  }
}
