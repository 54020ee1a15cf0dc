import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMay } from '../../hub/session.ts';
import type { Conversion } from '../../hub/trpc.ts';
import { conversionActions } from './conversion-rules.ts';
import { actionLabels, useConversionActions } from './use-conversion-actions.ts';

/** The next step as a button, the other actions in a menu. */
export function ConversionRowActions({ conversion }: { conversion: Conversion }) {
  const mayAct = useMay('operator');
  const actions = mayAct ? conversionActions(conversion) : [];
  const { run, isRunning } = useConversionActions(conversion);
  const next = actions.find((action) => action !== 'void');
  const rest = actions.filter((action) => action !== next);
  if (actions.length === 0) {
    return (
      <Text fz="sm" c="dimmed" ta="end" visibleFrom="sm" aria-hidden>
        –
      </Text>
    );
  }
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      {next === undefined ? null : (
        <Button
          size="compact-sm"
          variant="default"
          loading={isRunning}
          aria-label={`${actionLabels[next]} order ${conversion.orderId}`}
          onClick={run[next]}
        >
          {actionLabels[next]}
        </Button>
      )}
      {rest.length === 0 ? null : (
        <Menu position="bottom-end" width={160}>
          <Menu.Target>
            <ActionIcon aria-label={`More actions for order ${conversion.orderId}`} disabled={isRunning}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((action) => (
              <Menu.Item key={action} onClick={run[action]} {...(action === 'void' ? { color: 'red' } : {})}>
                {actionLabels[action]}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Group>
  );
}
