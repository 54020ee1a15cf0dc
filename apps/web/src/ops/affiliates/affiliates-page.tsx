import { Button } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { BulkHistoryLink } from '../../hub/bulk/bulk-history-link.tsx';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import { type Affiliate, trpc } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { chosenRows, useSelection } from '../../ui/selection.ts';
import { AffiliateBulkActions } from './affiliate-bulk.tsx';
import { affiliateColumns } from './affiliate-columns.tsx';
import { affiliateSorts, NEWEST_FIRST } from './affiliate-search.ts';
import { useAffiliateEdits } from './use-affiliate-edits.ts';

const affiliateForm = onIntent(() => import('./affiliate-form.tsx'), 'AffiliateForm');
const alikeHandles = onIntent(() => import('./alike-handles.tsx'), 'AlikeHandleNotice');

const route = getRouteApi('/operator/affiliates');

/** All partners. What is searched for, chosen and sorted by is in the address. */
export function AffiliatesPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { filter, isFiltered, choose, type, clear, sorting } = useListSearch(search, NEWEST_FIRST);
  const [edited, setEdited] = useState<Affiliate | 'new' | null>(null);
  const chosen = { match: filter.search, status: filter.status };
  const wanted = {
    ...chosen,
    sort: affiliateSorts.find((sort) => sort === sorting.current.by),
    order: sorting.current.order,
  };
  const selection = useSelection(chosen);
  const mayAct = useMay('operator');
  const list = trpc.affiliates.listAffiliates.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    byCursor,
  );
  const edit = useAffiliateEdits();
  const columns = useMemo(
    () => affiliateColumns({ onEdit: setEdited, edit: mayAct ? edit : undefined }),
    [mayAct, edit],
  );
  const views = useListViews('partners', { search, columns, all: 'All partners' });

  return (
    <ListPage
      title="Partners"
      description="Who sends you visitors. Figures cover today and the 29 days before, in UTC. Orders and revenue are verified, and refunds are taken off."
      action={
        <OperatorOnly>
          <Button
            {...affiliateForm.nearby}
            leftSection={<IconPlus size={17} aria-hidden />}
            onClick={() => setEdited('new')}
          >
            Add partner
          </Button>
        </OperatorOnly>
      }
      notice={<Late part={alikeHandles} isOpen />}
      filtersLabel="Filter partners"
      filters={
        <>
          <SearchField
            label="Search partners"
            placeholder="Name or handle"
            value={filter.search ?? ''}
            onSearch={(text) => type({ search: text === '' ? undefined : text })}
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
      noun="partner"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="Search finds names and handles by how their words begin."
      empty={<NoAffiliates onAdd={() => setEdited('new')} />}
      columns={columns}
      views={views}
      sorting={sorting}
      history={<BulkHistoryLink kind="affiliates" />}
      exportButton={<ExportButton list="affiliates" query={wanted} />}
      rowKey={({ id }) => id}
      rowName={({ handle }) => handle}
      opensRows
      selection={mayAct ? selection : undefined}
      canSelectAll
      bulkActions={<AffiliateBulkActions rows={chosenRows(selection)} onDone={selection.clear} />}
    >
      <Late
        part={affiliateForm}
        isOpen={edited !== null}
        subject={edited}
        onClose={() => setEdited(null)}
        onCreated={({ id }) =>
          void navigate({
            to: '/affiliates/$id',
            params: { id: String(id) },
            search: { tab: 'snippets' },
          })
        }
      />
    </ListPage>
  );
}

function NoAffiliates({ onAdd }: { onAdd: () => void }) {
  return (
    <EmptyState
      icon={IconUsers}
      title="No partners yet"
      action={
        <OperatorOnly>
          <Button onClick={onAdd}>Add the first one</Button>
        </OperatorOnly>
      }
    >
      Each partner gets a link and a tracking pixel. Put one of them to use, and clicks and orders appear
      here.
    </EmptyState>
  );
}
