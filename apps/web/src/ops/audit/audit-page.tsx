import { Button } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { auditColumns } from './audit-columns.tsx';
import { describeAction, domains, periodStart, periods } from './audit-labels.ts';
import { PersonFilter } from './person-filter.tsx';

const route = getRouteApi('/operator/audit');

export function AuditPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear } = useListSearch(search);
  const input = {
    ...(filter.domain ? { action: filter.domain } : {}),
    ...(filter.actorId ? { actorId: filter.actorId } : {}),
    ...(filter.period ? { from: periodStart(filter.period) } : {}),
  };
  const list = trpc.audit.listEntries.useInfiniteQuery({ limit: PAGE_SIZE, ...input }, byCursor);
  return (
    <ListPage
      title="Audit log"
      description="Who changed what. Nobody can change or delete a line. Stock movements have their own history."
      filtersLabel="Filter the audit log"
      filters={
        <>
          <ChoiceFilter
            label="Area"
            any="Everything"
            choices={domains}
            value={filter.domain}
            onChoose={(domain) => choose({ domain })}
          />
          <PersonFilter value={filter.actorId} onChoose={(actorId) => choose({ actorId })} />
          <ChoiceFilter
            label="Period"
            any="Any time"
            choices={periods}
            value={filter.period}
            onChoose={(period) => choose({ period })}
          />
        </>
      }
      search={search}
      rows={usePagedRows(list)}
      noun="line"
      empty={
        <EmptyState
          icon={IconListSearch}
          title={isFiltered ? 'No line matches' : 'Nothing has changed yet'}
          action={
            isFiltered ? (
              <Button variant="default" onClick={clear}>
                Clear filters
              </Button>
            ) : undefined
          }
        >
          Changes to affiliates, orders, products, people, keys and storefronts appear here.
        </EmptyState>
      }
      columns={auditColumns}
      exportButton={<ExportButton list="auditLog" query={input} />}
      rowKey={({ id }) => id}
      rowName={({ action, subjectId }) => `${describeAction(action)} ${subjectId}`}
    />
  );
}
