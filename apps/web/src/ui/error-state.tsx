import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state.tsx';
import { neededRole } from './needed-role.ts';

/** Says that nothing could be loaded, and offers to try again. `repeats`: the page also tries by itself. */
export function ErrorState(props: {
  title?: string;
  message: string;
  isRetrying?: boolean;
  repeats?: boolean;
  onRetry: () => void;
}) {
  return (
    <Stack align="center" gap={6} py={56} px="md" ta="center" role="alert" data-testid="error-state">
      <IconPlugConnectedX size={32} stroke={1.4} color="var(--hub-bad-text)" aria-hidden />
      <Text fw={600} mt={6}>
        {props.title ?? 'This could not be loaded'}
      </Text>
      <Text c="dimmed" fz="sm" maw="52ch">
        {props.message}
        {props.repeats === true ? ' This page keeps trying.' : ''}
      </Text>
      <Button
        mt={14}
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        loading={props.isRetrying ?? false}
        onClick={props.onRetry}
      >
        Try again
      </Button>
    </Stack>
  );
}

/** Says that the person may not see this, and who may. To try again would not help. */
export function RefusedState({ message }: { message: string }) {
  const role = neededRole(message);
  return (
    <div role="status" data-testid="refused-state">
      <EmptyState icon={IconLock} title={role === null ? 'You may not see this' : `This needs an ${role}`}>
        {message} An owner of this hub can change your role.
      </EmptyState>
    </div>
  );
}

/** Says that the page is out of date, because the last refresh failed or takes long. */
export function StaleNotice(props: {
  message: string;
  /** Says from when the shown data is. */
  asOf?: ReactNode;
  repeats?: boolean;
  onRetry?: () => void;
}) {
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      mb="md"
      py="xs"
      role="status"
      data-testid="stale-notice"
    >
      <Group justify="space-between" gap="xs">
        <Text fz="sm" flex="1 1 16rem">
          Not up to date: {props.message} {props.asOf}
          {props.repeats === true ? ' This page keeps trying.' : ''}
        </Text>
        {props.onRetry === undefined ? null : (
          <Button size="compact-sm" variant="default" onClick={props.onRetry}>
            Refresh now
          </Button>
        )}
      </Group>
    </Alert>
  );
}
