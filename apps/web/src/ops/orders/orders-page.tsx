import { IconShoppingCart } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { asPagedRows, byCursor } from '../../hub/loadable.ts';
import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { AffiliateFilter } from '../conversions/affiliate-filter.tsx';
import { OrderTable } from './order-table.tsx';

const PAGE_SIZE = 50;

const route = getRouteApi('/operator/orders');

export function OrdersPage() {
  const filter = route.useSearch();
  const navigate = useNavigate({ from: '/orders' });
  const { affiliateId, credited } = filter;
  const search = filter.search || undefined;
  const storefront = filter.storefront || undefined;
  const list = trpc.orders.listOrders.useInfiniteQuery(
    { limit: PAGE_SIZE, search, storefront, affiliateId, attributed: credited },
    byCursor,
  );
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const clear = () => void navigate({ search: {} });
  const isFiltered = [search, storefront, affiliateId, credited].some((value) => value !== undefined);

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
            onSearch={(text) => change({ search: text })}
          />
          <StorefrontFilter chosen={storefront} onChoose={(slug) => change({ storefront: slug })} />
          <ChoiceFilter
            label="Credited"
            any="Credited or not"
            choices={{ yes: 'Credited', no: 'Credited to nobody' }}
            value={credited}
            onChoose={(chosen) =>
              change(
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
              change({
                affiliateId: chosen?.id,
                affiliate: chosen?.handle,
                ...(chosen !== null && credited === 'no' ? { credited: undefined } : {}),
              })
            }
          />
        </>
      }
      rows={asPagedRows(list)}
      noun="order"
      clearFilters={isFiltered ? clear : undefined}
      noMatchHint="Search looks at how order ids begin."
      empty={<NoOrders />}
      table={(rows) => <OrderTable rows={rows} />}
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
