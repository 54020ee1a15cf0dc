import { Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Episode, trpc } from '../../hub/trpc.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { AnchorLink, BackLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { EpisodeLevel, StateDetail } from './alert-columns.tsx';
import { AlertTimeline } from './alert-timeline.tsx';
import { AlertButtons } from './bulk-actions.tsx';
import { EpisodeStatusTag } from './episode-status-tag.tsx';

const REFRESH_MILLISECONDS = 10_000;

const route = getRouteApi('/operator/alerts/$id');

export function AlertPage() {
  const { id } = route.useParams();
  const alert = trpc.alerts.getEpisode.useQuery({ id }, { refetchInterval: REFRESH_MILLISECONDS });
  const episode = alert.data?.episode;
  return (
    <>
      <BackLink to="/alerts" search={{}}>
        All alerts
      </BackLink>
      <PageHeader
        title={episode?.name ?? 'Alert'}
        action={
          episode === undefined ? null : (
            <OperatorOnly>
              <AlertButtons episodes={[episode]} />
            </OperatorOnly>
          )
        }
      >
        {episode === undefined ? null : (
          <AnchorLink
            to="/inventory/$sku"
            params={{ sku: episode.sku }}
            search={{}}
            c="dimmed"
            title="Open this product"
          >
            <span className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
              {episode.sku}
            </span>
          </AnchorLink>
        )}
      </PageHeader>
      <Paper>
        <QueryView query={alert} loading={<Loading />}>
          {(data) => (
            <Stack gap={28} p="lg">
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
      </Paper>
    </>
  );
}

function EpisodeFacts({ episode }: { episode: Episode }) {
  const { announcedAt, announcedStock, recoversAt, supplier, status } = episode;
  return (
    <Facts>
      <Fact name="Stock / threshold">
        <EpisodeLevel episode={episode} />
        {status === 'resolved' ? null : (
          <Text fz={13} c="dimmed" mt={4}>
            Resolves at {formatCount(recoversAt)} or more
          </Text>
        )}
      </Fact>
      <Fact name="State">
        <EpisodeStatusTag status={status} />
        <StateDetail episode={episode} />
      </Fact>
      <Fact name="Opened">
        <Timestamp at={episode.openedAt} />
      </Fact>
      <Fact name="Last announced">
        {announcedAt === null ? (
          'not yet'
        ) : (
          <>
            <Timestamp at={announcedAt} />
            {announcedStock === null ? null : ` at ${formatCount(announcedStock)}`}
          </>
        )}
      </Fact>
      {supplier === null || supplier === '' ? null : <Fact name="Supplier">{supplier}</Fact>}
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
