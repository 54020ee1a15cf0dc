import { IconBan, IconCheck } from '@tabler/icons-react';
import { MenuItem } from '../../ui/menu-items.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import type { ConversionAction } from './conversion-rules.ts';
import { actionLabels } from './use-conversion-actions.ts';

/** The next step as a button, the other actions in a menu. */
export function ConversionRowActions(props: {
  /** What can be done, the next step first. */
  actions: readonly ConversionAction[];
  orderId: string;
  ask: (action: ConversionAction) => void;
  isBusy: boolean;
}) {
  const { actions, orderId, ask, isBusy } = props;
  const next = actions.find((action) => action !== 'void');
  const rest = actions.filter((action) => action !== next);
  if (actions.length === 0) return null;
  return (
    <RowActions>
      {next === undefined ? null : (
        <RowButton label={`${actionLabels[next]} order ${orderId}`} isBusy={isBusy} onPress={() => ask(next)}>
          {actionLabels[next]}
        </RowButton>
      )}
      {rest.length === 0 ? null : (
        <RowMenu
          label={`Actions for order ${orderId}`}
          isBusy={isBusy}
          items={() =>
            rest.map((action) => (
              <MenuItem
                key={action}
                icon={
                  action === 'void' ? <IconBan size={16} aria-hidden /> : <IconCheck size={16} aria-hidden />
                }
                isDanger={action === 'void'}
                onSelect={() => ask(action)}
              >
                {actionLabels[action]}
              </MenuItem>
            ))
          }
        />
      )}
    </RowActions>
  );
}
