import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { Episode } from '../../hub/trpc.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { type AlertAction, alertActions } from './alert-rules.ts';
import { useAlertActions } from './use-alert-actions.ts';

const alertDialog = onIntent(() => import('./alert-dialog.tsx'), 'AlertDialog');

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
