import { IconMailOff } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { byCursor, PAGE_SIZE, usePagedRows, whileShort } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { useSelection } from '../../ui/selection.ts';
import { channelLabels } from './channel-tag.tsx';
import { deliveryColumns } from './delivery-columns.tsx';
import { deliveryStatusLabels, describeKind } from './delivery-labels.tsx';
import { RedriveMenu } from './redrive-menu.tsx';

const deliveryDrawer = onIntent(() => import('./delivery-drawer.tsx'), 'DeliveryDrawer');

const REFRESH_MILLISECONDS = 10_000;

const route = getRouteApi('/operator/deliveries');

export function DeliveriesPage() {
  const search = route.useSearch();
  const { id, status, channel } = search;
  const { choose } = useListSearch(search);
  const navigate = useNavigate({ from: '/deliveries' });
  const selection = useSelection({ status, channel });
  const mayAct = useMay('operator');
  const list = trpc.alerts.listDeliveries.useInfiniteQuery(
    { limit: PAGE_SIZE, status, channel },
    { ...byCursor, refetchInterval: whileShort(REFRESH_MILLISECONDS) },
  );
  const columns = useMemo(
    () =>
      deliveryColumns(
        (shown) => void navigate({ search: (filter) => ({ ...filter, id: shown }), resetScroll: false }),
      ),
    [navigate],
  );
  const close = () => void navigate({ search: { status, channel }, resetScroll: false });
  const clear = () => void navigate({ search: {} });
  const isFiltered = status !== undefined || channel !== undefined;
  const rows = usePagedRows(list);
  const ids = rows.data?.map((row) => row.id).filter(selection.has) ?? [];

  return (
    <ListPage
      title="Deliveries"
      description="Every message on every channel, and what became of it."
      action={
        <OperatorOnly>
          <RedriveMenu ids={ids} onDone={selection.clear} />
        </OperatorOnly>
      }
      filtersLabel="Filter deliveries"
      filters={
        <>
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
      rows={rows}
      noun="message"
      clearFilters={isFiltered ? clear : undefined}
      empty={<NoDeliveries />}
      columns={columns}
      exportButton={<ExportButton list="deliveries" query={{ status, channel }} />}
      rowKey={(row) => row.id}
      rowName={(row) => `${describeKind(row)} ${row.skus[0] ?? ''}`}
      opensRows
      selection={status === 'dead' && mayAct ? selection : undefined}
    >
      <Late part={deliveryDrawer} isOpen={id !== undefined} id={id} onClose={close} />
    </ListPage>
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
