import type { admin } from '@dreamteamhub/sdk/contract';
import { callerName, callerOf } from '../../transport/callers.ts';
import type { Handlers } from '../../transport/implement.ts';
import type { InventoryService } from './inventory-service.ts';
import type { StockService } from './stock-service.ts';

export const inventoryRouter = (services: {
  inventory: InventoryService;
  stock: StockService;
}): Handlers<(typeof admin)['inventory']> => ({
  createProduct: async ({ input, ctx }) => services.inventory.create(input, await callerOf(ctx)),
  listProducts: ({ input }) => services.inventory.list(input),
  updateStock: async ({ input, ctx }) => services.stock.setStock(input, callerName(await ctx.credential())),
  adjustStock: async ({ input, ctx }) =>
    services.stock.adjustStock(input, callerName(await ctx.credential())),
  changeStock: async ({ input, ctx }) =>
    services.stock.changeStock(input, callerName(await ctx.credential())),
  listSuppliers: () => services.inventory.listSuppliers(),
  updateProduct: async ({ input, ctx }) => services.inventory.update(input, await callerOf(ctx)),
  listEvents: ({ input }) => services.inventory.listEvents(input),
});
