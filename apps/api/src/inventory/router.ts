import type { admin } from '@dreamteamhub/sdk/contract';
import { callerName } from '../transport/caller-name.ts';
import type { Handlers } from '../transport/implement.ts';
import type { InventoryService } from './inventory-service.ts';
import type { StockService } from './stock-service.ts';

export const inventoryRouter = (services: {
  inventory: InventoryService;
  stock: StockService;
}): Handlers<(typeof admin)['inventory']> => ({
  createProduct: ({ input }) => services.inventory.create(input),
  listProducts: ({ input }) => services.inventory.list(input),
  updateStock: async ({ input, ctx }) => services.stock.setStock(input, callerName(await ctx.credential())),
  adjustStock: async ({ input, ctx }) =>
    services.stock.adjustStock(input, callerName(await ctx.credential())),
  changeStock: async ({ input, ctx }) =>
    services.stock.changeStock(input, callerName(await ctx.credential())),
  listSuppliers: () => services.inventory.listSuppliers(),
  updateProduct: ({ input }) => services.inventory.update(input),
  listEvents: ({ input }) => services.inventory.listEvents(input),
});
