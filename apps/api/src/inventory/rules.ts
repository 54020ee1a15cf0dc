/** Low means below the threshold: at the threshold there is still enough. */
export function isLowStock(product: { stock: number; threshold: number }): boolean {
  return product.stock < product.threshold;
}

/** Whether a change took a product from enough to low. */
export function crossesThreshold(change: { oldStock: number; stock: number; threshold: number }): boolean {
  return change.oldStock >= change.threshold && change.stock < change.threshold;
}

/** A price as the database takes it: the contract's number or string, through its shortest decimal text. */
export function unitPriceText(price: number | string | null | undefined): string | null | undefined {
  return typeof price === 'number' ? String(price) : price;
}
