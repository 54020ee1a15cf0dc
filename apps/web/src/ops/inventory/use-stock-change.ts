import { useQueryClient } from '@tanstack/react-query';
import { readHubError } from '../../hub/hub-error.ts';
import { type MovementReason, type Product, trpc } from '../../hub/trpc.ts';
import { offerUndo } from '../../hub/undoable.ts';
import { formatCount } from '../../ui/format-number.ts';
import { showSuccess } from '../../ui/toasts.ts';
import { refreshProducts, showStock } from './product-cache.ts';
import { undoNote, undoneWords } from './stock-rules.ts';

export type StockChange =
  | { kind: 'adjust'; quantityDelta: number; reason: MovementReason; note: string }
  | { kind: 'count'; stock: number; expectedStock: number; note: string };

/**
 * Returns a function that changes the stock of a product. The new stock shows at once; where the hub refuses, the old one
 * comes back, and the error is thrown. What was done can be undone: units that were added or taken move back, whatever
 * happened since; a count is taken back only while it stands.
 */
export function useStockChange(): (product: Product, change: StockChange) => Promise<void> {
  const cache = trpc.useUtils();
  const client = useQueryClient();
  const adjust = trpc.inventory.adjustStock.useMutation();
  const update = trpc.inventory.updateStock.useMutation();
  const refresh = () => refreshProducts(cache);

  return async (product, change) => {
    const { sku, name } = product;
    const done = ({ stock }: { stock: number }) => `${name}: ${formatCount(stock)} in stock.`;
    const before = change.kind === 'count' ? change.expectedStock : product.stock;
    const note = change.note === '' ? {} : { note: change.note };
    try {
      if (change.kind === 'count') {
        const { stock } = change;
        await showStock(client, sku, stock);
        // Units that are owed can be counted away, and nobody can count them back.
        const expected = before < 0 ? {} : { expectedStock: before };
        const result = await update.mutateAsync({ sku, stock, ...expected, ...note });
        if (before < 0) return showSuccess(done(result));
        offerUndo(result, {
          done,
          undo: () =>
            update.mutateAsync({ sku, stock: before, expectedStock: stock, note: 'Undoes a count' }),
          undone: (answer) => undoneWords({ name, stock: answer.stock, expected: before }),
          refresh,
        });
      } else {
        const { quantityDelta, reason } = change;
        await showStock(client, sku, before + quantityDelta);
        const result = await adjust.mutateAsync({ sku, quantityDelta, reason, ...note });
        await showStock(client, sku, result.stock);
        offerUndo(result, {
          done,
          undo: () =>
            adjust.mutateAsync({
              sku,
              quantityDelta: -quantityDelta,
              reason: 'adjusted',
              note: undoNote(reason),
            }),
          undone: (answer) =>
            undoneWords({ name, stock: answer.stock, expected: result.stock - quantityDelta }),
          refresh,
        });
      }
    } catch (error) {
      // Only where the hub said no: without an answer nobody knows whether it changed.
      if (readHubError(error).code !== 'unreachable') await showStock(client, sku, product.stock);
      throw error;
    } finally {
      void refresh();
    }
  };
}
