import { IconReceipt } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { AffiliateFilter } from './affiliate-filter.tsx';
import { conversionColumns } from './conversion-columns.tsx';

const route = getRouteApi('/operator/conversions');

export function ConversionsPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, clear } = useListSearch(search);
  const { affiliateId, status, kind } = filter;
  const list = trpc.affiliates.listConversions.useInfiniteQuery(
    { limit: PAGE_SIZE, affiliateId, status, kind },
    byCursor,
  );

  return (
    <ListPage
      title="Conversions"
      description="Orders that affiliates brought in. A verified order pays its commission once you approve it. A claim pays nothing until you verify it."
      action={
        <ButtonLink to="/conversions/refunds" variant="default">
          Refunds without an order
        </ButtonLink>
      }
      filtersLabel="Filter conversions"
      filters={
        <>
          <ChoiceFilter
            label="Status"
            any="Any status"
            choices={{ pending: 'Pending', approved: 'Approved', paid: 'Paid', void: 'Void' }}
            value={status}
            onChoose={(chosen) => choose({ status: chosen })}
          />
          <ChoiceFilter
            label="Kind"
            any="Any kind"
            choices={{ verified: 'Verified', claim: 'Claim' }}
            value={kind}
            onChoose={(chosen) => choose({ kind: chosen })}
          />
          <AffiliateFilter
            key={affiliateId ?? 'any'}
            chosen={
              affiliateId === undefined
                ? null
                : { id: affiliateId, handle: filter.affiliate ?? `Affiliate ${affiliateId}` }
            }
            onChoose={(chosen) => choose({ affiliateId: chosen?.id, affiliate: chosen?.handle })}
          />
        </>
      }
      search={search}
      rows={usePagedRows(list)}
      noun="conversion"
      clearFilters={isFiltered ? clear : undefined}
      empty={<NoConversions />}
      columns={conversionColumns}
      rowKey={({ id }) => id}
      rowName={({ orderId }) => `Order ${orderId}`}
      opensRows
    />
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
