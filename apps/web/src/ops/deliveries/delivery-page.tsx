import { Button, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconMailOff, IconSend } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { readHubError } from '../../hub/hub-error.ts';
import { useLive } from '../../hub/live/live.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Delivery, type DeliveryDetail, trpc } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { DetailPage } from '../../ui/detail-page.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { SectionCard } from '../../ui/section-card.tsx';
import { Timestamp } from '../../ui/timestamp.tsx';
import { ZoneNote } from '../../ui/zone-note.tsx';
import { AttemptList } from './attempt-list.tsx';
import { ChannelTag } from './channel-tag.tsx';
import { DeliveryItems } from './delivery-items.tsx';
import { DeliveryStatusTag, describeKind } from './delivery-labels.tsx';
import { useRedrive } from './use-redrive.ts';

/** While it is on its way, the next attempt may come at any moment. */
const REFRESH_MILLISECONDS = 5_000;

const route = getRouteApi('/operator/deliveries/$id');

/** One message: what became of it, with every attempt to send it and every product that it names. */
export function DeliveryPage() {
  const { id } = route.useParams();
  useLive(['deliveries']);
  const query = trpc.alerts.getDelivery.useQuery({ id }, { refetchInterval: REFRESH_MILLISECONDS });
  const delivery = query.data?.delivery;
  const isMissing = query.isError && readHubError(query.error).code === 'not_found';
  return (
    <DetailPage
      list={{ path: '/deliveries', name: 'Deliveries' }}
      title={delivery === undefined ? (isMissing ? 'No such message' : 'Message') : describeKind(delivery)}
      description={
        delivery === undefined ? undefined : (
          <>
            created <Timestamp at={delivery.createdAt} isShort /> · <ZoneNote />
          </>
        )
      }
      action={
        delivery?.status === 'dead' ? (
          <OperatorOnly>
            <SendAgain id={delivery.id} />
          </OperatorOnly>
        ) : undefined
      }
    >
      {query.data === undefined ? (
        <Paper>
          {isMissing ? (
            <Missing />
          ) : (
            <QueryView query={query} loading={<Loading />}>
              {() => null}
            </QueryView>
          )}
        </Paper>
      ) : (
        <QueryView query={query} loading={null}>
          {(detail) => <Detail {...detail} />}
        </QueryView>
      )}
    </DetailPage>
  );
}

function Detail({ delivery, attempts, items }: DeliveryDetail) {
  return (
    <Stack gap="lg">
      <SectionCard title="What happened to it">
        <Stack gap="md">
          {delivery.message === null ? null : (
            <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
              <bdi>{delivery.message}</bdi>
            </Text>
          )}
          <DeliveryFacts delivery={delivery} />
        </Stack>
      </SectionCard>
      <SectionCard title="Attempts">
        {attempts.length === 0 ? (
          <Text fz="sm" c="dimmed">
            None yet.
          </Text>
        ) : (
          <AttemptList attempts={attempts} />
        )}
      </SectionCard>
      {items.length === 0 ? null : <DeliveryItems items={items} count={delivery.itemCount} />}
    </Stack>
  );
}

function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const { status, channel, createdAt, deliveredAt, nextAttemptAt, alertId } = delivery;
  return (
    <Facts>
      <Fact name="State">
        <DeliveryStatusTag status={status} />
      </Fact>
      <Fact name="Channel">
        <ChannelTag channel={channel} />
      </Fact>
      <Fact name="Raised">
        <Timestamp at={createdAt} />
      </Fact>
      {deliveredAt === null ? null : (
        <Fact name="Accepted">
          <Timestamp at={deliveredAt} />
        </Fact>
      )}
      {nextAttemptAt === null ? null : (
        <Fact name="Next attempt">
          <Timestamp at={nextAttemptAt} />
        </Fact>
      )}
      <Fact name="Id in the message">
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 4, minWidth: 0 }}>
          <span className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
            {alertId}
          </span>
          <CopyValue value={alertId} label="Copy the id in the message" />
        </span>
      </Fact>
    </Facts>
  );
}

function SendAgain({ id }: { id: string }) {
  const { redrive, isRunning } = useRedrive();
  return (
    <Button
      leftSection={<IconSend size={16} aria-hidden />}
      loading={isRunning}
      onClick={() => redrive({ ids: [id] })}
    >
      Send again
    </Button>
  );
}

function Missing() {
  return (
    <EmptyState
      icon={IconMailOff}
      title="There is no such message"
      action={
        <ButtonLink to="/deliveries" search={{}} variant="default">
          Show the deliveries
        </ButtonLink>
      }
    >
      The address may be mistyped, or the message is so old that it was deleted.
    </EmptyState>
  );
}

function Loading() {
  return (
    <Stack gap={18} p="lg">
      <Skeleton height={18} width={160} />
      <Skeleton height={44} />
      <Skeleton height={90} />
    </Stack>
  );
}
