import { trpc } from '../../hub/trpc.ts';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import type { ListSearch } from '../../ui/list-search.ts';
import { SearchField } from '../../ui/search-field.tsx';

interface ProductSearch {
  search?: string | undefined;
  supplier?: string | undefined;
  low?: 'yes' | undefined;
  archived?: 'yes' | 'only' | undefined;
  sort?: 'added' | 'sku' | 'name' | 'stock' | 'threshold' | 'urgency' | undefined;
  order?: 'asc' | 'desc' | undefined;
}

/** The filters of the list of products. */
export function ProductFilters({ list }: { list: ListSearch<ProductSearch> }) {
  const { filter, choose, type } = list;
  return (
    <>
      <SearchField
        label="Search products"
        placeholder="SKU or words of a name"
        value={filter.search ?? ''}
        onSearch={(text) => type({ search: text === '' ? undefined : text })}
      />
      <ChoiceFilter
        label="Stock"
        any="Any stock"
        choices={{ yes: 'Low stock' }}
        value={filter.low}
        // Each of the two has an order of its own.
        onChoose={(low) => choose({ low, sort: undefined, order: undefined })}
      />
      <SupplierFilter supplier={filter.supplier} onChoose={(supplier) => choose({ supplier })} />
      <ChoiceFilter
        label="Archived"
        any="Without archived"
        choices={{ yes: 'With archived', only: 'Archived only' }}
        value={filter.archived}
        onChoose={(archived) => choose({ archived })}
      />
    </>
  );
}

/** Hidden while no product has a supplier. */
function SupplierFilter(props: {
  supplier: string | undefined;
  onChoose: (supplier: string | undefined) => void;
}) {
  const { supplier, onChoose } = props;
  const known = trpc.inventory.listSuppliers.useQuery({}).data?.suppliers ?? [];
  const suppliers = supplier === undefined || known.includes(supplier) ? known : [supplier, ...known];
  if (suppliers.length === 0) return null;
  return (
    <ChoiceFilter
      label="Supplier"
      any="Any supplier"
      choices={Object.fromEntries(suppliers.map((name) => [name, name]))}
      value={supplier}
      onChoose={onChoose}
    />
  );
}
