import type { ImportLine } from '../../hub/trpc.ts';
import { formatCount } from '../../ui/format-number.ts';

type Values = ImportLine['change'];

const names: Record<keyof Values, string> = {
  name: 'Name',
  stock: 'Stock',
  threshold: 'Threshold',
  unitPrice: 'Unit price',
  supplier: 'Supplier',
};

/** A field that a line sets. `before` is null for a new product. */
export interface FieldChange {
  field: string;
  before: string | null;
  after: string;
}

/** Lists the fields that a line sets. */
export function describeChanges({ change, before }: Pick<ImportLine, 'change' | 'before'>): FieldChange[] {
  return (Object.keys(names) as (keyof Values)[])
    .filter((field) => change[field] !== undefined)
    .map((field) => ({
      field: names[field],
      before: before === null ? null : say(before[field]),
      after: say(change[field]),
    }));
}

function say(value: string | number | null | undefined): string {
  if (value === null || value === undefined || value === '') return 'none';
  return typeof value === 'number' ? formatCount(value) : value;
}
