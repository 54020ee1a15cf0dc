import { Button, Stack, Text } from '@mantine/core';
import { IconMailOff, IconSend } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useLive } from '../../hub/live/live.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryDetailPage } from '../../hub/query-detail-page.tsx';
import { type Delivery, type DeliveryDetail, trpc } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
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
  return (
    <QueryDetailPage
      list={{ path: '/deliveries', name: 'Deliveries' }}
      noun="message"
      icon={IconMailOff}
      query={query}
      title={({ delivery }) => describeKind(delivery)}
      description={({ delivery }) => (
        <>
          created <Timestamp at={delivery.createdAt} isShort /> · <ZoneNote />
        </>
      )}
      action={({ delivery }) =>
        delivery.status === 'dead' ? (
          <OperatorOnly>
            <SendAgain id={delivery.id} />
          </OperatorOnly>
        ) : undefined
      }
      hint="The address may be mistyped, or the message is so old that it was deleted."
    >
      {(detail) => <Detail {...detail} />}
    </QueryDetailPage>
  );
}

function Detail({ delivery, attempts, items }: DeliveryDetail) {
  return (
    <>
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
    </>
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
