import { Paper } from '@mantine/core';
import { IconReceipt, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { LoadMore } from '../../hub/load-more.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { DataTableSkeleton } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { AffiliateFilter } from './affiliate-filter.tsx';
import { ConversionTable } from './conversion-table.tsx';

const PAGE_SIZE = 50;

const route = getRouteApi('/operator/conversions');

export function ConversionsPage() {
  const filter = route.useSearch();
  const navigate = useNavigate({ from: '/conversions' });
  const { affiliateId, status, kind } = filter;
  const list = trpc.affiliates.listConversions.useInfiniteQuery(
    {
      limit: PAGE_SIZE,
      ...(affiliateId === undefined ? {} : { affiliateId }),
      ...(status === undefined ? {} : { status }),
      ...(kind === undefined ? {} : { kind }),
    },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const isFiltered = affiliateId !== undefined || status !== undefined || kind !== undefined;

  return (
    <>
      <PageHeader title="Conversions">
        Orders that an affiliate brought. Verified ones pay their commission once you approve them; claims pay
        nothing until you verify them.
      </PageHeader>
      <Paper>
        <FilterBar label="Filter conversions">
          <ChoiceFilter
            label="Status"
            any="Any status"
            choices={{ pending: 'Pending', approved: 'Approved', paid: 'Paid', void: 'Void' }}
            value={status}
            onChoose={(chosen) => change({ status: chosen })}
          />
          <ChoiceFilter
            label="Kind"
            any="Any kind"
            choices={{ verified: 'Verified', claim: 'Claim' }}
            value={kind}
            onChoose={(chosen) => change({ kind: chosen })}
          />
          <AffiliateFilter
            key={affiliateId ?? 'any'}
            chosen={
              affiliateId === undefined
                ? null
                : { id: affiliateId, handle: filter.affiliate ?? `Affiliate ${affiliateId}` }
            }
            onChoose={(chosen) => change({ affiliateId: chosen?.id, affiliate: chosen?.handle })}
          />
        </FilterBar>
        <QueryView query={list} loading={<DataTableSkeleton />}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.items);
            if (rows.length === 0) return isFiltered ? <NoMatch /> : <NoConversions />;
            return (
              <>
                <ConversionTable rows={rows} />
                <LoadMore query={list} shown={rows.length} noun="conversion" />
              </>
            );
          }}
        </QueryView>
      </Paper>
    </>
  );
}

function NoMatch() {
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No conversion matches"
      action={
        <ButtonLink to="/conversions" search={{}} variant="default">
          Clear filters
        </ButtonLink>
      }
    >
      Nothing has all of the chosen properties.
    </EmptyState>
  );
}

function NoConversions() {
  return (
    <EmptyState
      icon={IconReceipt}
      title="No conversions yet"
      action={
        <ButtonLink to="/affiliates" search={{}} variant="default">
          Get a tracking snippet
        </ButtonLink>
      }
    >
      They appear as soon as your storefront reports an order for an affiliate.
    </EmptyState>
  );
}
