import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';

/** Says that nothing could be loaded, and offers to try again. */
export function ErrorState(props: {
  title?: string;
  message: string;
  isRetrying?: boolean;
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

/** Says that the page is out of date, because the last refresh failed. */
export function StaleNotice(props: { message: string; onRetry: () => void }) {
  return (
    <Alert
      color="orange"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      mb="md"
      py="xs"
      data-testid="stale-notice"
    >
      <Group justify="space-between" gap="xs">
        <Text fz="sm">Not up to date: {props.message}</Text>
        <Button size="compact-sm" variant="default" onClick={props.onRetry}>
          Refresh now
        </Button>
      </Group>
    </Alert>
  );
}
