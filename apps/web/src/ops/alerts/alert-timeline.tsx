import { Group, Text, ThemeIcon, Timeline } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconArrowBackUp,
  IconBellOff,
  IconBellPause,
  IconBellRinging,
  IconCircleCheck,
  IconSend,
  IconUserCheck,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { TimelineEntry } from '../../hub/trpc.ts';
import { formatTime } from '../../ui/format-time.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { AttemptList } from '../deliveries/attempt-list.tsx';
import { ChannelTag } from '../deliveries/channel-tag.tsx';
import { DeliveryStatusTag, describeKind } from '../deliveries/delivery-labels.tsx';
import { describeEntry } from './timeline-text.ts';

type DeliveryEntry = Extract<TimelineEntry, { kind: 'delivery' }>;

const looks: Record<TimelineEntry['kind'], { icon: Icon; color: string }> = {
  opened: { icon: IconAlertTriangle, color: 'orange' },
  announced: { icon: IconBellRinging, color: 'petrol' },
  suppressed: { icon: IconBellOff, color: 'gray' },
  acknowledged: { icon: IconUserCheck, color: 'petrol' },
  snoozed: { icon: IconBellPause, color: 'gray' },
  reopened: { icon: IconArrowBackUp, color: 'orange' },
  resolved: { icon: IconCircleCheck, color: 'green' },
  delivery: { icon: IconSend, color: 'gray' },
};

/** Everything that happened to an alert, oldest first. */
export function AlertTimeline({ entries }: { entries: readonly TimelineEntry[] }) {
  const zone = useTimeZone();
  return (
    <Timeline bulletSize={26} lineWidth={1} aria-label="Timeline" role="list">
      {entries.map((entry) => {
        const { icon: Icon, color } = looks[entry.kind];
        return (
          <Timeline.Item
            key={keyOf(entry)}
            role="listitem"
            bullet={
              <ThemeIcon variant="light" color={color} size={26} radius="xl">
                <Icon size={15} aria-hidden />
              </ThemeIcon>
            }
          >
            {entry.kind === 'delivery' ? (
              <DeliveryLine entry={entry} />
            ) : (
              <Line {...describeEntry(entry, (until) => formatTime(until, { zone }))} at={entry.at} />
            )}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

function Line(props: { title: ReactNode; at: string; detail: string | null; note: string | null }) {
  return (
    <>
      <Text fz="sm" fw={550} component="div" style={{ overflowWrap: 'anywhere' }}>
        {props.title}
      </Text>
      <Text fz={13} c="dimmed" component="div">
        <Timestamp at={props.at} />
        {props.detail === null ? null : ` · ${props.detail}`}
      </Text>
      {props.note === null ? null : (
        <Text fz="sm" mt={4} style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          “{props.note}”
        </Text>
      )}
    </>
  );
}

function DeliveryLine({ entry: { delivery, attempts, at } }: { entry: DeliveryEntry }) {
  return (
    <>
      <Group gap={8}>
        <AnchorLink to="/deliveries/$id" params={{ id: delivery.id }} c="inherit" fz="sm" fw={550}>
          {describeKind(delivery)}
        </AnchorLink>
        <ChannelTag channel={delivery.channel} />
        <DeliveryStatusTag status={delivery.status} />
      </Group>
      <Text fz={13} c="dimmed" mt={2} component="div">
        <Timestamp at={at} />
        {delivery.nextAttemptAt === null ? null : (
          <>
            {' · next attempt '}
            <Timestamp at={delivery.nextAttemptAt} />
          </>
        )}
      </Text>
      {attempts.length === 0 ? null : <AttemptList attempts={attempts} />}
    </>
  );
}

/** An alert has at most one entry of a kind at an instant, and each message once. */
function keyOf(entry: TimelineEntry): string {
  return entry.kind === 'delivery'
    ? entry.delivery.id
    : `${entry.kind} ${entry.at} ${'reason' in entry ? entry.reason : ''}`;
}
