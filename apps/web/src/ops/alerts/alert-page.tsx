import { Button, Group, Paper, Skeleton, Stack, Title } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { readHubError } from '../../hub/hub-error.ts';
import { useLive } from '../../hub/live/live.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Episode, trpc } from '../../hub/trpc.ts';
import { DetailPage } from '../../ui/detail-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink, ButtonLink } from '../../ui/links.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import { StateDetail } from './alert-columns.tsx';
import { AlertTimeline } from './alert-timeline.tsx';
import { AlertButtons } from './bulk-actions.tsx';
import { EpisodeStatusTag } from './episode-status-tag.tsx';
import { ProductMutes } from './product-mutes.tsx';
import { EpisodeLevel } from './severity-tag.tsx';

const route = getRouteApi('/operator/alerts/$id');

/** An alert: how bad it is, who takes care of it, and all that happened to it. */
export function AlertPage() {
  const { id } = route.useParams();
  useLive(['alerts', 'deliveries']);
  const alert = trpc.alerts.getEpisode.useQuery({ id });
  const episode = alert.data?.episode;
  const isMissing = alert.isError && readHubError(alert.error).code === 'not_found';
  return (
    <DetailPage
      list={{ path: '/alerts', name: 'Alerts' }}
      title={episode?.name ?? (isMissing ? 'No such alert' : 'Alert')}
      description={episode === undefined ? undefined : <ProductLine episode={episode} />}
      action={
        episode === undefined ? undefined : (
          <OperatorOnly>
            <Group gap={8}>
              <AlertButtons target={{ kind: 'some', ids: [id], statuses: [episode.status] }} />
              <Button
                size="compact-md"
                fz="sm"
                variant="default"
                onClick={() => overlays.open({ kind: 'mute', subject: { ...episode, kind: 'product' } })}
              >
                Mute…
              </Button>
            </Group>
          </OperatorOnly>
        )
      }
    >
      <Paper>
        {isMissing ? (
          <Missing />
        ) : (
          <QueryView query={alert} loading={<Loading />}>
            {(data) => (
              <Stack gap={28} p="lg">
                {data.episode.status === 'resolved' ? null : <ProductMutes sku={data.episode.sku} />}
                <EpisodeFacts episode={data.episode} />
                <section aria-labelledby="alert-timeline">
                  <Title order={2} fz={16} mb="md" id="alert-timeline">
                    Timeline
                  </Title>
                  <AlertTimeline entries={data.timeline} />
                </section>
              </Stack>
            )}
          </QueryView>
        )}
      </Paper>
    </DetailPage>
  );
}

function ProductLine({ episode: { sku, supplier } }: { episode: Episode }) {
  return (
    <>
      <AnchorLink to="/inventory/$sku" params={{ sku }} search={{}} c="inherit" title="Open this product">
        <bdi className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
          {sku}
        </bdi>
      </AnchorLink>
      {supplier === null || supplier === '' ? null : (
        <>
          {' · from '}
          <bdi>{supplier}</bdi>
        </>
      )}
      {' · '}
      <ZoneNote />
    </>
  );
}

function Missing() {
  return (
    <EmptyState
      icon={IconBellOff}
      title="There is no such alert"
      action={
        <ButtonLink to="/alerts" search={{}} variant="default">
          Show the alerts
        </ButtonLink>
      }
    >
      The address may be mistyped, or the alert is so old that it was deleted.
    </EmptyState>
  );
}

function EpisodeFacts({ episode }: { episode: Episode }) {
  const { announcedAt, announcedStock, recoversAt, status } = episode;
  return (
    <Facts>
      <Fact name="Stock">
        <EpisodeLevel episode={episode} />
      </Fact>
      {status === 'resolved' ? null : <Fact name="Over when stock reaches">{formatCount(recoversAt)}</Fact>}
      <Fact name="State">
        <Lines detail={<StateDetail episode={episode} />}>
          <EpisodeStatusTag status={status} />
        </Lines>
      </Fact>
      <Fact name="Since">
        <Timestamp at={episode.openedAt} isShort />
      </Fact>
      <Fact name="Last announced">
        {announcedAt === null ? (
          'not yet'
        ) : (
          <Lines detail={announcedStock === null ? null : `at ${formatCount(announcedStock)} left`}>
            <Timestamp at={announcedAt} isShort />
          </Lines>
        )}
      </Fact>
    </Facts>
  );
}

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={48} />
      <Skeleton height={18} width={120} />
      <Skeleton height={40} width="60%" />
      <Skeleton height={40} width="50%" />
      <Skeleton height={40} width="55%" />
    </Stack>
  );
}
