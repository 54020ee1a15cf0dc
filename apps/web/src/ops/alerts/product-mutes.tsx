import { Button, Group, Text } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type Mute, trpc } from '../../hub/trpc.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import { describeMuted } from './mute-rules.ts';
import { useMutes } from './use-mutes.ts';

/** Says until when a product is muted, why, and by whom; nothing where it is not. */
export function ProductMutes({ sku }: { sku: string }) {
  const mutes = trpc.alerts.listMutes.useQuery({ sku, sort: 'until', order: 'desc' }).data?.items ?? [];
  const { lift } = useMutes();
  const longest = mutes.find(({ until }) => until === null) ?? mutes[0];
  if (longest === undefined) return null;
  const others = mutes.length - 1;
  return (
    <Group gap={10} align="flex-start" wrap="nowrap" role="status">
      <IconBellOff size={18} aria-hidden style={{ flex: 'none', marginTop: 2 }} />
      <div style={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text fz="sm" fw={550} component="div">
          Muted <End mute={longest} />
        </Text>
        <Text fz={13} c="dimmed" component="div">
          by <bdi>{longest.createdBy}</bdi>
          {longest.kind === 'sku' ? null : (
            <>
              {', with '}
              <bdi>{describeMuted(longest)}</bdi>
            </>
          )}
          {longest.note === null ? null : (
            <>
              {' · “'}
              <bdi>{longest.note}</bdi>”
            </>
          )}
          {others === 0 ? null : (
            <>
              {' · '}
              <AnchorLink to="/alerts/mutes" search={{}} fz="inherit" underline="always">
                {others === 1 ? '1 shorter mute' : `${others} shorter mutes`}
              </AnchorLink>
            </>
          )}
        </Text>
      </div>
      <OperatorOnly>
        <Group gap={6} wrap="nowrap">
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => overlays.open({ kind: 'mute', subject: { kind: 'edit', mute: longest } })}
          >
            Change
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => void lift(longest)}>
            End mute
          </Button>
        </Group>
      </OperatorOnly>
    </Group>
  );
}

/** `until Mon 7 Dec, 09:00`. */
function End({ mute: { until } }: { mute: Mute }) {
  if (until === null) return <>until somebody ends it</>;
  return (
    <>
      until <Timestamp at={until} isShort />
    </>
  );
}
