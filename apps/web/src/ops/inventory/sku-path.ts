/** What stands in the place of a SKU in an address and is none: another page, and what browsers take out of paths. */
const TAKEN = /^(?:~.*|import|\.{1,2})$/is;

/** Writes a SKU as a part of a path, before it is encoded: nearly always as it is. */
export function pathOfSku(sku: string): string {
  return TAKEN.test(sku) ? `~${sku}` : sku;
}

/** Reads what {@link pathOfSku} wrote. */
export function skuOfPath(part: string): string {
  return part.startsWith('~') ? part.slice(1) : part;
}
