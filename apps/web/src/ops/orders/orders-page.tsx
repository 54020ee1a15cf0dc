import { IconShoppingCart } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { SearchField } from '../../ui/search-field.tsx';
import { AffiliateFilter } from '../conversions/affiliate-filter.tsx';
import { orderColumns } from './order-columns.tsx';

const route = getRouteApi('/operator/orders');

/** The orders of all storefronts. Filters and their steps in the history are those of `useListSearch`. */
export function OrdersPage() {
  const search = route.useSearch();
  const { filter, isFiltered, choose, type, clear } = useListSearch(search);
  const { affiliateId, credited, storefront } = filter;
  const list = trpc.orders.listOrders.useInfiniteQuery(
    { limit: PAGE_SIZE, search: filter.search, storefront, affiliateId, attributed: credited },
    byCursor,
  );

  return (
    <ListPage
      title="Orders"
      description="Orders that your server reported, whoever brought them, last reported first. Orders that only a page reported are claims, among the conversions."
      action={
        <ButtonLink to="/conversions" search={{}} variant="default">
          Conversions
        </ButtonLink>
      }
      filtersLabel="Filter orders"
      filters={
        <>
          <SearchField
            label="Search orders"
            placeholder="Beginning of an order id"
            value={filter.search ?? ''}
            onSearch={(text) => type({ search: text })}
          />
          <StorefrontFilter chosen={storefront} onChoose={(slug) => choose({ storefront: slug })} />
          <ChoiceFilter
            label="Credited"
            any="Credited or not"
            choices={{ yes: 'Credited', no: 'Credited to nobody' }}
            value={credited}
            onChoose={(chosen) =>
              choose(
                chosen === 'no'
                  ? { credited: chosen, affiliateId: undefined, affiliate: undefined }
                  : { credited: chosen },
              )
            }
          />
          <AffiliateFilter
            key={affiliateId ?? 'any'}
            chosen={
              affiliateId === undefined
                ? null
                : { id: affiliateId, handle: filter.affiliate ?? `Affiliate ${affiliateId}` }
            }
            onChoose={(chosen) =>
              choose({
                affiliateId: chosen?.id,
                affiliate: chosen?.handle,
                ...(chosen !== null && credited === 'no' ? { credited: undefined } : {}),
              })
            }
          />
        </>
      }
      search={search}
      rows={usePagedRows(list)}
      noun="order"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="Search looks at how order ids begin."
      empty={<NoOrders />}
      columns={orderColumns}
      rowKey={({ id }) => id}
      rowName={({ orderId }) => `Order ${orderId}`}
      opensRows
    />
  );
}

/** Shows nothing while there is one storefront. */
function StorefrontFilter(props: {
  chosen: string | undefined;
  onChoose: (slug: string | undefined) => void;
}) {
  const storefronts = trpc.storefronts.listStorefronts.useQuery({}).data?.items ?? [];
  if (storefronts.length < 2 && props.chosen === undefined) return null;
  const names: Record<string, string> = Object.fromEntries(storefronts.map(({ slug, name }) => [slug, name]));
  return (
    <ChoiceFilter
      label="Storefront"
      any="Any storefront"
      choices={props.chosen === undefined ? names : { [props.chosen]: props.chosen, ...names }}
      value={props.chosen}
      onChoose={props.onChoose}
    />
  );
}

function NoOrders() {
  return (
    <EmptyState
      icon={IconShoppingCart}
      title="No orders yet"
      action={
        <ButtonLink to="/storefronts" variant="default">
          Get a secret key
        </ButtonLink>
      }
    >
      They appear as soon as your server reports one with a secret key, with its lines or without.
    </EmptyState>
  );
}
