/** Low means below the threshold: at the threshold there is still enough. */
export function isLowStock(product: { stock: number; threshold: number }): boolean {
  return product.stock < product.threshold;
}

/** A price as the database takes it: the contract's number or string, through its shortest decimal text. */
export function unitPriceText(price: number | string | null | undefined): string | null | undefined {
  return typeof price === 'number' ? String(price) : price;
}
