import type { QueryClient } from '@tanstack/react-query';
import type { Product, trpc } from '../../hub/trpc.ts';

type Cache = ReturnType<typeof trpc.useUtils>;

/** Loads again what is shown of products, after one of them was changed. */
export function refreshProducts(cache: Cache): Promise<unknown> {
  void cache.ops.getOverview.invalidate();
  void cache.analytics.getToday.invalidate();
  void cache.analytics.getStockHistory.invalidate();
  void cache.alerts.listEpisodes.invalidate();
  void cache.inventory.listEvents.invalidate();
  void cache.inventory.listSuppliers.invalidate();
  return Promise.all([cache.inventory.getProduct.invalidate(), cache.inventory.listProducts.invalidate()]);
}

/** A list as `useInfiniteQuery` keeps it. */
interface Pages {
  pages: { items: Product[] }[];
}

/** Shows a product's stock as it is about to be, on its page and in lists, before the hub has answered. */
export async function showStock(client: QueryClient, sku: string, stock: number): Promise<void> {
  const of = (name: string) => ({ queryKey: [['inventory', name]] });
  // An answer that is on its way knows only the old stock.
  await Promise.all([client.cancelQueries(of('getProduct')), client.cancelQueries(of('listProducts'))]);
  client.setQueriesData<Product>(of('getProduct'), (product) => product && withStock(product, sku, stock));
  client.setQueriesData<Pages | { items: Product[] }>(of('listProducts'), (list) => {
    if (list === undefined || !('pages' in list)) return list;
    const pages = list.pages.map((page) => ({
      ...page,
      items: page.items.map((product) => withStock(product, sku, stock)),
    }));
    return { ...list, pages };
  });
}

function withStock(product: Product, sku: string, stock: number): Product {
  return product.sku === sku ? { ...product, stock, isLowStock: stock < product.threshold } : product;
}
