import { Button, Text } from '@mantine/core';
import type { Delivery } from '../../hub/trpc.ts';
import { Lines } from '../../ui/lines.tsx';
import { AnchorLink } from '../../ui/links.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { StackedTimestamp, Timestamp } from '../../ui/timestamp.tsx';
import { ChannelTag } from './channel-tag.tsx';
import { DeliveryStatusTag, describeKind } from './delivery-labels.tsx';
import { useRedrive } from './use-redrive.ts';

/** The columns of the list of messages. */
export function deliveryColumns(onOpen: (id: string) => void): Column<Delivery>[] {
  return [
    {
      name: 'Message',
      card: 'title',
      cell: (delivery) => (
        <Lines detail={<bdi>{delivery.message ?? nameItems(delivery)}</bdi>}>
          <AnchorLink
            to="/deliveries"
            search={(filter: object) => ({ ...filter, id: delivery.id })}
            resetScroll={false}
            c="inherit"
            fz="sm"
            fw={550}
          >
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
    { name: 'Raised', cell: (delivery) => <StackedTimestamp at={delivery.createdAt} /> },
    {
      name: 'Actions',
      card: 'actions',
      width: 130,
      cell: (delivery) => <RowAction delivery={delivery} onOpen={onOpen} />,
    },
  ];
}

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
            Not to everybody: {lastError}
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

function RowAction({ delivery, onOpen }: { delivery: Delivery; onOpen: (id: string) => void }) {
  const { redrive, isRunning } = useRedrive();
  const isDead = delivery.status === 'dead';
  return (
    <Button
      size="compact-sm"
      variant={isDead ? 'default' : 'subtle'}
      loading={isRunning}
      onClick={() => (isDead ? redrive({ ids: [delivery.id] }) : onOpen(delivery.id))}
    >
      {isDead ? 'Send again' : 'Details'}
    </Button>
  );
}
