import { SegmentedControl } from '@mantine/core';
import { IconBellOff, IconCircleCheck, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { byCursor, PAGE_SIZE, usePagedRows, whileShort } from '../../hub/loadable.ts';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { useSelection } from '../../ui/selection.ts';
import { SkuFilter } from '../inventory/sku-filter.tsx';
import { alertColumns } from './alert-columns.tsx';
import { AlertButtons } from './bulk-actions.tsx';
import { statusLabels } from './episode-status-tag.tsx';

const REFRESH_MILLISECONDS = 15_000;

const route = getRouteApi('/operator/alerts');

type Shown = 'active' | keyof typeof statusLabels;

export function AlertsPage() {
  const search = route.useSearch();
  const { filter, choose } = useListSearch(search);
  const { status: shown = 'active', sku } = filter;
  const selection = useSelection(filter);
  const mayAct = useMay('operator');
  const list = trpc.alerts.listEpisodes.useInfiniteQuery(
    { status: shown, limit: PAGE_SIZE, sku },
    { ...byCursor, refetchInterval: whileShort(REFRESH_MILLISECONDS) },
  );
  const rows = usePagedRows(list);

  return (
    <ListPage
      title="Alerts"
      description="One alert for each shortage, from the moment stock falls below its threshold until it is back."
      filtersLabel="Filter alerts"
      filters={
        <>
          <StatusFilter
            shown={shown}
            onChoose={(status) => choose({ status: status === 'active' ? undefined : status })}
          />
          <SkuFilter sku={sku ?? ''} onChoose={(next) => choose({ sku: next === '' ? undefined : next })} />
        </>
      }
      search={search}
      rows={rows}
      noun="alert"
      empty={<NoAlerts shown={shown} sku={sku} />}
      columns={alertColumns}
      rowKey={({ id }) => id}
      rowName={({ sku: low }) => low}
      opensRows
      selection={shown === 'resolved' || !mayAct ? undefined : selection}
      bulkActions={
        <AlertButtons
          episodes={rows.data?.filter(({ id }) => selection.has(id)) ?? []}
          onDone={selection.clear}
        />
      }
    />
  );
}

function StatusFilter({ shown, onChoose }: { shown: Shown; onChoose: (status: Shown) => void }) {
  const counts = trpc.alerts.countEpisodes.useQuery({}, { refetchInterval: REFRESH_MILLISECONDS }).data;
  const label = (status: keyof typeof statusLabels) =>
    counts === undefined ? statusLabels[status] : `${statusLabels[status]} ${formatCount(counts[status])}`;
  return (
    <div style={{ maxWidth: '100%', overflowX: 'auto' }}>
      <SegmentedControl<Shown>
        aria-label="State"
        value={shown}
        onChange={onChoose}
        data={[
          { value: 'active', label: 'Active' },
          { value: 'open', label: label('open') },
          { value: 'acknowledged', label: label('acknowledged') },
          { value: 'snoozed', label: label('snoozed') },
          { value: 'resolved', label: label('resolved') },
        ]}
      />
    </div>
  );
}

function NoAlerts({ shown, sku }: { shown: Shown; sku: string | undefined }) {
  if (sku) {
    return (
      <EmptyState
        icon={IconSearchOff}
        title={`No ${shown} alerts for ${sku}`}
        action={
          <ButtonLink to="/alerts" search={{}} variant="default">
            Show all alerts
          </ButtonLink>
        }
      >
        The filter matches only this exact SKU.
      </EmptyState>
    );
  }
  if (shown === 'active' || shown === 'open') {
    return (
      <EmptyState
        icon={IconCircleCheck}
        title={shown === 'active' ? 'No shortages' : 'Nothing waits for you'}
        action={
          <ButtonLink to="/inventory" search={{}} variant="default">
            Go to inventory
          </ButtonLink>
        }
      >
        {shown === 'active'
          ? 'Every product has enough stock. An alert opens by itself when a product falls below its threshold.'
          : 'Every alert is acknowledged, snoozed or resolved.'}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconBellOff} title={`No ${shown} alerts`}>
      {shown === 'resolved'
        ? 'An alert appears here when its product is back in stock.'
        : 'To change the state of alerts, select them in the list of active ones.'}
    </EmptyState>
  );
}
