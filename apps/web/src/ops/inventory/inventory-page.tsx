import { Button, Group, Switch } from '@mantine/core';
import { IconCircleCheck, IconFileImport, IconPackage, IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { byCursor, PAGE_SIZE, usePagedRows } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type Product, trpc } from '../../hub/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { useListSearch } from '../../ui/list-search.ts';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { productColumns } from './product-columns.tsx';
import { SupplierFilter } from './supplier-filter.tsx';

const productForm = onIntent(() => import('./product-form.tsx'), 'ProductForm');
const stockDialog = onIntent(() => import('./stock-dialog.tsx'), 'StockDialog');

/** Oldest first. */
const DEFAULT_SORT = { by: 'added', order: 'asc' } as const;

const route = getRouteApi('/operator/inventory');

export function InventoryPage() {
  const search = route.useSearch();
  const { filter, choose, type, clear, sorting } = useListSearch(search, DEFAULT_SORT);
  const isLowOnly = filter.low === 'yes';
  const [edited, setEdited] = useState<Product | 'new' | null>(null);
  const [counted, setCounted] = useState<Product | null>(null);
  const list = trpc.inventory.listProducts.useInfiniteQuery(
    {
      limit: PAGE_SIZE,
      search: filter.search,
      supplier: filter.supplier,
      lowStockOnly: isLowOnly,
      includeArchived: filter.archived === 'yes',
      sort: search.sort ?? DEFAULT_SORT.by,
      descending: sorting.current.order === 'desc',
    },
    byCursor,
  );
  const columns = useMemo(() => productColumns({ onEdit: setEdited, onChangeStock: setCounted }), []);

  return (
    <ListPage
      title="Inventory"
      description="What is on the shelf. A product is low when its stock is below its threshold, and the hub then raises an alert."
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
            <Button leftSection={<IconPlus size={17} aria-hidden />} onClick={() => setEdited('new')}>
              Add product
            </Button>
          </Group>
        </OperatorOnly>
      }
      filtersLabel="Filter products"
      filters={
        <>
          <SearchField
            label="Search products"
            placeholder="SKU or name"
            value={filter.search ?? ''}
            onSearch={(text) => type({ search: text })}
          />
          <SupplierFilter supplier={filter.supplier} onChoose={(supplier) => choose({ supplier })} />
          <Switch
            label="Low only"
            checked={isLowOnly}
            onChange={(event) => choose({ low: event.currentTarget.checked ? 'yes' : undefined })}
          />
          <Switch
            label="Show archived"
            checked={filter.archived === 'yes'}
            onChange={(event) => choose({ archived: event.currentTarget.checked ? 'yes' : undefined })}
          />
        </>
      }
      search={search}
      rows={usePagedRows(list)}
      noun="product"
      clearFilters={filter.search || filter.supplier ? clear : undefined}
      noMatchHint="Search looks at SKUs and names. Turn on “Show archived” to search archived products as well."
      empty={filter.low ? <NothingLow onClear={clear} /> : <NoProducts onAdd={() => setEdited('new')} />}
      columns={columns}
      rowKey={({ id }) => id}
      rowName={({ sku }) => sku}
      sorting={sorting}
    >
      <Late part={productForm} isOpen={edited !== null} subject={edited} onClose={() => setEdited(null)} />
      <Late part={stockDialog} isOpen={counted !== null} product={counted} onClose={() => setCounted(null)} />
    </ListPage>
  );
}

function NothingLow({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={IconCircleCheck}
      title="Nothing is low"
      action={
        <Button variant="default" onClick={onClear}>
          Show all products
        </Button>
      }
    >
      Every product is at or above its threshold.
    </EmptyState>
  );
}

function NoProducts({ onAdd }: { onAdd: () => void }) {
  return (
    <EmptyState
      icon={IconPackage}
      title="No products yet"
      action={
        <OperatorOnly>
          <Group gap="xs" justify="center">
            <ButtonLink to="/inventory/import" variant="default">
              Import a file
            </ButtonLink>
            <Button onClick={onAdd}>Add the first one</Button>
          </Group>
        </OperatorOnly>
      }
    >
      Add what you stock, and the level below which you want an alert.
    </EmptyState>
  );
}
