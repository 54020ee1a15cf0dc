import { type Product, trpc } from '../../hub/trpc.ts';
import { undoable } from '../../hub/undoable.ts';

/** Archives or restores one product. Each undoes the other. */
export function useProductArchive({ sku, name }: Product) {
  const cache = trpc.useUtils();
  const update = trpc.inventory.updateProduct.useMutation();
  const words = { true: `${name} is archived.`, false: `${name} is back in your inventory.` };
  const set = (isArchived: boolean) =>
    void undoable({
      commit: () => update.mutateAsync({ sku, isArchived }),
      done: () => words[`${isArchived}`],
      undo: () => update.mutateAsync({ sku, isArchived: !isArchived }),
      undone: words[`${!isArchived}`],
      refresh: () => {
        void cache.ops.getOverview.invalidate();
        return cache.inventory.listProducts.invalidate();
      },
    });
  return { isChanging: update.isPending, restore: () => set(false), archive: () => set(true) };
}
