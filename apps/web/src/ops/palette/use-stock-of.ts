import { readHubError } from '../../hub/hub-error.ts';
import { trpc } from '../../hub/trpc.ts';
import { showFailure } from '../../ui/toasts.ts';
import { overlays } from '../shortcuts/overlays.ts';

const TITLE = 'The stock cannot be changed now';

/** Returns a function that opens the change of stock of the product with a SKU. */
export function useStockOf(): (sku: string) => Promise<void> {
  const cache = trpc.useUtils();
  return async (sku) => {
    try {
      const { items } = await cache.inventory.listProducts.fetch(
        { match: sku, sort: 'sku', limit: 100 },
        { staleTime: 0 },
      );
      const product = items.find((one) => one.sku === sku);
      if (product !== undefined) return overlays.open({ kind: 'stock', product });
      showFailure(`No product has the SKU ${sku} any more.`, { title: TITLE });
    } catch (error) {
      showFailure(readHubError(error).message, { title: TITLE });
    }
    overlays.close();
  };
}
