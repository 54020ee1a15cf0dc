import { useMemo, useRef } from 'react';
import { readHubError } from '../../hub/hub-error.ts';
import { type Product, trpc } from '../../hub/trpc.ts';
import { EditConflict, type EditValue } from '../../ui/edit-values.ts';
import { refreshProducts } from './product-cache.ts';
import { useProductSave } from './use-product-save.ts';
import { useStockChange } from './use-stock-change.ts';

/** The fields that are edited where they stand. */
type ProductField = 'name' | 'stock' | 'threshold';

/** Saves a field of a product in place of the value that was seen. */
export type EditProduct = (
  product: Product,
  field: ProductField,
  values: { value: EditValue; seen: EditValue },
) => Promise<void>;

/**
 * Returns a function that saves a field of a product; each can be undone. A stock becomes a movement. It stays the same
 * function, so that columns made with it need not be drawn again. Throws `EditConflict` where somebody else was faster.
 */
export function useProductEdits(): EditProduct {
  const cache = trpc.useUtils();
  const { edit } = useProductSave();
  const changeStock = useStockChange();
  const save: EditProduct = async (product, field, { value, seen }) => {
    const before = { ...product, [field]: seen };
    try {
      if (field === 'stock') {
        const count = { stock: Number(value), expectedStock: Number(seen) };
        await changeStock(before, { kind: 'count', ...count, note: '' });
      } else {
        await edit(before, { ...before, [field]: value });
        await refreshProducts(cache);
      }
    } catch (error) {
      const { code, message } = readHubError(error);
      const now =
        code === 'conflict'
          ? await cache.inventory.getProduct.fetch({ sku: product.sku }, { staleTime: 0 }).catch(() => null)
          : null;
      if (now !== null && now[field] !== seen) throw new EditConflict(now[field]);
      throw new Error(message, { cause: error });
    }
  };
  const latest = useRef(save);
  latest.current = save;
  return useMemo(() => (product, field, values) => latest.current(product, field, values), []);
}
