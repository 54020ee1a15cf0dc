import { readHubError } from '../../hub/hub-error.ts';
import { type Product, trpc } from '../../hub/trpc.ts';
import { confirm } from '../../ui/confirm.tsx';
import { showFailure, showSuccess } from '../../ui/toasts.ts';

/** Archives or restores one product. */
export function useProductArchive(product: Product) {
  const cache = trpc.useUtils();
  const update = trpc.inventory.updateProduct.useMutation({
    onSuccess: (changed) => {
      showSuccess(`${changed.name} is ${changed.isArchived ? 'archived' : 'back in your inventory'}.`);
      void cache.ops.getOverview.invalidate();
      return cache.inventory.listProducts.invalidate();
    },
    onError: (error) => showFailure(readHubError(error).message),
  });
  return {
    isChanging: update.isPending,
    restore: () => update.mutate({ sku: product.sku, isArchived: false }),
    archive: () =>
      confirm({
        title: `Archive ${product.name}?`,
        body: 'It raises no more alerts and leaves the list. Its history stays, and you can restore it later.',
        confirm: 'Archive',
        isDangerous: true,
        onConfirm: () => update.mutate({ sku: product.sku, isArchived: true }),
      }),
  };
}
