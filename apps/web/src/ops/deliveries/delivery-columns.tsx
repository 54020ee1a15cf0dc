import { Text } from '@mantine/core';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import type { Delivery } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import { RowActions, RowButton } from '../../ui/row-button.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp, Timestamp } from '../../ui/timestamp.tsx';
import { ChannelTag, channelLabels } from './channel-tag.tsx';
import { DeliveryStatusTag, describeKind } from './delivery-labels.tsx';
import { useRedrive } from './use-redrive.ts';

/** The columns of the list of messages. */
export const deliveryColumns: Column<Delivery>[] = [
  {
    name: 'Message',
    card: 'title',
    cell: (delivery) => (
      <Lines detail={<bdi>{delivery.message ?? nameItems(delivery)}</bdi>}>
        <AnchorLink to="/deliveries/$id" params={{ id: delivery.id }} c="inherit" fz="sm" fw={550}>
          {describeKind(delivery)}
        </AnchorLink>
      </Lines>
    ),
  },
  {
    name: 'Channel',
    card: 'aside',
    cell: (delivery) => <ChannelTag channel={delivery.channel} />,
  },
  {
    name: 'State',
    card: 'aside',
    cell: (delivery) => <DeliveryStatusTag status={delivery.status} />,
  },
  {
    name: 'Attempts',
    align: 'end',
    cell: (delivery) => <span className="hub-number">{delivery.attempts}</span>,
  },
  { name: 'Last answer', cell: (delivery) => <LastAnswer delivery={delivery} /> },
  {
    name: 'Created',
    sort: 'raised',
    firstOrder: 'desc',
    orderNames: { asc: 'Oldest first', desc: 'Newest first' },
    cell: (delivery) => <StackedTimestamp at={delivery.createdAt} />,
  },
  {
    name: 'Actions',
    card: 'actions',
    width: 130,
    cell: (delivery) => <SendAgain delivery={delivery} />,
  },
];

/** The SKUs that a message names, shortened to fit. */
function nameItems({ skus, itemCount }: Delivery): string {
  const more = itemCount - skus.length;
  return more > 0 ? `${skus.join(', ')} and ${more} more` : skus.join(', ');
}

function LastAnswer({ delivery: { lastError, status, nextAttemptAt, deliveredAt } }: { delivery: Delivery }) {
  if (status === 'delivered') {
    return (
      <>
        {lastError === null ? null : (
          <Text fz={13} lineClamp={3} maw={320} style={{ overflowWrap: 'anywhere' }} title={lastError}>
            Not delivered to everybody: {lastError}
          </Text>
        )}
        {deliveredAt === null ? null : (
          <Text fz={13} c="dimmed" component="div">
            Accepted <Timestamp at={deliveredAt} isShort />
          </Text>
        )}
      </>
    );
  }
  return (
    <>
      {lastError === null ? null : (
        <Text fz={13} lineClamp={3} maw={320} style={{ overflowWrap: 'anywhere' }} title={lastError}>
          {lastError}
        </Text>
      )}
      {status === 'pending' && nextAttemptAt !== null ? (
        <Text fz={13} c="dimmed" component="div">
          next <Timestamp at={nextAttemptAt} isShort />
        </Text>
      ) : null}
    </>
  );
}

function SendAgain({ delivery }: { delivery: Delivery }) {
  const { redrive, isRunning } = useRedrive();
  if (delivery.status !== 'dead') return null;
  return (
    <OperatorOnly>
      <RowActions>
        <RowButton
          label={`Send again: ${describeKind(delivery)} by ${channelLabels[delivery.channel]}`}
          isBusy={isRunning}
          onPress={() => redrive({ ids: [delivery.id] })}
        >
          Send again
        </RowButton>
      </RowActions>
    </OperatorOnly>
  );
}
