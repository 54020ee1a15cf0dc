import { Button } from '@mantine/core';
import { IconArrowUp, IconHistory } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { byCursor, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import { eventLabels } from '../events/event-tag.tsx';
import { movementColumns } from './movement-columns.tsx';
import { useRange } from './stock-history.tsx';

/** Fewer than in lists: on a phone they stand below all else. */
const PAGE_SIZE = 50;

const route = getRouteApi('/operator/inventory/$sku');

/** What happened to a product's stock, newest first. New movements show by themselves as long as nobody has loaded more. */
export function ProductMovements({ sku }: { sku: string }) {
  const { type, when } = route.useSearch();
  const navigate = useNavigate();
  const choose = (changes: { type?: string | undefined; when?: 'range' | undefined }) =>
    void navigate({
      to: '.',
      search: (search: object) => ({ ...search, ...changes }) as never,
      resetScroll: false,
    });
  const { input } = useRange();
  const days = trpc.analytics.getStockHistory.useQuery({ sku, ...input }).data;
  const isOfDays = when === 'range';
  const filter = {
    sku,
    eventType: type,
    ...(isOfDays && days !== undefined ? { from: days.from, to: days.to } : {}),
  };
  const list = trpc.inventory.listEvents.useInfiniteQuery(
    { ...filter, limit: PAGE_SIZE },
    { ...byCursor, enabled: !isOfDays || days !== undefined },
  );
  const rows = usePagedRows(list);
  const news = useNewMovement(filter, rows.isOutdated === true ? undefined : rows.data);
  const isAtTop = (list.data?.pages.length ?? 0) <= 1;
  const { refetch } = list;
  useEffect(() => {
    if (news && isAtTop) void refetch();
  }, [news, isAtTop, refetch]);
  return (
    <ListPanel
      label="Movements"
      filtersLabel="Filter movements"
      filters={
        <>
          <ChoiceFilter
            label="Type"
            any="Every type"
            choices={
              type === undefined || type in eventLabels ? eventLabels : { ...eventLabels, [type]: type }
            }
            value={type}
            onChoose={(chosen) => choose({ type: chosen })}
          />
          <ChoiceFilter
            label="Time"
            any="Any time"
            choices={{ range: 'Days of the chart' }}
            value={when}
            onChoose={(chosen) => choose({ when: chosen })}
          />
          {news && !isAtTop ? (
            <Button
              variant="default"
              leftSection={<IconArrowUp size={16} aria-hidden />}
              onClick={() => void refetch()}
            >
              Show new movements
            </Button>
          ) : null}
        </>
      }
      rows={rows}
      noun="movement"
      clearFilters={
        type === undefined && when === undefined
          ? undefined
          : () => choose({ type: undefined, when: undefined })
      }
      empty={
        <EmptyState icon={IconHistory} title="No movements">
          None are kept any more. The next change of stock appears here.
        </EmptyState>
      }
      columns={movementColumns}
      rowKey={({ id }) => id}
      rowName={({ eventType, timestamp }) => `${eventLabels[eventType] ?? eventType} ${timestamp}`}
    />
  );
}

/** Whether there is a newer movement than the first that shows. This small query is one that live changes read anew. */
function useNewMovement(
  filter: { sku: string; eventType: string | undefined; from?: string; to?: string },
  shown: readonly { id: number }[] | undefined,
): boolean {
  const newest = trpc.inventory.listEvents.useQuery({ ...filter, limit: 1 }).data?.items[0];
  return newest !== undefined && shown !== undefined && newest.id > (shown[0]?.id ?? 0);
}
