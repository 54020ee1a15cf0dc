import { IconReceipt } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { asPagedRows, byCursor } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { AffiliateFilter } from './affiliate-filter.tsx';
import { ConversionTable } from './conversion-table.tsx';

const PAGE_SIZE = 50;

const route = getRouteApi('/operator/conversions');

export function ConversionsPage() {
  const filter = route.useSearch();
  const navigate = useNavigate({ from: '/conversions' });
  const { affiliateId, status, kind } = filter;
  const list = trpc.affiliates.listConversions.useInfiniteQuery(
    { limit: PAGE_SIZE, affiliateId, status, kind },
    byCursor,
  );
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const clear = () => void navigate({ search: {} });
  const isFiltered = affiliateId !== undefined || status !== undefined || kind !== undefined;

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
        </>
      }
      rows={asPagedRows(list)}
      noun="conversion"
      clearFilters={isFiltered ? clear : undefined}
      empty={<NoConversions />}
      table={(rows) => <ConversionTable rows={rows} />}
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
