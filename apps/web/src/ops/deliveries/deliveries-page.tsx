import { Paper } from '@mantine/core';
import { IconMailOff, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { LoadMore } from '../../hub/load-more.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { useMay } from '../../hub/session.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { DataTableSkeleton } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { channelLabels } from './channel-tag.tsx';
import { DeliveryDrawer } from './delivery-drawer.tsx';
import { deliveryStatusLabels } from './delivery-labels.tsx';
import { DeliveryTable } from './delivery-table.tsx';
import { RedriveMenu } from './redrive-menu.tsx';

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
    {
      limit: PAGE_SIZE,
      ...(status === undefined ? {} : { status }),
      ...(channel === undefined ? {} : { channel }),
    },
    {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      refetchInterval: REFRESH_MILLISECONDS,
    },
  );
  const change = (next: Partial<typeof filter>) => {
    setChosen(new Set());
    void navigate({ search: { ...filter, ...next }, replace: true });
  };
  const open = (shown: string | undefined) =>
    void navigate({ search: shown === undefined ? filter : { ...filter, id: shown } });
  const isFiltered = status !== undefined || channel !== undefined;
  const shownIds = new Set(list.data?.pages.flatMap((page) => page.items.map((row) => row.id)));
  const ids = [...chosen].map(String).filter((key) => shownIds.has(key));

  return (
    <>
      <PageHeader
        title="Deliveries"
        action={
          <OperatorOnly>
            <RedriveMenu ids={ids} onDone={() => setChosen(new Set())} />
          </OperatorOnly>
        }
      >
        Every message, on each channel, and what became of it.
      </PageHeader>
      <Paper>
        <FilterBar label="Filter deliveries">
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
        </FilterBar>
        <QueryView query={list} loading={<DataTableSkeleton />}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.items);
            if (rows.length === 0) return isFiltered ? <NoMatch /> : <NoDeliveries />;
            return (
              <>
                <DeliveryTable
                  rows={rows}
                  onOpen={open}
                  {...(status === 'dead' && mayAct
                    ? { selection: { keys: chosen, onChange: setChosen } }
                    : {})}
                />
                <LoadMore query={list} shown={rows.length} noun="message" />
              </>
            );
          }}
        </QueryView>
      </Paper>
      <DeliveryDrawer id={id} onClose={() => open(undefined)} />
    </>
  );
}

function NoMatch() {
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No message matches"
      action={
        <ButtonLink to="/deliveries" search={{}} variant="default">
          Clear filters
        </ButtonLink>
      }
    >
      Nothing has all of the chosen properties.
    </EmptyState>
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
