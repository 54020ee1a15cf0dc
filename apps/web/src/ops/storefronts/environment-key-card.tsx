import { Paper, Text } from '@mantine/core';
import type { ApiKey } from '../../hub/trpc.ts';
import { KeyTable } from './key-table.tsx';

/** The key from the hub's environment. It belongs to no storefront and cannot be changed here. */
export function EnvironmentKeyCard({ keys }: { keys: readonly ApiKey[] }) {
  if (keys.length === 0) return null;
  return (
    <Paper component="section" aria-label="Key of the environment">
      <Text fz="sm" c="dimmed" p="md">
        <span className="hub-mono">HUB_SECRET_KEY</span> can do everything in every storefront. Change it
        where the hub is configured.
      </Text>
      <KeyTable keys={keys} mayChange={false} onIssued={() => undefined} />
    </Paper>
  );
}
