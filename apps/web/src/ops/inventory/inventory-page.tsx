import { Button, Group, Paper, Switch } from '@mantine/core';
import { IconCircleCheck, IconFileImport, IconPackage, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { LoadMore } from '../../hub/load-more.tsx';
import { OperatorOnly } from '../../hub/operator-only.tsx';
import { QueryView } from '../../hub/query-view.tsx';
import { type Product, trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { DataTableSkeleton } from '../../ui/data-table.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { FilterBar } from '../../ui/filter-bar.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { ProductForm } from './product-form.tsx';
import { orderInput, orderLabels } from './product-order.ts';
import { ProductTable } from './product-table.tsx';
import { StockDialog } from './stock-dialog.tsx';
import { SupplierFilter } from './supplier-filter.tsx';

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
      ...(filter.search ? { search: filter.search } : {}),
      ...(filter.supplier ? { supplier: filter.supplier } : {}),
      ...(filter.low ? { lowStockOnly: true } : {}),
      ...(filter.archived ? { includeArchived: true } : {}),
      ...orderInput(filter.order, isLowOnly),
    },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const change = (next: Partial<typeof filter>) =>
    void navigate({ search: { ...filter, ...next }, replace: true });
  const clear = () => void navigate({ search: {} });

  return (
    <>
      <PageHeader
        title="Inventory"
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
      >
        What is on the shelf. A product is low when its stock is below its threshold; then the hub raises an
        alert.
      </PageHeader>
      <Paper>
        <FilterBar label="Filter products">
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
        </FilterBar>
        <QueryView query={list} loading={<DataTableSkeleton />}>
          {({ pages }) => {
            const rows = pages.flatMap((page) => page.items);
            if (rows.length === 0) {
              if (filter.search || filter.supplier) return <NoMatch onClear={clear} />;
              if (filter.low) return <NothingLow onClear={clear} />;
              return <NoProducts onAdd={() => setEdited('new')} />;
            }
            return (
              <>
                <ProductTable rows={rows} onEdit={setEdited} onChangeStock={setCounted} />
                <LoadMore query={list} shown={rows.length} noun="product" />
              </>
            );
          }}
        </QueryView>
      </Paper>
      <ProductForm subject={edited} onClose={() => setEdited(null)} />
      <StockDialog product={counted} onClose={() => setCounted(null)} />
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={IconSearchOff}
      title="No product matches"
      action={
        <Button variant="default" onClick={onClear}>
          Clear filters
        </Button>
      }
    >
      Search looks at SKUs and names. Archived products need their switch.
    </EmptyState>
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
      Add what you stock, with the level below which you want to hear about it.
    </EmptyState>
  );
}
