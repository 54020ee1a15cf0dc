/** What is for sale; amounts are decimal strings. The pages and the server read the same list. */
export const PRODUCTS = [
  { sku: 'KETTLE-1L', name: 'Stovetop kettle, 1 l', price: '49.90' },
  { sku: 'MUG-ENAMEL', name: 'Enamel mug', price: '12.50' },
  { sku: 'TEA-ASSAM', name: 'Assam tea, 250 g', price: '9.80' },
];

/**
 * The total of a basket of SKUs, as a decimal string; null for an empty one or one with a SKU that is not for sale.
 * @param {readonly string[]} skus
 */
export function totalOf(skus) {
  let cents = 0;
  for (const sku of skus) {
    const product = PRODUCTS.find((candidate) => candidate.sku === sku);
    if (product === undefined) return null;
    cents += Math.round(Number(product.price) * 100);
  }
  return cents === 0 ? null : (cents / 100).toFixed(2);
}
