import { Button } from '@mantine/core';
import { IconDownload, IconListSearch } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { asPagedRows, byCursor } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListPage } from '../../ui/list-page.tsx';
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
  const list = trpc.audit.listEntries.useInfiniteQuery({ limit: PAGE_SIZE, ...input }, byCursor);
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const clear = () => void navigate({ search: {} });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  return (
    <ListPage
      title="Audit log"
      description="Who changed what. Nobody can change or delete a line. Stock movements have their own history."
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
      filtersLabel="Filter the audit log"
      filters={
        <>
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
        </>
      }
      rows={asPagedRows(list)}
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
      table={(rows) => <AuditTable rows={rows} />}
    />
  );
}
