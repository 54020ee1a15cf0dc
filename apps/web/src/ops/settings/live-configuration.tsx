import { DataList, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { QueryView } from '../../hub/query-view.tsx';
import { type Alerting, trpc } from '../../hub/trpc.ts';
import { formatDuration } from '../../ui/format-duration.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Tag } from '../../ui/tag.tsx';
import { nameOfZone } from '../../ui/time-zone.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ChannelTag, channelLabels } from '../deliveries/channel-tag.tsx';

const REFRESH_MILLISECONDS = 15_000;

/** The configuration that the running hub uses, from its environment. */
export function LiveConfiguration() {
  const alerting = trpc.ops.getAlerting.useQuery({}, { refetchInterval: REFRESH_MILLISECONDS });
  return (
    <SectionCard title="Live configuration" intro="From the hub’s environment; change it there and restart.">
      <QueryView query={alerting} loading={<Loading />}>
        {(data) => <Facts alerting={data} />}
      </QueryView>
    </SectionCard>
  );
}

function Facts({ alerting }: { alerting: Alerting }) {
  return (
    <Stack gap="md">
      {alerting.channels.length === 0 ? (
        <Text fz="sm">
          <Tag tone="warn">No channel</Tag> Alerts only appear in this app. Set{' '}
          <span className="hub-mono">SLACK_WEBHOOK_URL</span>, or <span className="hub-mono">SMTP_HOST</span>{' '}
          and <span className="hub-mono">EMAIL_TO</span>.
        </Text>
      ) : (
        <Stack gap={8} component="ul" p={0} m={0} aria-label="Live channels" style={{ listStyle: 'none' }}>
          {alerting.channels.map((channel) => (
            <li key={`${channel.name} ${channel.target}`}>
              <ChannelTag channel={channel.name} tone="accent" />
              <Text fz={13} mt={3} className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
                {channel.target}
              </Text>
              <Health health={alerting.channelHealth.find((health) => health.channel === channel.name)} />
            </li>
          ))}
        </Stack>
      )}
      <DataList size="sm" gap={6} labelWidth="8.5rem">
        <HubTimeZone />
        <Fact name="Scan every" value={formatDuration(alerting.scanIntervalSeconds)} />
        <Fact
          name="One message for"
          value={
            alerting.groupSeconds === 0
              ? 'each product'
              : `what falls within ${formatDuration(alerting.groupSeconds)}`
          }
        />
        <Fact name="Same level at most" value={`once in ${formatDuration(alerting.cooldownSeconds)}`} />
        <Fact name="Reminder every" value={formatDuration(alerting.repeatSeconds)} />
        <Fact
          name="“Restocked” to"
          value={
            alerting.restockedChannels.length === 0
              ? 'nobody'
              : alerting.restockedChannels.map((channel) => channelLabels[channel]).join(', ')
          }
        />
        <Fact
          name="Last scan"
          value={alerting.lastScanAt === null ? 'not yet' : <Timestamp at={alerting.lastScanAt} />}
        />
        <Fact name="Messages" value={<Deliveries {...alerting.deliveries} />} />
      </DataList>
    </Stack>
  );
}

/** The zone in which the hub itself plans, such as its backups. */
function HubTimeZone() {
  const zone = trpc.storefronts.listStorefronts.useQuery({}).data?.hubTimeZone;
  return <Fact name="Time zone" value={zone === undefined ? '…' : nameOfZone(zone)} />;
}

/** Whether messages on a channel arrive. */
function Health({ health }: { health: Alerting['channelHealth'][number] | undefined }) {
  if (health === undefined || (health.lastDeliveredAt === null && health.failingSince === null)) {
    return (
      <Text fz={13} c="dimmed">
        Nothing has been sent on it yet.
      </Text>
    );
  }
  const { failingSince, failures, isRefused, lastError, lastDeliveredAt } = health;
  if (failingSince !== null) {
    return (
      <Text fz={13} c="var(--hub-bad-text)" component="div" style={{ overflowWrap: 'anywhere' }}>
        {isRefused ? 'Refuses messages' : `Failed ${failures === 1 ? 'once' : `${failures} times`}`} since{' '}
        <Timestamp at={failingSince} isShort />
        {lastError === null ? null : `: ${lastError}`}
      </Text>
    );
  }
  return lastDeliveredAt === null ? null : (
    <Text fz={13} c="dimmed" component="div">
      Works; last message <Timestamp at={lastDeliveredAt} isShort />
    </Text>
  );
}

/** The number of messages by state. A given-up message is a failure that somebody must see. */
function Deliveries({ delivered, pending, dead }: Alerting['deliveries']) {
  return (
    <>
      {delivered} sent, {pending} on the way
      {dead === 0 ? null : (
        <>
          {', '}
          <AnchorLink to="/deliveries" search={{ status: 'dead' }}>
            <Tag tone="bad" icon={IconAlertTriangle}>
              {dead} given up
            </Tag>
          </AnchorLink>
        </>
      )}
    </>
  );
}

function Fact({ name, value }: { name: string; value: React.ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{name}</DataList.ItemLabel>
      <DataList.ItemValue>{value}</DataList.ItemValue>
    </DataList.Item>
  );
}

function Loading() {
  return (
    <Stack gap={10}>
      <Skeleton height={22} width={90} />
      <Skeleton height={14} />
      <Skeleton height={14} width="70%" />
      <Skeleton height={14} width="80%" />
    </Stack>
  );
}
