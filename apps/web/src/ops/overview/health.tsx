import { Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { QueryView } from '../../hub/query-view.tsx';
import { type Alerting, trpc } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink } from '../../ui/links.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { channelLabels } from '../deliveries/channel-tag.tsx';
import { Card } from './card.tsx';
import classes from './overview.module.css';

/** Whether alerts would arrive: checks of the stock, channels, and messages that did not arrive. */
export function Health() {
  const alerting = trpc.ops.getAlerting.useQuery({});
  return (
    <Card
      title="Health"
      aside={
        <AnchorLink to="/ops/settings" fz={13}>
          Settings
        </AnchorLink>
      }
    >
      {/* What it says stays: that the hub does not answer is said above, for all of the page. */}
      {alerting.data === undefined ? (
        <QueryView query={alerting} loading={<Skeleton height={132} m="md" w="auto" />}>
          {() => null}
        </QueryView>
      ) : (
        <Facts alerting={alerting.data} />
      )}
    </Card>
  );
}

function Facts({ alerting }: { alerting: Alerting }) {
  const { problems, channels, channelHealth, lastScanAt, deliveries } = alerting;
  const failing = channelHealth.filter(({ failingSince }) => failingSince !== null);
  return (
    <ul className={classes.list}>
      <Fact isWell={problems.length === 0} name="Alerting">
        {problems.length === 0 ? 'Works' : counted(problems.length, 'problem')}
      </Fact>
      <Fact isWell={channels.length > 0 && failing.length === 0} name="Channels">
        {channels.length === 0 ? (
          <AnchorLink to="/ops/settings" fz="inherit">
            None: nobody gets alerts
          </AnchorLink>
        ) : failing.length === 0 ? (
          channels.map(({ name }) => channelLabels[name]).join(', ')
        ) : (
          `${failing.map(({ channel }) => channelLabels[channel]).join(', ')} failing`
        )}
      </Fact>
      <Fact isWell={!problems.some(({ subject }) => subject === 'scans')} name="Stock checked">
        {lastScanAt === null ? 'Not yet' : <RelativeTime at={lastScanAt} />}
      </Fact>
      <Fact isWell={deliveries.dead === 0} name="Messages given up">
        {deliveries.dead === 0 ? (
          'None'
        ) : (
          <AnchorLink to="/deliveries" search={{ status: 'dead' }} fz="inherit">
            {formatCount(deliveries.dead)}
          </AnchorLink>
        )}
      </Fact>
    </ul>
  );
}

function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function Fact({ isWell, name, children }: { isWell: boolean; name: string; children: ReactNode }) {
  const Mark = isWell ? IconCircleCheck : IconAlertTriangle;
  return (
    <li className={classes.fact} data-well={isWell}>
      <Mark size={16} aria-hidden />
      <span>{name}</span>
      <span className={classes.factValue}>{children}</span>
    </li>
  );
}
