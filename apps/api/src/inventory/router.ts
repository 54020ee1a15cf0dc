import type { admin } from '@dreamteamhub/sdk/contract';
import type { Handlers } from '../transport/implement.ts';
import type { InventoryService } from './inventory-service.ts';

export const inventoryRouter = (services: {
  inventory: InventoryService;
}): Handlers<(typeof admin)['inventory']> => ({
  createProduct: ({ input }) => services.inventory.create(input),
  listProducts: ({ input }) => services.inventory.list(input),
  updateStock: ({ input }) => services.inventory.setStock(input),
  adjustStock: ({ input }) => services.inventory.adjustStock(input),
  updateProduct: ({ input }) => services.inventory.update(input),
  listEvents: ({ input }) => services.inventory.listEvents(input),
});
