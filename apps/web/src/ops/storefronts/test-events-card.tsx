import { ActionIcon, Button, Group, Paper, Text, Title, Tooltip } from '@mantine/core';
import { IconRefresh, IconTestPipe, IconTrash } from '@tabler/icons-react';
import { readHubError } from '../../hub/hub-error.ts';
import { byCursor, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type TestEvent, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { StackedTimestamp } from '../../ui/timestamp.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';
import { outcomeOf, subjectOf } from './describe-test-event.ts';

const PAGE_SIZE = 20;

const outcomes: Record<TestEvent['outcome'], { word: string; tone: Tone }> = {
  recorded: { word: 'Accepted', tone: 'good' },
  not_counted: { word: 'Not counted', tone: 'warn' },
  refused: { word: 'Refused', tone: 'bad' },
};

/** What test keys reported last, and why it would not count. */
export function TestEventsCard() {
  const list = trpc.testEvents.listTestEvents.useInfiniteQuery({ limit: PAGE_SIZE }, byCursor);
  return (
    <Paper component="section" aria-labelledby="test-events">
      <Group justify="space-between" align="flex-start" p="md" gap="sm">
        <div>
          <Title order={2} fz={16} id="test-events">
            Test events
          </Title>
          <Text fz="sm" c="dimmed" mt={4}>
            What test keys reported in the last 7 days. None of it counts, pays or sends anything.
          </Text>
        </div>
        <Group gap={6}>
          <Tooltip label="Refresh">
            <ActionIcon
              variant="default"
              aria-label="Refresh test events"
              loading={list.isRefetching}
              onClick={() => void list.refetch()}
            >
              <IconRefresh size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
          <OperatorOnly>
            <RemoveButton />
          </OperatorOnly>
        </Group>
      </Group>
      <PagedList
        filters={null}
        filtersLabel="Filter test events"
        rows={usePagedRows(list)}
        noun="test event"
        empty={<NoTestEvents />}
        table={(rows) => (
          <DataTable
            label="Test events"
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={(event) => `${event.kind} ${subjectOf(event)}`}
          />
        )}
      />
    </Paper>
  );
}

const columns: Column<TestEvent>[] = [
  {
    name: 'Event',
    card: 'title',
    cell: (event) => (
      <>
        <Text fz="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
          {subjectOf(event)}
        </Text>
        <Text fz={13} c="dimmed">
          {event.kind}
          {event.affiliateHandle === null ? '' : ` of ${event.affiliateHandle}`}
        </Text>
      </>
    ),
  },
  {
    name: 'Outcome',
    card: 'aside',
    cell: ({ outcome }) => <Tag tone={outcomes[outcome].tone}>{outcomes[outcome].word}</Tag>,
  },
  {
    name: 'Why',
    cell: (event) => (
      <Text fz={13} style={{ overflowWrap: 'anywhere' }}>
        {outcomeOf(event)}
      </Text>
    ),
  },
  { name: 'Storefront', cell: ({ storefront }) => storefront },
  { name: 'Time', cell: ({ at }) => <StackedTimestamp at={at} /> },
];

function RemoveButton() {
  const cache = trpc.useUtils();
  const remove = trpc.testEvents.removeTestEvents.useMutation({
    onSuccess: ({ removed }) => {
      showSuccess(removed === 1 ? '1 test event was removed.' : `${removed} test events were removed.`);
      return cache.testEvents.listTestEvents.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconTrash size={15} aria-hidden />}
      loading={remove.isPending}
      onClick={() =>
        confirm({
          title: 'Remove all test events?',
          body: 'Test orders and test stock of every storefront start from nothing again. Nothing else changes.',
          confirm: 'Remove',
          isDangerous: true,
          onConfirm: () => remove.mutate({}),
        })
      }
    >
      Remove test events
    </Button>
  );
}

function NoTestEvents() {
  return (
    <EmptyState icon={IconTestPipe} title="No test events">
      Make a test-mode key and use it in place of a live one. What it reports appears here, with the reason if
      it would not count.
    </EmptyState>
  );
}
