import { type Product, trpc } from '../../hub/trpc.ts';
import { undoable } from '../../hub/undoable.ts';
import { refreshProducts } from './product-cache.ts';

/** Archives or restores one product. Each undoes the other, unless somebody else was faster. */
export function useProductArchive({ sku, name }: Product) {
  const cache = trpc.useUtils();
  const update = trpc.inventory.updateProduct.useMutation();
  const words = { true: `${name} is archived.`, false: `${name} is back among your products.` };
  const set = (isArchived: boolean) =>
    void undoable({
      commit: () => update.mutateAsync({ sku, isArchived }),
      done: () => words[`${isArchived}`],
      undo: () => update.mutateAsync({ sku, isArchived: !isArchived, expected: { isArchived } }),
      undone: words[`${!isArchived}`],
      refresh: () => refreshProducts(cache),
    });
  return { isChanging: update.isPending, restore: () => set(false), archive: () => set(true) };
}
