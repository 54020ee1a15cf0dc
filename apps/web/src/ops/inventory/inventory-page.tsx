import { Button, Group, Switch } from '@mantine/core';
import { IconCircleCheck, IconFileImport, IconPackage, IconPlus } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { asPagedRows, byCursor } from '../../hub/loadable.ts';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { type Product, trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { ListPage } from '../../ui/list-page.tsx';
import { Late, onIntent } from '../../ui/on-intent.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { orderInput, orderLabels } from './product-order.ts';
import { ProductTable } from './product-table.tsx';
import { SupplierFilter } from './supplier-filter.tsx';

const productForm = onIntent(() => import('./product-form.tsx'), 'ProductForm');
const stockDialog = onIntent(() => import('./stock-dialog.tsx'), 'StockDialog');

const PAGE_SIZE = 50;

const route = getRouteApi('/operator/inventory');

export function InventoryPage() {
  const filter = route.useSearch();
  const navigate = useNavigate({ from: '/inventory' });
  const isLowOnly = filter.low === 'yes';
  const [edited, setEdited] = useState<Product | 'new' | null>(null);
  const [counted, setCounted] = useState<Product | null>(null);
  const list = trpc.inventory.listProducts.useInfiniteQuery(
    {
      limit: PAGE_SIZE,
      search: filter.search || undefined,
      supplier: filter.supplier || undefined,
      lowStockOnly: isLowOnly,
      includeArchived: filter.archived === 'yes',
      ...orderInput(filter.order, isLowOnly),
    },
    byCursor,
  );
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const clear = () => void navigate({ search: {} });

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
            onSearch={(search) => change({ search })}
          />
          <SupplierFilter supplier={filter.supplier} onChoose={(supplier) => change({ supplier })} />
          <ChoiceFilter
            label="Order"
            any="Oldest first"
            choices={orderLabels(isLowOnly)}
            value={filter.order === 'urgent' && !isLowOnly ? undefined : filter.order}
            onChoose={(order) => change({ order })}
          />
          <Switch
            label="Low only"
            checked={isLowOnly}
            onChange={(event) => change({ low: event.currentTarget.checked ? 'yes' : undefined })}
          />
          <Switch
            label="Show archived"
            checked={filter.archived === 'yes'}
            onChange={(event) => change({ archived: event.currentTarget.checked ? 'yes' : undefined })}
          />
        </>
      }
      rows={asPagedRows(list)}
      noun="product"
      clearFilters={filter.search || filter.supplier ? clear : undefined}
      noMatchHint="Search looks at SKUs and names. Turn on “Show archived” to search archived products as well."
      empty={filter.low ? <NothingLow onClear={clear} /> : <NoProducts onAdd={() => setEdited('new')} />}
      table={(rows) => <ProductTable rows={rows} onEdit={setEdited} onChangeStock={setCounted} />}
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
