import { IconMailOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { byCursor, PAGE_SIZE, usePagedRows, whileShort } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { chosenRange, type RangeSearch, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { type Sort, useListSearch } from '../../ui/list-search.ts';
import { useSelection } from '../../ui/selection.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { channelLabels } from './channel-tag.tsx';
import { deliveryColumns } from './delivery-columns.tsx';
import { deliveryStatusLabels, describeKind } from './delivery-labels.tsx';
import { RedriveMenu } from './redrive-menu.tsx';

const REFRESH_MILLISECONDS = 10_000;

const NEWEST_FIRST: Sort = { by: 'raised', order: 'desc' };

const route = getRouteApi('/operator/deliveries');

export function DeliveriesPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear, sorting } = useListSearch(search, NEWEST_FIRST);
  const { status, channel } = filter;
  const range = chosenRange(filter satisfies RangeSearch);
  const days = useListRange(range, useTimeZone());
  const wanted = { status, channel, from: days.from, to: days.to };
  const selection = useSelection(wanted);
  const mayAct = useMay('operator');
  const list = trpc.alerts.listDeliveries.useInfiniteQuery(
    { ...wanted, order: sorting.current.order, withTotal: true, limit: PAGE_SIZE },
    { ...byCursor, enabled: days.isReady, refetchInterval: whileShort(REFRESH_MILLISECONDS) },
  );
  const rows = days.over(usePagedRows(list));
  const ids = rows.data?.map((row) => row.id).filter(selection.has) ?? [];

  return (
    <ListPage
      title="Deliveries"
      description="Every message on every channel, and what happened to it."
      action={
        <OperatorOnly>
          <RedriveMenu ids={ids} onDone={selection.clear} />
        </OperatorOnly>
      }
      filtersLabel="Filter deliveries"
      filters={
        <>
          <DateRangeField
            range={range}
            any={{ label: 'Created any day', onChoose: () => choose(searchOfRange(null)) }}
            onChoose={(chosen) => choose(searchOfRange(chosen))}
            resolved={days.resolved}
          />
          <ChoiceFilter
            label="State"
            any="Any state"
            choices={deliveryStatusLabels}
            value={status}
            onChoose={(next) => choose({ status: next })}
          />
          <ChoiceFilter
            label="Channel"
            any="Any channel"
            choices={channelLabels}
            value={channel}
            onChoose={(next) => choose({ channel: next })}
          />
        </>
      }
      search={search}
      rows={rows}
      noun="message"
      clearFilters={isFiltered ? clear : undefined}
      empty={<NoDeliveries />}
      columns={deliveryColumns}
      exportButton={
        <ExportButton
          list="deliveries"
          query={{ ...wanted, order: sorting.current.order }}
          isWaiting={!days.isReady}
        />
      }
      rowKey={(row) => row.id}
      rowName={(row) => `${describeKind(row)} ${row.skus[0] ?? ''}`}
      opensRows
      sorting={sorting}
      selection={status === 'dead' && mayAct ? selection : undefined}
    />
  );
}

function NoDeliveries() {
  return (
    <EmptyState
      icon={IconMailOff}
      title="No messages yet"
      action={
        <ButtonLink to="/ops/settings" variant="default">
          See the channels
        </ButtonLink>
      }
    >
      The first one goes out when a product falls below its threshold and a channel is set up.
    </EmptyState>
  );
}
