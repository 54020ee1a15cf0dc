import { Stack, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** Says that there is nothing to show, why, and what to do next. */
export function EmptyState(props: { icon: Icon; title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <Stack align="center" gap={6} py={56} px="md" ta="center" data-testid="empty-state">
      <props.icon size={32} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden />
      <Text fw={600} mt={6}>
        {props.title}
      </Text>
      <Text c="dimmed" fz="sm" maw="46ch" component="div">
        {props.children}
      </Text>
      {props.action === undefined ? null : <div style={{ marginTop: 14 }}>{props.action}</div>}
    </Stack>
  );
}
