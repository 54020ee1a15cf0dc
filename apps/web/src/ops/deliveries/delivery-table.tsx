import { Button, Text, UnstyledButton } from '@mantine/core';
import type { Delivery } from '../../hub/trpc.ts';
import { type Column, DataTable, type Selection } from '../../ui/data-table.tsx';
import { StackedTimestamp, Timestamp } from '../../ui/timestamp.tsx';
import { ChannelTag } from './channel-tag.tsx';
import { DeliveryStatusTag, describeKind } from './delivery-labels.tsx';
import { useRedrive } from './use-redrive.ts';

interface DeliveryTableProps {
  rows: readonly Delivery[];
  onOpen: (id: string) => void;
  selection?: Selection;
}

export function DeliveryTable({ rows, onOpen, selection }: DeliveryTableProps) {
  const columns: Column<Delivery>[] = [
    {
      name: 'Message',
      card: 'title',
      cell: (delivery) => (
        <UnstyledButton onClick={() => onOpen(delivery.id)} aria-label={`Open ${describeKind(delivery)}`}>
          <Text fz="sm" fw={550}>
            {describeKind(delivery)}
          </Text>
          <Text fz={13} c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
            {delivery.message ?? nameItems(delivery)}
          </Text>
        </UnstyledButton>
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
  return (
    <DataTable
      label="Messages"
      columns={columns}
      rows={rows}
      rowKey={(delivery) => delivery.id}
      rowName={(delivery) => `${describeKind(delivery)} ${delivery.skus[0] ?? ''}`}
      {...(selection === undefined ? {} : { selection })}
    />
  );
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
