import { Button, Paper } from '@mantine/core';
import { IconPlus, IconSearchOff, IconUsers } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { LoadMore } from '../../hub/load-more.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { DataTableSkeleton } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { AffiliateForm } from './affiliate-form.tsx';
import { AffiliateTable } from './affiliate-table.tsx';
import { SnippetDrawer } from './snippet-drawer.tsx';

const PAGE_SIZE = 50;

const route = getRouteApi('/operator/affiliates');

export function AffiliatesPage() {
  const filter = route.useSearch();
  const navigate = useNavigate({ from: '/affiliates' });
  const [edited, setEdited] = useState<Affiliate | 'new' | null>(null);
  const [shownSnippet, setShownSnippet] = useState<Affiliate | null>(null);
  const list = trpc.affiliates.listAffiliates.useInfiniteQuery(
    {
      limit: PAGE_SIZE,
      ...(filter.search ? { search: filter.search } : {}),
      ...(filter.status ? { status: filter.status } : {}),
    },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const isFiltered = Boolean(filter.search || filter.status);

  return (
    <>
      <PageHeader
        title="Affiliates"
        action={
          <OperatorOnly>
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setEdited('new')}>
              Add affiliate
            </Button>
          </OperatorOnly>
        }
      >
        Partners that send you visitors, with what they brought in the last 30 days.
      </PageHeader>
      <Paper>
        <FilterBar label="Filter affiliates">
          <SearchField
            label="Search affiliates"
            placeholder="Handle or name"
            value={filter.search ?? ''}
            onSearch={(search) => change({ search })}
          />
          <ChoiceFilter
            label="Status"
            any="Any status"
            choices={{ active: 'Active', paused: 'Paused', archived: 'Archived' }}
            value={filter.status}
            onChoose={(status) => change({ status })}
          />
        </FilterBar>
        <QueryView query={list} loading={<DataTableSkeleton />}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.items);
            if (rows.length === 0) {
              return isFiltered ? (
                <NoMatch onClear={() => void navigate({ search: {} })} />
              ) : (
                <NoAffiliates onAdd={() => setEdited('new')} />
              );
            }
            return (
              <>
                <AffiliateTable rows={rows} onEdit={setEdited} onShowSnippet={setShownSnippet} />
                <LoadMore query={list} shown={rows.length} noun="affiliate" />
              </>
            );
          }}
        </QueryView>
      </Paper>
      <AffiliateForm subject={edited} onClose={() => setEdited(null)} onCreated={setShownSnippet} />
      <SnippetDrawer affiliate={shownSnippet} onClose={() => setShownSnippet(null)} />
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No affiliate matches"
      action={
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      }
    >
      Search looks at handles and names.
    </EmptyState>
  );
}

function NoAffiliates({ onAdd }: { onAdd: () => void }) {
  return (
    <EmptyState
      icon={IconUsers}
      title="No affiliates yet"
      action={
        <OperatorOnly>
          <Button onClick={onAdd}>Add the first one</Button>
        </OperatorOnly>
      }
    >
      Each gets a tracking pixel; put it in your storefront, and clicks and orders appear here.
    </EmptyState>
  );
}
