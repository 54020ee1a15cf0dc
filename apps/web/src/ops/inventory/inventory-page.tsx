import { Button, Group } from '@mantine/core';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { BulkHistoryLink } from '../../hub/bulk/bulk-history-link.tsx';
import { ExportButton } from '../../hub/exports/export-button.tsx';
import { useLive } from '../../hub/live/live.tsx';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { useMay } from '../../hub/session.ts';
import { type Product, trpc } from '../../hub/trpc.ts';
import { useListViews } from '../../hub/views/use-list-views.tsx';
import { formatCount } from '../../ui/format-number.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { chosenRows, useSelection } from '../../ui/selection.ts';
import { NoProducts, NothingLow } from './no-products.tsx';
import { ProductBulkActions } from './product-bulk.tsx';
import { refreshProducts } from './product-cache.ts';
import { productColumns } from './product-columns.tsx';
import { ProductFilters } from './product-filters.tsx';
import { useProductEdits } from './use-product-edits.ts';

const productForm = onIntent(() => import('./product-form.tsx'), 'ProductForm');
const stockDialog = onIntent(() => import('./stock-dialog.tsx'), 'StockDialog');

const OLDEST_FIRST = { by: 'added', order: 'asc' } as const;
const MOST_URGENT_FIRST = { by: 'urgency', order: 'asc' } as const;

/** More rows than this move nobody's list by themselves when a stock changes. */
const MOST_FOLLOWED = PAGE_SIZE;

const route = getRouteApi('/operator/inventory');

export function InventoryPage() {
  const search = usePossibleOrder();
  const isLowOnly = search.low === 'yes';
  const list = useListSearch(search, isLowOnly ? MOST_URGENT_FIRST : OLDEST_FIRST);
  const { filter, choose, clear, sorting } = list;
  const [edited, setEdited] = useState<Product | 'new' | null>(null);
  const [counted, setCounted] = useState<Product | null>(null);
  const chosen = {
    match: filter.search,
    supplier: filter.supplier,
    lowStockOnly: isLowOnly,
    includeArchived: filter.archived === 'yes',
    archivedOnly: filter.archived === 'only',
  };
  const wanted = {
    ...chosen,
    sort: search.sort ?? sortOf(isLowOnly),
    order: sorting.current.order,
  };
  const query = trpc.inventory.listProducts.useInfiniteQuery(
    { ...wanted, limit: PAGE_SIZE, withTotal: true },
    byCursor,
  );
  const rows = usePagedRows(query);
  const selection = useSelection(chosen);
  const mayAct = useMay('operator');
  const cache = trpc.useUtils();
  useLive(['stock'], () => {
    if ((rows.data?.length ?? 0) <= MOST_FOLLOWED) return refreshProducts(cache);
  });
  const edit = useProductEdits();
  const columns = useMemo(
    () =>
      productColumns(
        {
          onEdit: setEdited,
          onChangeStock: setCounted,
          nearby: stockDialog.nearby,
          edit: mayAct ? edit : undefined,
        },
        isLowOnly,
      ),
    [isLowOnly, mayAct, edit],
  );
  const views = useListViews('products', { search, columns, all: 'All products' });

  return (
    <ListPage
      title="Products"
      description="What is on the shelf. A product is low when its stock is below its threshold, and the hub then opens an alert."
      action={
        <OperatorOnly>
          <Group gap="xs">
            <ButtonLink
              to="/inventory/import"
              variant="default"
              leftSection={<IconFileImport size={17} aria-hidden />}
            >
              Import
            </ButtonLink>
            <Button
              leftSection={<IconPlus size={17} aria-hidden />}
              {...productForm.nearby}
              onClick={() => setEdited('new')}
            >
              Add product
            </Button>
          </Group>
        </OperatorOnly>
      }
      notice={<TooMany isSearch={filter.search !== undefined} total={rows.total} />}
      filtersLabel="Filter products"
      filters={<ProductFilters list={list} />}
      search={search}
      rows={rows}
      noun="product"
      clearFilters={filter.search || filter.supplier || filter.archived ? clear : undefined}
      noMatchHint={`Search finds SKUs, and the words of names, by how they begin.${
        filter.archived === undefined
          ? ' Archived products are left out: choose “With archived” to look there too.'
          : ''
      }`}
      empty={
        isLowOnly ? (
          <NothingLow onClear={() => choose({ low: undefined, sort: undefined, order: undefined })} />
        ) : (
          <NoProducts onAdd={() => setEdited('new')} />
        )
      }
      columns={columns}
      views={views}
      rowKey={({ id }) => id}
      rowName={({ sku }) => sku}
      opensRows
      sorting={sorting}
      history={<BulkHistoryLink kind="products" />}
      exportButton={<ExportButton list="products" query={wanted} />}
      selection={mayAct ? selection : undefined}
      canSelectAll
      bulkActions={<ProductBulkActions rows={chosenRows(selection)} onDone={selection.clear} />}
    >
      <Late part={productForm} isOpen={edited !== null} subject={edited} onClose={() => setEdited(null)} />
      <Late part={stockDialog} isOpen={counted !== null} product={counted} onClose={() => setCounted(null)} />
    </ListPage>
  );
}

const sortOf = (isLowOnly: boolean) => (isLowOnly ? MOST_URGENT_FIRST.by : OLDEST_FIRST.by);

/** The address, without an order that only low products have where all of them show. */
function usePossibleOrder() {
  const search = route.useSearch();
  const { sort, low } = search;
  const isPossible = low === 'yes' || (sort !== 'urgency' && sort !== 'threshold');
  return useMemo(
    () => (isPossible ? search : { ...search, sort: undefined, order: undefined }),
    [search, isPossible],
  );
}

/** A search goes no further than so many products, and says so. */
function TooMany(props: { isSearch: boolean; total: { count: number; isMore: boolean } | undefined }) {
  const { isSearch, total } = props;
  if (!isSearch || total === undefined || !total.isMore) return null;
  return (
    <p role="status" style={{ margin: '0 0 12px', fontSize: 14 }}>
      More than {formatCount(total.count)} products match. The list holds {formatCount(total.count)} of them,
      those whose SKU matches first: type more to find the others.
    </p>
  );
}
