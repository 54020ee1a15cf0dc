import { Select } from '@mantine/core';
import { trpc } from '../../hub/trpc.ts';

/** Chooses one of the products' suppliers. Hidden while no product has a supplier. */
export function SupplierFilter(props: {
  supplier: string | undefined;
  onChoose: (supplier: string | undefined) => void;
}) {
  const { supplier, onChoose } = props;
  const known = trpc.inventory.listSuppliers.useQuery({}).data?.suppliers ?? [];
  const suppliers = supplier === undefined || known.includes(supplier) ? known : [supplier, ...known];
  if (suppliers.length === 0) return null;
  return (
    <Select
      aria-label="Supplier"
      placeholder="Any supplier"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Any supplier' }}
      nothingFoundMessage="No such supplier"
      limit={100}
      data={suppliers}
      value={supplier ?? null}
      onChange={(chosen) => onChoose(chosen ?? undefined)}
    />
  );
}
