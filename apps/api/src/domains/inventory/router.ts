import type { admin } from '@dreamteamhub/sdk/contract';
import { callerName, callerOf } from '../../transport/callers.ts';
import type { RequestContext } from '../../transport/context.ts';
import type { Handlers, TestHandlers } from '../../transport/implement.ts';
import type { InventoryService } from './inventory-service.ts';
import type { StockService } from './stock-service.ts';

export const inventoryRouter = (services: {
  inventory: InventoryService;
  stock: StockService;
}): Handlers<(typeof admin)['inventory']> => ({
  createProduct: async ({ input, ctx }) => services.inventory.create(input, await callerOf(ctx)),
  listProducts: ({ input }) => services.inventory.list(input),
  getProduct: ({ input }) => services.inventory.get(input.sku),
  updateStock: async ({ input, ctx }) => services.stock.setStock(input, callerName(await ctx.credential())),
  adjustStock: async ({ input, ctx }) =>
    services.stock.adjustStock(input, callerName(await ctx.credential())),
  changeStock: async ({ input, ctx }) =>
    services.stock.changeStock(input, callerName(await ctx.credential())),
  listSuppliers: () => services.inventory.listSuppliers(),
  updateProduct: async ({ input, ctx }) => services.inventory.update(input, await callerOf(ctx)),
  listEvents: ({ input }) => services.inventory.listEvents(input),
});

/** What test keys find: stock that only they see. */
export const testStockRouter = ({
  testStock,
  inTurn,
}: {
  testStock: (storefrontId: number) => StockService;
  inTurn: <Result>(task: () => Promise<Result>) => Promise<Result>;
}): TestHandlers<(typeof admin)['inventory']> => {
  const run = async <Result>(
    ctx: RequestContext,
    task: (stock: StockService, by: string) => Promise<Result>,
  ) => {
    const [{ storefrontId }, credential] = await Promise.all([callerOf(ctx), ctx.credential()]);
    if (storefrontId === null) throw new Error('a test key has no storefront');
    return inTurn(() => task(testStock(storefrontId), callerName(credential)));
  };
  return {
    updateStock: ({ input, ctx }) => run(ctx, (stock, by) => stock.setStock(input, by)),
    adjustStock: ({ input, ctx }) => run(ctx, (stock, by) => stock.adjustStock(input, by)),
    changeStock: ({ input, ctx }) => run(ctx, (stock, by) => stock.changeStock(input, by)),
  };
};
