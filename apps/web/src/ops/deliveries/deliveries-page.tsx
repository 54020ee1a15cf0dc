import { IconMailOff } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asPagedRows, byCursor } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { channelLabels } from './channel-tag.tsx';
import { deliveryStatusLabels } from './delivery-labels.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { RedriveMenu } from './redrive-menu.tsx';

const deliveryDrawer = onIntent(() => import('./delivery-drawer.tsx'), 'DeliveryDrawer');

const PAGE_SIZE = 50;
const REFRESH_MILLISECONDS = 10_000;

const route = getRouteApi('/operator/deliveries');

export function DeliveriesPage() {
  const { id, ...filter } = route.useSearch();
  const { status, channel } = filter;
  const navigate = useNavigate({ from: '/deliveries' });
  const mayAct = useMay('operator');
  const [chosen, setChosen] = useState<ReadonlySet<string | number>>(new Set());
  const list = trpc.alerts.listDeliveries.useInfiniteQuery(
    { limit: PAGE_SIZE, status, channel },
    { ...byCursor, refetchInterval: REFRESH_MILLISECONDS },
  );
  const change = (next: Partial<typeof filter>) => {
    setChosen(new Set());
    void navigate({ search: { ...filter, ...next }, replace: true });
  };
  const open = (shown: string | undefined) =>
    void navigate({ search: shown === undefined ? filter : { ...filter, id: shown } });
  const clear = () => void navigate({ search: {} });
  const isFiltered = status !== undefined || channel !== undefined;
  const rows = asPagedRows(list);
  const shownIds = new Set(rows.data?.map((row) => row.id));
  const ids = [...chosen].map(String).filter((key) => shownIds.has(key));

  return (
    <ListPage
      title="Deliveries"
      description="Every message on every channel, and what became of it."
      action={
        <OperatorOnly>
          <RedriveMenu ids={ids} onDone={() => setChosen(new Set())} />
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
            onChoose={(next) => change({ status: next })}
          />
          <ChoiceFilter
            label="Channel"
            any="Any channel"
            choices={channelLabels}
            value={channel}
            onChoose={(next) => change({ channel: next })}
          />
        </>
      }
      rows={rows}
      noun="message"
      clearFilters={isFiltered ? clear : undefined}
      empty={<NoDeliveries />}
      table={(shown) => (
        <DeliveryTable
          rows={shown}
          onOpen={open}
          {...(status === 'dead' && mayAct ? { selection: { keys: chosen, onChange: setChosen } } : {})}
        />
      )}
    >
      <Late part={deliveryDrawer} isOpen={id !== undefined} id={id} onClose={() => open(undefined)} />
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
