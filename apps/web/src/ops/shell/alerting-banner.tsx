import { Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import { trpc } from '../../hub/trpc.ts';
import { formatSentence } from '../../ui/format-sentence.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import classes from './alerting-banner.module.css';

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
  // It would fill a quarter of a phone, on every page.
  const isPhone = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const problems = alerting.data?.problems ?? [];
  if (problems.length === 0) return null;
  return (
    <details className={classes.banner} open={!isPhone} data-testid="alerting-banner">
      <summary>
        <IconAlertTriangle size={18} aria-hidden />
        <span role="alert">Alerts are not working as they should</span>
        <IconChevronDown size={16} className={classes.fold} aria-hidden />
      </summary>
      <ul>
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
    </details>
  );
}
