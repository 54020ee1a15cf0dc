import { Button, DataList, Drawer, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Delivery, type DeliveryDetail, trpc } from '../../hub/trpc.ts';
import { CopyValue } from '../../ui/copy-value.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import { AttemptList } from './attempt-list.tsx';
import { ChannelTag } from './channel-tag.tsx';
import { DeliveryStatusTag, describeKind } from './delivery-labels.tsx';
import { useRedrive } from './use-redrive.ts';

const REFRESH_MILLISECONDS = 5_000;

/** One message, with every attempt to send it and every product that it names. */
export function DeliveryDrawer({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title="Message"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id === undefined ? null : <Detail id={id} />}
    </Drawer>
  );
}

function Detail({ id }: { id: string }) {
  const detail = trpc.alerts.getDelivery.useQuery({ id }, { refetchInterval: REFRESH_MILLISECONDS });
  return (
    <QueryView query={detail} loading={<Loading />}>
      {({ delivery, attempts, items }) => (
        <Stack gap="lg">
          <Group justify="space-between">
            <Text fw={600}>{describeKind(delivery)}</Text>
            <Group gap={6}>
              <ChannelTag channel={delivery.channel} />
              <DeliveryStatusTag status={delivery.status} />
            </Group>
          </Group>
          {delivery.status === 'dead' ? (
            <OperatorOnly>
              <SendAgain delivery={delivery} />
            </OperatorOnly>
          ) : null}
          {delivery.message === null ? null : (
            <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
              {delivery.message}
            </Text>
          )}
          <Facts delivery={delivery} />
          <section aria-label="Attempts">
            <Title order={3} fz={14}>
              Attempts
            </Title>
            {attempts.length === 0 ? (
              <Text fz="sm" c="dimmed" mt={4}>
                None yet.
              </Text>
            ) : (
              <AttemptList attempts={attempts} />
            )}
          </section>
          {items.length === 0 ? null : <Items items={items} count={delivery.itemCount} />}
        </Stack>
      )}
    </QueryView>
  );
}

function SendAgain({ delivery }: { delivery: Delivery }) {
  const { redrive, isRunning } = useRedrive();
  return (
    <Button
      leftSection={<IconSend size={16} aria-hidden />}
      loading={isRunning}
      onClick={() => redrive({ ids: [delivery.id] })}
    >
      Send again
    </Button>
  );
}

function Facts({ delivery }: { delivery: Delivery }) {
  return (
    <DataList size="sm" gap={6} labelWidth="7rem">
      <Fact name="Raised">
        <Timestamp at={delivery.createdAt} />
      </Fact>
      {delivery.deliveredAt === null ? null : (
        <Fact name="Accepted">
          <Timestamp at={delivery.deliveredAt} />
        </Fact>
      )}
      {delivery.nextAttemptAt === null ? null : (
        <Fact name="Next attempt">
          <Timestamp at={delivery.nextAttemptAt} />
        </Fact>
      )}
      <Fact name="Alert id">
        <Group gap={4} wrap="nowrap">
          <span className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
            {delivery.alertId}
          </span>
          <CopyValue value={delivery.alertId} label="Copy the alert id" />
        </Group>
      </Fact>
    </DataList>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{name}</DataList.ItemLabel>
      <DataList.ItemValue>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}

function Items({ items, count }: { items: DeliveryDetail['items']; count: number }) {
  return (
    <section aria-label="Products">
      <Title order={3} fz={14} mb={6}>
        Products, as they were then
      </Title>
      <Table fz="sm" verticalSpacing={6} horizontalSpacing={0}>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={item.sku}>
              <Table.Td>
                <Text fz="sm" style={{ overflowWrap: 'anywhere' }}>
                  {item.name}
                </Text>
                <Text fz={13} c="dimmed" className="hub-mono" style={{ overflowWrap: 'anywhere' }}>
                  {item.sku}
                </Text>
              </Table.Td>
              <Table.Td ta="end" style={{ whiteSpace: 'nowrap' }}>
                <b>{formatCount(item.stock)}</b> / {formatCount(item.threshold)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {count > items.length ? (
        <Text fz={13} c="dimmed" mt={6}>
          The most urgent {formatCount(items.length)} of {formatCount(count)}.
        </Text>
      ) : null}
    </section>
  );
}

function Loading() {
  return (
    <Stack gap={12}>
      <Skeleton height={22} width="60%" />
      <Skeleton height={14} />
      <Skeleton height={14} width="80%" />
      <Skeleton height={90} />
    </Stack>
  );
}
