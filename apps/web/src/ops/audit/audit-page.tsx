import { Button, Paper } from '@mantine/core';
import { IconDownload, IconListSearch } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { LoadMore } from '../../hub/load-more.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { DataTableSkeleton } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { domains, periodStart, periods } from './audit-labels.ts';
import { AuditTable } from './audit-table.tsx';
import { PersonFilter } from './person-filter.tsx';

const PAGE_SIZE = 50;

const route = getRouteApi('/operator/audit');

export function AuditPage() {
  const filter = route.useSearch();
  const navigate = useNavigate({ from: '/audit' });
  const input = {
    ...(filter.domain ? { action: filter.domain } : {}),
    ...(filter.actorId ? { actorId: filter.actorId } : {}),
    ...(filter.period ? { from: periodStart(filter.period) } : {}),
  };
  const list = trpc.audit.listEntries.useInfiniteQuery(
    { limit: PAGE_SIZE, ...input },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title="Audit log"
        action={
          <Button
            component="a"
            href={`/api/ops/audit-log.csv?${new URLSearchParams(input)}`}
            download
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Export CSV
          </Button>
        }
      >
        Who changed what. Nobody can change or delete a line; movements of stock have a history of their own.
      </PageHeader>
      <Paper>
        <FilterBar label="Filter the audit log">
          <ChoiceFilter
            label="Area"
            any="Everything"
            choices={domains}
            value={filter.domain}
            onChoose={(domain) => change({ domain })}
          />
          <PersonFilter value={filter.actorId} onChoose={(actorId) => change({ actorId })} />
          <ChoiceFilter
            label="Period"
            any="Any time"
            choices={periods}
            value={filter.period}
            onChoose={(period) => change({ period })}
          />
        </FilterBar>
        <QueryView query={list} loading={<DataTableSkeleton />}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.items);
            if (rows.length === 0) {
              return (
                <EmptyState
                  icon={IconListSearch}
                  title={isFiltered ? 'No line matches' : 'Nothing has changed yet'}
                  {...(isFiltered
                    ? {
                        action: (
                          <Button variant="default" onClick={() => void navigate({ search: {} })}>
                            Clear filters
                          </Button>
                        ),
                      }
                    : {})}
                >
                  Changes of affiliates, orders, products, people, keys and storefronts appear here.
                </EmptyState>
              );
            }
            return (
              <>
                <AuditTable rows={rows} />
                <LoadMore query={list} shown={rows.length} noun="line" />
              </>
            );
          }}
        </QueryView>
      </Paper>
    </>
  );
}
