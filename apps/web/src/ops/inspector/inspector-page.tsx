import { Button, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { type InspectedEvent, trpc } from '../../hub/trpc.ts';
import { type ListViews, useListViews } from '../../hub/views/use-list-views.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Segments } from '../../ui/segments.tsx';
import type { Column } from '../../ui/table-columns.ts';
import { Timestamp } from '../../ui/timestamp.tsx';
import { useStorefronts } from '../orders/use-storefronts.ts';
import { eventColumns } from './event-columns.tsx';
import { onTopOf } from './event-feed.ts';
import { modeNames, nameOf } from './event-words.ts';
import classes from './inspector.module.css';
import { InspectorFilters } from './inspector-filters.tsx';
import { askedFor, type InspectorAddress } from './inspector-search.ts';
import { LiveBar } from './live-bar.tsx';
import { NoEvents } from './no-events.tsx';
import { useEventFeed } from './use-event-feed.ts';

const route = getRouteApi('/operator/inspector');

/** So few rows are worth looking further back by itself … */
const FEW_ROWS = 20;
/** … for so many pages; then somebody decides. */
const MOST_PAGES_BY_ITSELF = 10;

export function InspectorPage() {
  const search = route.useSearch();
  const hasStorefronts = useStorefronts().length > 1;
  const columns = useMemo(() => eventColumns({ hasStorefronts }), [hasStorefronts]);
  const views = useListViews('inspector', { search, columns, all: 'All events' });
  const { view: _, columns: __, ...filter } = search;
  // Another filter is another list: what arrived for the one before is gone.
  return <Inspector key={JSON.stringify(filter)} search={search} columns={columns} views={views} />;
}

/** What storefronts send, as it arrives, and what became of it. */
function Inspector({
  search,
  columns,
  views,
}: {
  search: InspectorAddress;
  columns: readonly Column<InspectedEvent>[];
  views: ListViews<InspectedEvent>;
}) {
  const { filter, isFiltered, choose, type, clear } = useListSearch(search);
  const [isPaused, setIsPaused] = useState(false);
  const cache = trpc.useUtils();
  const list = trpc.inspector.listEvents.useInfiniteQuery(
    { ...askedFor(filter), limit: PAGE_SIZE },
    // What arrives later comes by itself, and rows stay where they are.
    { ...byCursor, refetchOnWindowFocus: false, refetchOnMount: 'always' as const, gcTime: 60_000 },
  );
  const loaded = usePagedRows(list);
  const known = useMemo(() => new Set(loaded.data?.map(({ id }) => id)), [loaded.data]);
  const feed = useEventFeed({
    search: filter,
    head: list.data?.pages[0]?.head,
    headAt: loaded.updatedAt,
    isKnown: (id) => known.has(id),
    isHeld: () => isPaused || isReading(),
  });
  const { live } = feed;
  const rows = useMemo(
    () => (loaded.data === undefined ? undefined : onTopOf(live, loaded.data)),
    [live, loaded.data],
  );
  const lookedBackTo = list.data?.pages.at(-1)?.lookedBackTo ?? null;
  useLookFurther(list, rows?.length ?? 0, isFiltered);
  useReadAgain(list, loaded.data);
  return (
    <ListPage
      title="Event inspector"
      description="What your shop sends, as it arrives, and what happened to each event."
      notice={
        <>
          <LiveBar
            feed={feed}
            isPaused={isPaused}
            onPause={(pause) => {
              setIsPaused(pause);
              if (!pause) feed.release();
            }}
            onShow={feed.release}
            onReload={() => void cache.inspector.listEvents.reset()}
          >
            <Segments
              label="Mode"
              choices={modeNames}
              value={filter.mode ?? 'all'}
              onChoose={(mode) => choose({ mode: mode === 'all' ? undefined : mode })}
            />
          </LiveBar>
          {isFiltered && lookedBackTo !== null && (rows?.length ?? 0) < FEW_ROWS && !list.isFetching ? (
            <LookedBack at={lookedBackTo} onMore={() => void list.fetchNextPage()} />
          ) : null}
        </>
      }
      filtersLabel="Filter events"
      filters={<InspectorFilters filter={filter} onChoose={choose} onType={type} />}
      search={search}
      rows={{ ...loaded, data: rows }}
      noun="event"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="Search needs a full order id, handle, pixel id, click id or SKU. New events that match appear here by themselves."
      empty={<NoEvents />}
      columns={columns}
      views={views}
      rowKey={({ id }) => id}
      rowName={nameOf}
      opensRows
      exportButton={<ExportButton list="inspectedEvents" query={askedFor(filter)} />}
    />
  );
}

/** Whether somebody reads rows that new ones would push away: they scrolled, or are at a row by keyboard. */
function isReading(): boolean {
  return window.scrollY >= 80 || document.activeElement?.closest('[data-row-key]') != null;
}

/** Goes on further back where little was found, since the hub looks at so many events a page. */
function useLookFurther(
  list: { hasNextPage: boolean; isFetching: boolean; isError: boolean; fetchNextPage: () => unknown },
  shown: number,
  isFiltered: boolean,
): void {
  const pages = useRef(0);
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  useEffect(() => {
    if (!isFiltered || !hasNextPage || isFetching || isError || shown >= FEW_ROWS) return;
    if (pages.current >= MOST_PAGES_BY_ITSELF) return;
    pages.current += 1;
    void fetchNextPage();
  }, [isFiltered, hasNextPage, isFetching, isError, shown, fetchNextPage]);
}

/** An event so young may not have been noted completely when it was read. */
const YOUNG_MILLISECONDS = 5_000;
const READ_AGAIN_AFTER_MILLISECONDS = 2_000;

/** How an event came in is noted a moment after it: rows that were read within that moment are read once more. */
function useReadAgain(
  { refetch }: { refetch: () => unknown },
  events: readonly { at: string; door: string | null }[] | undefined,
): void {
  const isDone = useRef(false);
  const isIncomplete =
    events?.some(({ at, door }) => door === null && Date.now() - Date.parse(at) < YOUNG_MILLISECONDS) ??
    false;
  useEffect(() => {
    if (!isIncomplete || isDone.current) return;
    const timer = setTimeout(() => {
      isDone.current = true;
      void refetch();
    }, READ_AGAIN_AFTER_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [isIncomplete, refetch]);
}

function LookedBack({ at, onMore }: { at: string; onMore: () => void }) {
  return (
    <div className={classes.bar}>
      <Text span fz="sm" c="dimmed">
        Looked back to <Timestamp at={at} isShort />.
      </Text>
      <Button size="compact-sm" variant="default" onClick={onMore}>
        Look further back
      </Button>
    </div>
  );
}
