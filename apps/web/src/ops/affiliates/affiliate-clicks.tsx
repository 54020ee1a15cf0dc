import { Text } from '@mantine/core';
import { useEffect } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { KeptNote } from '../../hub/kept-note.tsx';
import { useListRange } from '../../hub/list-range.ts';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { ListPanel } from '../../ui/list-panel.tsx';
import type { AffiliateTabProps } from './affiliate-overview.tsx';
import classes from './affiliate-page.module.css';
import { AffiliateRangeBar } from './affiliate-range-bar.tsx';
import type { AffiliateSearch } from './affiliate-search.ts';
import { clickColumns } from './click-columns.tsx';
import { dimensionNames, nameOfValue } from './click-words.ts';
import {
  type AffiliateRange,
  keepShown,
  rowsIn,
  useAffiliateRange,
  useAffiliateSummary,
} from './use-affiliate-range.ts';

/** A rare value is looked for in so many pages by itself, of 10,000 clicks each. */
const MOST_PAGES_AHEAD = 30;
/** So many rows fill a screen. */
const ENOUGH_ROWS = 20;

/** A partner's clicks of a range, with those that do not count, and why. */
export function AffiliateClicks({ affiliate, search, choose }: AffiliateTabProps) {
  const asked = useAffiliateRange(affiliate.id, search);
  const summary = useAffiliateSummary(asked);
  const { breakdown, zone } = useZoneOfDays(asked, search);
  const days = useListRange(asked.range, zone);
  const wanted = {
    id: affiliate.id,
    from: days.from,
    to: days.to,
    counted: search.counted,
    dimension: search.by,
    value: search.by === undefined ? undefined : search.value,
  };
  const list = trpc.affiliates.listClicks.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE },
    { ...byCursor, enabled: days.isReady },
  );
  const isSearching = useMoreWhileFew(list);
  const rows = days.over(usePagedRows(list));
  const isEmptySoFar = rows.data?.length === 0 && isSearching;
  const isFiltered = search.counted !== undefined || search.by !== undefined;
  return (
    <div className={classes.stack}>
      <AffiliateRangeBar asked={asked} summary={summary} choose={choose} />
      <KeptNote from={days.from} days="clickDays" what="Clicks" />
      <ListPanel
        label={`Clicks of ${affiliate.name}`}
        filtersLabel="Filter clicks"
        filters={
          <>
            <ChoiceFilter
              label="Counted"
              any="Counted or not"
              choices={{ yes: 'Counted', no: 'Not counted' }}
              value={search.counted}
              onChoose={(counted) => choose({ counted })}
            />
            <ValueFilter search={search} choose={choose} />
          </>
        }
        rows={rowsIn(breakdown, isEmptySoFar ? { ...rows, data: undefined } : rows)}
        noun="click"
        clearFilters={
          isFiltered ? () => choose({ counted: undefined, by: undefined, value: undefined }) : undefined
        }
        noMatchHint={
          list.hasNextPage
            ? 'None of the latest clicks in this period matches. Choose fewer days to look further back.'
            : 'No click in this period matches. The privacy page says how long clicks are kept.'
        }
        empty={
          <Text fz="sm" c="dimmed" p="lg">
            No clicks in this period.
          </Text>
        }
        columns={clickColumns}
        exportButton={<ExportButton list="clicks" query={wanted} isWaiting={!days.isReady} />}
        rowKey={({ id }) => id}
        rowName={({ id }) => `Click ${id}`}
      />
    </div>
  );
}

/** The zone of the days: the storefront's where a value of a breakdown was opened, since its days are those. */
function useZoneOfDays({ range, affiliateId, zone }: AffiliateRange, { by }: AffiliateSearch) {
  const breakdown = trpc.analytics.getBreakdown.useQuery(
    { ...range, affiliateId, dimension: by ?? 'device', limit: 1 },
    { ...keepShown, enabled: by !== undefined },
  );
  const ofStorefront = breakdown.data === undefined ? undefined : (breakdown.data.zone ?? zone);
  return { breakdown, zone: by === undefined ? zone : ofStorefront };
}

/** Goes on by itself while a search has found few rows; returns whether it does. */
function useMoreWhileFew(list: {
  data: { pages: readonly { items: readonly unknown[] }[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isError: boolean;
  fetchNextPage: () => unknown;
}): boolean {
  const { data, hasNextPage, isFetching, isError, fetchNextPage } = list;
  const pages = data?.pages ?? [];
  const found = pages.reduce((sum, { items }) => sum + items.length, 0);
  const isWanted = hasNextPage && !isError && found < ENOUGH_ROWS && pages.length < MOST_PAGES_AHEAD;
  useEffect(() => {
    if (isWanted && !isFetching) void fetchNextPage();
  }, [isWanted, isFetching, fetchNextPage]);
  return isWanted;
}

/** The value that a breakdown led here with, and the way to all others. */
function ValueFilter({ search, choose }: Pick<AffiliateTabProps, 'search' | 'choose'>) {
  const { by, value } = search;
  if (by === undefined) return null;
  const name = value === undefined ? '(none)' : nameOfValue(by, value);
  return (
    <div className={classes.chosen}>
      <span className={classes.chosenText} title={name}>
        {dimensionNames[by].one}: <bdi>{name}</bdi>
      </span>
      <button
        type="button"
        aria-label={`Remove the filter ${dimensionNames[by].one}`}
        onClick={() => choose({ by: undefined, value: undefined })}
      >
        ×
      </button>
    </div>
  );
}
