import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import type { Episode } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { type AlertAction, alertActions } from './alert-rules.ts';
import classes from './alerts.module.css';
import { useAlertActions } from './use-alert-actions.ts';

const alertDialog = onIntent(() => import('./alert-dialog.tsx'), 'AlertDialog');

/** The actions for the selected alerts. */
export function BulkActions({ selected, onDone }: { selected: readonly Episode[]; onDone: () => void }) {
  if (selected.length === 0) return null;
  return (
    <Group className={classes.bulk} gap="sm" role="region" aria-label="Chosen alerts">
      <Text fz="sm" fw={550} role="status">
        {selected.length} chosen
      </Text>
      <AlertButtons episodes={selected} onDone={onDone} />
    </Group>
  );
}

/** Buttons for the actions that these alerts allow. */
export function AlertButtons({ episodes, onDone }: { episodes: readonly Episode[]; onDone?: () => void }) {
  const [asks, setAsks] = useState<'acknowledge' | 'snooze' | null>(null);
  const actions = useAlertActions(onDone);
  const ids = episodes.map(({ id }) => id);
  const labels: Record<AlertAction, string> = {
    acknowledge: 'Acknowledge',
    snooze: 'Snooze…',
    reopen: 'Reopen',
  };
  const run = (action: AlertAction) => {
    if (action === 'reopen') void actions.reopen(ids);
    else setAsks(action);
  };
  return (
    <Group gap={8}>
      {alertActions(episodes.map(({ status }) => status)).map((action) => (
        <Button
          key={action}
          size="compact-md"
          fz="sm"
          variant={action === 'acknowledge' ? 'filled' : 'default'}
          loading={action === 'reopen' && actions.isRunning}
          onClick={() => run(action)}
        >
          {labels[action]}
        </Button>
      ))}
      <Late
        part={alertDialog}
        isOpen={asks !== null}
        asks={asks}
        ids={ids}
        actions={actions}
        onClose={() => setAsks(null)}
      />
    </Group>
  );
}
