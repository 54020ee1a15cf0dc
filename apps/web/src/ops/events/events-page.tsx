import { IconHistory } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { KeptNote } from '../../hub/kept-note.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { ListNews } from '../../hub/live/list-news.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { chosenRange, searchOfRange } from '../../ui/date-range.ts';
import { DateRangeField } from '../../ui/date-range-field.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { useTimeZone } from '../../ui/time-zone.tsx';
import { eventColumns } from './event-columns.tsx';
import { type EventsSearch, NEWEST_FIRST, withDays } from './event-search.ts';
import { eventLabels } from './event-tag.tsx';

const route = getRouteApi('/operator/events');

/** What happened to the stock of all products. */
export function EventsPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear, sorting } = useListSearch<EventsSearch>(search, NEWEST_FIRST);
  const range = chosenRange(filter);
  const days = useListRange(range, useTimeZone());
  const { order } = sorting.current;
  const wanted = { eventType: filter.type, from: days.from, to: days.to, order };
  const list = trpc.inventory.listEvents.useInfiniteQuery(
    { ...wanted, withTotal: true, limit: PAGE_SIZE },
    { ...byCursor, enabled: days.isReady },
  );
  const rows = days.over(usePagedRows(list));
  const chooseWithDays = (changes: Partial<EventsSearch>) => choose(withDays(changes, filter));
  return (
    <ListPage
      title="Stock movements"
      description="Every change of stock, and every announcement of low stock. Choose a SKU to see the movements of that product."
      notice={
        <>
          <ListNews
            key={`${JSON.stringify(search)} ${rows.updatedAt}`}
            topics={['stock']}
            words="Show what is new"
            // Rows do not move away from somebody who has scrolled to them.
            isFollowing={() => order === 'desc' && window.scrollY < 80 && list.data?.pages.length === 1}
            refresh={list.refetch}
          />
          <KeptNote from={days.from} days="stockEventDays" what="Movements" />
        </>
      }
      filtersLabel="Filter movements"
      filters={
        <>
          <DateRangeField
            range={range}
            any={{ label: 'Any day', onChoose: () => chooseWithDays(searchOfRange(null)) }}
            onChoose={(chosen) => chooseWithDays(searchOfRange(chosen))}
            resolved={days.resolved}
          />
          <ChoiceFilter
            label="Type"
            any="Every type"
            choices={namesWith(filter.type)}
            value={filter.type}
            onChoose={(type) => chooseWithDays({ type })}
          />
        </>
      }
      search={search}
      rows={rows}
      noun="movement"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="No movement in this period is of this type. The privacy page says how long movements are kept."
      empty={<NoEvents />}
      columns={eventColumns}
      exportButton={<ExportButton list="stockMovements" query={wanted} isWaiting={!days.isReady} />}
      rowKey={({ id }) => id}
      rowName={({ eventType, sku: changed }) => `${eventLabels[eventType] ?? eventType} ${changed}`}
      opensRows
      sorting={sorting}
    />
  );
}

/** The known types, and one from an address that this app does not know. */
function namesWith(type: string | undefined): Readonly<Record<string, string>> {
  return type === undefined || type in eventLabels ? eventLabels : { ...eventLabels, [type]: type };
}

function NoEvents() {
  return (
    <EmptyState
      icon={IconHistory}
      title="No movements yet"
      action={
        <ButtonLink to="/inventory" search={{}} variant="default">
          Go to products
        </ButtonLink>
      }
    >
      The first one appears when you add a product or change its stock.
    </EmptyState>
  );
}
