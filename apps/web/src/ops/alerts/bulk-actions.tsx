import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { confirm } from '../../ui/confirm.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { type AlertAction, type AlertTarget, actionsOn, describeTarget } from './alert-rules.ts';
import { useAlertActions } from './use-alert-actions.ts';

const alertDialog = onIntent(() => import('./alert-dialog.tsx'), 'AlertDialog');

const labels: Record<AlertAction, string> = {
  acknowledge: 'Acknowledge…',
  snooze: 'Snooze…',
  reopen: 'Reopen',
};

/** Buttons for the actions that these alerts allow. */
export function AlertButtons({ target, onDone }: { target: AlertTarget; onDone?: () => void }) {
  const [asks, setAsks] = useState<'acknowledge' | 'snooze' | null>(null);
  const actions = useAlertActions(onDone);
  const run = (action: AlertAction) => {
    if (action !== 'reopen') return setAsks(action);
    const reopen = () => void actions.reopen(target);
    if (target.kind === 'some' && target.ids.length === 1) return reopen();
    confirm({
      title: `Reopen ${describeTarget(target)}?`,
      body: 'Acknowledgements and snoozes end, and reminders start again. Notes stay in the timeline.',
      confirm: 'Reopen',
      onConfirm: reopen,
    });
  };
  return (
    <Group gap={8}>
      {actionsOn(target).map((action) => (
        <Button
          key={action}
          size="compact-md"
          fz="sm"
          variant={action === 'acknowledge' ? 'filled' : 'default'}
          loading={action === 'reopen' && actions.isRunning}
          {...(action === 'reopen' ? {} : alertDialog.nearby)}
          onClick={() => run(action)}
        >
          {labels[action]}
        </Button>
      ))}
      <Late
        part={alertDialog}
        isOpen={asks !== null}
        asks={asks}
        target={target}
        actions={actions}
        onClose={() => setAsks(null)}
      />
    </Group>
  );
}
