import type { ImportMapping } from '../../hub/trpc.ts';

/** A mapping while somebody chooses; fields without a column are empty. */
export interface MappingDraft {
  sku: string | null;
  name: string[];
  stock: string[];
  threshold: string[];
  unitPrice: string | null;
  supplier: string | null;
  location: string | null;
}

export function toDraft(mapping: ImportMapping | null): MappingDraft {
  return {
    sku: mapping?.sku ?? null,
    name: mapping?.name ?? [],
    stock: mapping?.stock ?? [],
    threshold: mapping?.threshold ?? [],
    unitPrice: mapping?.unitPrice ?? null,
    supplier: mapping?.supplier ?? null,
    location: mapping?.location ?? null,
  };
}

/** Returns the mapping of a draft; null without a column for the SKU. */
export function toMapping({ sku, name, stock, threshold, ...single }: MappingDraft): ImportMapping | null {
  if (sku === null) return null;
  const { unitPrice, supplier, location } = single;
  return {
    sku,
    ...(name.length === 0 ? {} : { name }),
    ...(stock.length === 0 ? {} : { stock }),
    ...(threshold.length === 0 ? {} : { threshold }),
    ...(unitPrice === null ? {} : { unitPrice }),
    ...(supplier === null ? {} : { supplier }),
    ...(location === null ? {} : { location }),
  };
}

/** Whether somebody chose other columns than the hub did. */
export function isChanged(draft: MappingDraft, mapping: ImportMapping | null): boolean {
  return JSON.stringify(draft) !== JSON.stringify(toDraft(mapping));
}
