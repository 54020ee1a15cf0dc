import { Alert, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { trpc } from '../../hub/trpc.ts';
import { formatSentence } from '../../ui/format-sentence.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';

const REFRESH_MILLISECONDS = 30_000;
/** More often while the banner is shown, because somebody who has just fixed the problem is looking at it. */
const REFRESH_WHILE_SHOWN_MILLISECONDS = 5_000;

/** Warns on every page when scans fail or alerts do not arrive, because silence would look as if all was well. */
export function AlertingBanner() {
  const alerting = trpc.ops.getAlerting.useQuery(
    {},
    {
      refetchInterval: ({ state }) =>
        state.data?.problems.length ? REFRESH_WHILE_SHOWN_MILLISECONDS : REFRESH_MILLISECONDS,
    },
  );
  const problems = alerting.data?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <Alert
      color="red"
      mb="lg"
      role="alert"
      icon={<IconAlertTriangle size={18} aria-hidden />}
      title="Alerts are not working as they should"
      data-testid="alerting-banner"
    >
      <ul style={{ margin: 0, paddingInlineStart: 18 }}>
        {problems.map(({ subject, message, since }) => (
          <li key={subject}>
            <Text fz="sm" span style={{ overflowWrap: 'anywhere' }}>
              {formatSentence(message)}
            </Text>{' '}
            <Text fz={13} span c="dimmed">
              Since <Timestamp at={since} isShort />
            </Text>
          </li>
        ))}
      </ul>
      <Group gap="md" mt={8}>
        <AnchorLink to="/ops/settings" fz="sm">
          Channels and scans
        </AnchorLink>
        <AnchorLink to="/deliveries" search={{ status: 'dead' }} fz="sm">
          Messages that were given up
        </AnchorLink>
      </Group>
    </Alert>
  );
}
