import { type Product, trpc } from '../../hub/trpc.ts';
import { offerUndo } from '../../hub/undoable.ts';
import { showSuccess } from '../../ui/toasts.ts';
import { refreshProducts } from './product-cache.ts';
import { changedDetails, type ProductDetails, pick } from './product-details.ts';

/**
 * Adds and edits products. An edit sends only what differs from the product as it was seen, and is refused where somebody
 * else changed the same field; so is its undo.
 */
export function useProductSave() {
  const cache = trpc.useUtils();
  const createProduct = trpc.inventory.createProduct.useMutation();
  const update = trpc.inventory.updateProduct.useMutation();
  const refresh = () => refreshProducts(cache);
  return {
    create: async (product: ProductDetails & { sku: string; stock: number }) => {
      const { name } = await createProduct.mutateAsync(product);
      showSuccess(`${name} was added.`);
      void refresh();
    },
    edit: async (seen: Product, details: ProductDetails) => {
      const { sku } = seen;
      const change = changedDetails(seen, details);
      const names = Object.keys(change);
      if (names.length === 0) return;
      const saved = await update.mutateAsync({ sku, ...change, expected: pick(seen, names) });
      offerUndo(saved, {
        done: ({ name }) => `${name} was saved.`,
        undo: () => update.mutateAsync({ sku, ...pick(seen, names), expected: pick(saved, names) }),
        undone: `${seen.name} is as it was before.`,
        refresh,
      });
      void refresh();
    },
  };
}
