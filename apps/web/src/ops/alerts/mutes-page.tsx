import { Button } from '@mantine/core';
import { IconBellOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useLive } from '../../hub/live/live.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import { type Mute, trpc } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { overlays } from '../shortcuts/overlays.ts';
import { AlertTabs } from './alert-tabs.tsx';
import { muteColumns } from './mute-columns.tsx';
import { kindNames } from './mute-rules.ts';

const NEWEST_FIRST = { by: 'createdAt', order: 'desc' } as const;

const route = getRouteApi('/operator/alerts/mutes');

const openNew = () => overlays.open({ kind: 'mute', subject: { kind: 'new' } });

/** What is muted, whether or not it is low yet. */
export function MutesPage() {
  const search = route.useSearch();
  const { filter, choose, type, clear, sorting } = useListSearch(search, NEWEST_FIRST);
  const views = useListViews('mutes', { search, columns: muteColumns, all: 'All mutes' });
  useLive(['alerts']);
  useOffer(search.mute);
  const wanted = {
    kind: filter.kind,
    match: filter.match,
    sort: search.sort ?? NEWEST_FIRST.by,
    order: sorting.current.order,
  };
  const rows = usePagedRows<Mute>(
    trpc.alerts.listMutes.useInfiniteQuery({ ...wanted, limit: PAGE_SIZE, withTotal: true }, byCursor),
  );
  const isNarrowed = filter.kind !== undefined || filter.match !== undefined;
  return (
    <ListPage
      title="Muted"
      description="Products that the hub sends no alerts about for a while. You can mute a product before it is low. When a mute ends, the hub announces what is low."
      action={
        <OperatorOnly>
          <Button leftSection={<IconBellOff size={17} aria-hidden />} onClick={openNew}>
            Mute
          </Button>
        </OperatorOnly>
      }
      notice={<AlertTabs open="mutes" hasCounts />}
      filtersLabel="Filter mutes"
      filters={
        <>
          <SearchField
            label="Search mutes"
            placeholder="SKU or supplier"
            value={filter.match ?? ''}
            onSearch={(text) => type({ match: text === '' ? undefined : text })}
          />
          <ChoiceFilter
            label="Kind"
            any="Any kind"
            choices={kindNames}
            value={filter.kind}
            onChoose={(kind) => choose({ kind })}
          />
        </>
      }
      search={search}
      rows={rows}
      exportButton={<ExportButton list="mutes" query={wanted} />}
      noun="mute"
      clearFilters={isNarrowed ? clear : undefined}
      noMatchHint="Search finds SKUs and suppliers by how they begin."
      empty={
        <EmptyState
          icon={IconBellOff}
          title="Nothing is muted"
          action={
            <OperatorOnly>
              <Button variant="default" onClick={openNew}>
                Mute products
              </Button>
            </OperatorOnly>
          }
        >
          Mute a product, a supplier or all SKUs that begin the same, for as long as you do not need their
          alerts.
        </EmptyState>
      }
      columns={muteColumns}
      views={views}
      rowKey={({ id }) => id}
      rowName={({ value }) => value}
      sorting={sorting}
    />
  );
}

/** Opens the dialog about the product that a message's link names. The link is done with then: Back does not offer it again. */
function useOffer(sku: string | undefined) {
  const navigate = route.useNavigate();
  const mayMute = useMay('operator');
  useEffect(() => {
    if (sku === undefined || !mayMute) return;
    overlays.open({ kind: 'mute', subject: { kind: 'product', sku } });
    void navigate({ search: ({ mute: _, ...others }) => others, replace: true });
  }, [sku, mayMute, navigate]);
}
