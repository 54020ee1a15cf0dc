import { Button } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { affiliateColumns } from './affiliate-columns.tsx';

const affiliateForm = onIntent(() => import('./affiliate-form.tsx'), 'AffiliateForm');
const alikeHandles = onIntent(() => import('./alike-handles.tsx'), 'AlikeHandleNotice');
const snippetDrawer = onIntent(() => import('./snippet-drawer.tsx'), 'SnippetDrawer');

const route = getRouteApi('/operator/affiliates');

export function AffiliatesPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, type, clear } = useListSearch(search);
  const [edited, setEdited] = useState<Affiliate | 'new' | null>(null);
  const [shownSnippet, setShownSnippet] = useState<Affiliate | null>(null);
  const list = trpc.affiliates.listAffiliates.useInfiniteQuery(
    { limit: PAGE_SIZE, search: filter.search, status: filter.status },
    byCursor,
  );
  const columns = useMemo(() => affiliateColumns({ onEdit: setEdited, onShowSnippet: setShownSnippet }), []);

  return (
    <ListPage
      title="Affiliates"
      description="Partners who send you visitors, with their results of today and the 29 days before, in UTC."
      action={
        <OperatorOnly>
          <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setEdited('new')}>
            Add affiliate
          </Button>
        </OperatorOnly>
      }
      notice={<Late part={alikeHandles} isOpen />}
      filtersLabel="Filter affiliates"
      filters={
        <>
          <SearchField
            label="Search affiliates"
            placeholder="Handle or name"
            value={filter.search ?? ''}
            onSearch={(text) => type({ search: text })}
          />
          <ChoiceFilter
            label="Status"
            any="Any status"
            choices={{ active: 'Active', paused: 'Paused', archived: 'Archived' }}
            value={filter.status}
            onChoose={(status) => choose({ status })}
          />
        </>
      }
      search={search}
      rows={usePagedRows(list)}
      noun="affiliate"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="Search looks at handles and names."
      empty={<NoAffiliates onAdd={() => setEdited('new')} />}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ handle }) => handle}
      opensRows
      isTimeless
    >
      <Late
        part={affiliateForm}
        isOpen={edited !== null}
        subject={edited}
        onClose={() => setEdited(null)}
        onCreated={setShownSnippet}
      />
      <Late
        part={snippetDrawer}
        isOpen={shownSnippet !== null}
        affiliate={shownSnippet}
        onClose={() => setShownSnippet(null)}
      />
    </ListPage>
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
      Each affiliate gets a tracking pixel. Put it in your storefront, and clicks and orders appear here.
    </EmptyState>
  );
}
